"""What becomes of each drop: it is the pinned file, a model to compare, or needs a pin."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from release.artifact import Artifact
from release.guard.drops import Dropped, Drops, Refused
from release.names import drop_branch, dropped_model, pin_path
from release.pin import Pin
from release.report import safe

FORK = "DROP"
"""The variable that names a drop in a fork, `owner/repo@commit`: an input of the workflow."""


class Fate(Enum):
    """What a drop is to the release of the pinned content."""

    PINNED = "the pinned checkpoint"
    WITNESS = "a model, compared with ours and never published"
    NEEDS_PIN = "needs a pin"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """One drop as the guard saw it; the file is None where it was refused.

    `proposal` is the change of the pin that the file would need, in words for people.
    """

    name: str
    fate: Fate
    file: Artifact | None
    reason: str
    proposal: str = ""

    @property
    def waits(self) -> bool:
        """Whether a run would use it up: take its bytes, or compare them."""
        return self.fate in {Fate.PINNED, Fate.WITNESS}


def seen(pin: Pin, root: Path, environment: Mapping[str, str]) -> tuple[Drop, ...]:
    """Return the drops for `pin`, and that of the fork which DROP names; raises 2, 13 or 69."""
    found = Drops.of(pin, root, environment).look(environment.get(FORK, ""))
    return sorted_out(found, pin)


def sorted_out(seen: Iterable[Dropped | Refused], pin: Pin) -> tuple[Drop, ...]:
    """Return what becomes of each drop."""
    return tuple(_drop(one, pin) for one in seen)


def fate(dropped: Dropped, pin: Pin) -> Fate:
    """Return what the file is to `pin`."""
    if dropped.path == dropped_model(pin.model):
        return Fate.WITNESS
    return Fate.PINNED if dropped.artifact.digest == pin.checkpoint.digest else Fate.NEEDS_PIN


def _drop(one: Dropped | Refused, pin: Pin) -> Drop:
    match one:
        case Refused():
            return Drop(name=one.place.name, fate=Fate.REFUSED, file=None, reason=one.reason)
        case Dropped():
            what, file = fate(one, pin), one.artifact
            proposal = _proposal(file, pin) if what is Fate.NEEDS_PIN else ""
            return Drop(
                name=one.place.name, fate=what, file=file, reason=what.value, proposal=proposal
            )


def rendered(drops: Sequence[Drop]) -> str:
    """Return the part of the job summary that speaks of drops; empty without any."""
    if not drops:
        return ""
    rows = (f"| `{_plain(drop.name)}` | {_file(drop)} | {_plain(_said(drop))} |" for drop in drops)
    table = "\n".join(("| drop | file | what it is |", "|---|---|---|", *rows))
    return "\n\n".join(("### Drops", table, *(drop.proposal for drop in drops if drop.proposal)))


def _said(drop: Drop) -> str:
    return f"refused: {drop.reason}" if drop.fate is Fate.REFUSED else drop.reason


def _file(drop: Drop) -> str:
    return f"{drop.file.size:,} bytes, `{drop.file.digest}`" if drop.file else "-"


def _plain(text: str) -> str:
    """Return a name or a reason, which anybody may have chosen, so that it stays in its cell."""
    return safe(text).translate(str.maketrans("|`<>[]@", "·'()()·"))[:200]


def _proposal(file: Artifact, pin: Pin) -> str:
    """Return the change of the pin that the file would need; people make and review it."""
    return f"""\
`{drop_branch(pin.model, file.digest)}` **needs a pin.** If this is the checkpoint that should be \
released, propose it in a pull request that changes `{pin_path(pin.model)}` alone, and say where \
the digest was witnessed:

```toml
[checkpoint]
file = "{pin.checkpoint.name}"
size = {file.size} # bytes
sha256 = "{file.digest.hex}"
```"""
