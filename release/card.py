"""A model card: front matter for model hubs, prose by people, facts that programs render."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from release.canonical import invalid
from release.entry import RegistryEntry
from release.mirror import Mirror
from release.names import card_path
from release.sidecar import Port, Sidecar

CARD_LIMIT = 256 << 10
BEGIN = "<!-- mirror:begin -->"
END = "<!-- mirror:end -->"
PLACEHOLDER = "FILL-IN"
"""What stands where a person must write, in every scaffold; nothing with it is accepted."""

POINTS = ("What it does", "Output range", "Example", "Provenance", "Limitations")
"""The five points that each card makes, as headings. Source: ADR-0042 of the reference system."""

HUB_KEYS = {
    "base_model": True,
    "datasets": True,
    "language": True,
    "library_name": False,
    "license": False,
    "license_link": False,
    "license_name": False,
    "metrics": True,
    "model_name": False,
    "pipeline_tag": False,
    "tags": True,
}
"""The keys of front matter, and whether each takes a list.

Source: huggingface.co/docs/hub/model-cards, and the file modelcard.md that it names.
"""

_FRONT = re.compile(r"---\n((?:[^\n]+\n)*?)---\n")
_FIELD = re.compile(r"(?P<key>[a-z_]+):(?: (?P<value>[^\n]+)\n|\n(?P<items>(?:- [^\n]+\n)+))")
_ITEM = re.compile(r"- ([^\n]+)\n")
# Plain texts of YAML that no reader takes for anything else: no number, no date, no boolean.
_VALUE = re.compile(
    r"(?!(true|false|yes|no|on|off|null|y|n)$)(https://)?[a-z][a-z0-9._/+-]*", re.IGNORECASE
)
_FENCE = re.compile(r"^```[^\n]*\n.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card in its parts; `text` is all of it."""

    text: str
    front: dict[str, str | tuple[str, ...]]
    facts: str

    @classmethod
    def parse(cls, data: bytes, *, what: str) -> "Card":
        """Read the card `what`; raises InvalidRecordError for wrong markers or front matter."""
        text = _decoded(data, what)
        _, facts, _ = _parts(text, what)
        return cls(text=text, front=_front_matter(text, what), facts=facts.strip())

    @property
    def prose(self) -> str:
        """What people write: everything but the facts, on the lines it stands on."""
        before, facts, after = _parts(self.text, "model card")
        return before + "\n" * facts.count("\n") + after

    def section(self, heading: str) -> str:
        """Return what stands below the heading of that name, empty without one."""
        blank = _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), self.text)
        starts = [m for m in _HEADING.finditer(blank) if m[1] == heading]
        if not starts:
            return ""
        following = _HEADING.search(blank, starts[0].end())
        return self.text[starts[0].end() : following.start() if following else None].strip()

    @property
    def missing(self) -> tuple[str, ...]:
        """The points that the card does not make; an example without code is none."""
        made = {point: self.section(point) for point in POINTS}
        if not _FENCE.search(made["Example"]):
            made["Example"] = ""
        return tuple(point for point, text in made.items() if not text)


def with_facts(card: str, facts: str) -> str:
    """Return `card` with `facts` between its markers; twice is once.

    Raises InvalidRecordError unless each marker stands exactly once, in this order.
    """
    before, _, after = _parts(card, "model card")
    return f"{before}{BEGIN}\n{facts.strip()}\n{END}{after}"


def path_of(entry: RegistryEntry) -> str:
    """Return where the card of a model lives; the releases of one mirror share theirs."""
    return card_path(entry.mirror.tag.model) if entry.mirror else entry.names.card


def release_row(mirror: Mirror, page: str) -> str:
    """Return the row that says which release the facts are of, and what became of it.

    `page` is the address of the repository.
    """
    why = "" if mirror.reason is None else f": {_cell(mirror.reason)}"
    return f"[{mirror.tag}]({page}/releases/tag/{mirror.tag}), {mirror.status.value}{why}"


def with_statuses(card: bytes, mirrors: Iterable[Mirror], page: str) -> bytes:
    """Return `card` with the row of the release it speaks of brought up to date.

    Raises InvalidRecordError for a card that is not UTF-8 or has not its two markers.
    """
    text = _decoded(card, "model card")
    before, facts, after = _parts(text, "model card")
    for mirror in mirrors:
        row = re.compile(rf"^\| release \| \[{mirror.tag}\]\(.*$", re.MULTILINE)
        new = f"| release | {release_row(mirror, page)} |"
        facts = row.sub(new, facts)
    return f"{before}{BEGIN}{facts}{END}{after}".encode()


def tree_facts(entry: RegistryEntry, sidecar: Sidecar) -> str:
    """Return the facts of a model that lies in the tree, as Markdown."""
    rows = {
        "model": f"`{entry.names.onnx}`, sha256 `{entry.model.hex}`",
        "sidecar": f"`{entry.names.sidecar}`",
        "kind": entry.kind.value,
        "opset": str(entry.opset),
        "quantised": entry.quant_mode.value,
        "inputs": ", ".join(_port(one.port) for one in sidecar.inputs),
        "outputs": ", ".join(_port(one.port) for one in sidecar.outputs),
        "licence": f"[{entry.licence}]({entry.licence_url})",
    }
    return table(rows)


def table(rows: dict[str, str]) -> str:
    """Return facts as a table in Markdown."""
    lines = (f"| {name} | {value} |" for name, value in rows.items())
    return "\n".join(("| fact | value |", "|---|---|", *lines))


def _cell(text: str) -> str:
    """Return `text` so that it is only text in a table: no column, no HTML, no link, no mention."""
    return re.sub(r"[|<>&`@\[\]*_\\]", lambda match: f"&#{ord(match[0])};", text)


def _port(port: Port) -> str:
    return f"`{port.name}` {port.type} [{', '.join(map(str, port.shape))}]"


def _decoded(data: bytes, what: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise invalid(what, "is not UTF-8") from error


def _parts(text: str, what: str) -> tuple[str, str, str]:
    """Return what stands before, between and after the markers."""
    before, begin, rest = text.partition(BEGIN)
    facts, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in before + after:
        raise invalid(what, f"has not exactly one {BEGIN} and one {END} behind it")
    return before, facts, after


def _front_matter(text: str, what: str) -> dict[str, str | tuple[str, ...]]:
    """Return the front matter: a small part of YAML, which every reader takes for the same."""
    if not (found := _FRONT.match(text)):
        raise invalid(what, "does not start with front matter between two lines of ---")
    front: dict[str, str | tuple[str, ...]] = {}
    block, at = found[1], 0
    while at < len(block):
        if not (field := _FIELD.match(block, at)):
            raise invalid(what, f"has front matter that is not read here: {block[at : at + 40]!r}")
        key, value, items = field["key"], field["value"], field["items"]
        if key in front or HUB_KEYS.get(key) is not (value is None):
            raise invalid(what, f"has front matter that no model hub knows: {key[:40]}")
        values = tuple(_ITEM.findall(items)) if value is None else (value,)
        if not all(_VALUE.fullmatch(one) for one in values):
            raise invalid(what, f"has an odd value in its front matter: {key}")
        front[key] = values if value is None else value
        at = field.end()
    return front
