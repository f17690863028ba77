"""The table of the page: counts first, then what is not a plain pass for everybody."""

from collections import Counter
from collections.abc import Callable, Sequence

from tests.conformance.verdicts import Outcome, Row

_HEAD = "| verifier | pass | fail | not applicable |\n|---|---|---|---|\n"
_ROWS = "| vector | ours | sigstore-python | cosign | why |\n|---|---|---|---|---|\n"
_WHO: dict[str, Callable[[Row], Outcome]] = {
    "ours, in one process": lambda row: row.ours,
    "sigstore-python by itself": lambda row: row.library,
    "cosign by itself": lambda row: row.cosign,
}


def rendered(rows: Sequence[Row]) -> str:
    """Return both tables as Markdown."""
    counts = "".join(_count(who, [of(row) for row in rows]) for who, of in _WHO.items())
    lines = "".join(_line(row) for row in rows if not _plain(row))
    return f"{_HEAD}{counts}\n{_ROWS}{lines}"


def _count(who: str, outcomes: Sequence[Outcome]) -> str:
    counted = Counter(outcomes)
    numbers = " | ".join(str(counted[outcome]) for outcome in Outcome)
    return f"| {who} | {numbers} |\n"


def _line(row: Row) -> str:
    cells = (row.ours.value, row.library.value, row.cosign.value, _short(row.why))
    return f"| {row.name} | {' | '.join(cells)} |\n"


def _plain(row: Row) -> bool:
    return {row.ours, row.library, row.cosign} == {Outcome.PASS}


def _short(text: str) -> str:
    return " ".join(text.split())[:90].replace("|", "/")
