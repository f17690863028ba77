"""Names that a person takes for one of ours: other letters, other signs, a few strokes less."""

import re
import unicodedata

from release.errors import InvalidRecordError
from release.names import Tag
from release.version import VersionNames, VersionTag

# Letters that look like a Latin one and are not turned into it by Unicode's own compatibility form.
# Source: Unicode, confusables.txt, the rows for the letters of our names and of those near them.
_CONFUSABLE = str.maketrans(
    {
        **dict.fromkeys("\u0430\u03b1\u0251", "a"),
        **dict.fromkeys("\u0435\u0454\u0451\u03b5\u212e", "e"),
        **dict.fromkeys("\u0456\u0457\u0131\u03b9\u04cf\u0269|!", "i"),
        **dict.fromkeys("\u043c\u03bc\u00b5", "m"),
        **dict.fromkeys("\u0578\u057c\u03b7\u043f", "n"),
        **dict.fromkeys("\u043e\u03bf\u0585\u0ae6\u0966", "o"),
        **dict.fromkeys("\u0440\u03c1\u2374", "p"),
        **dict.fromkeys("\u0433\u1d26", "r"),
        **dict.fromkeys("\u0442\u03c4", "t"),
        **dict.fromkeys("\u057d\u03c5\u1d1c\u0446", "u"),
        **dict.fromkeys("\u03bd\u0475\u0474", "v"),
    }
)
_DIGITS = str.maketrans("01l5", "oiis")
"""Digits that stand for a letter, and the l that looks like an i; both sides are written so."""

_NEAR = 2
_SHORT = 6


def looks_like(name: str, model: str) -> bool:
    """Tell whether a person may take `name` for a tag, title or file of the mirror of `model`.

    True for every spelling of `<model> mirror`, or of the two words the other way round, with other
    signs between, other letters of the same look, or two strokes of difference in its letters,
    whatever number follows.
    """
    given = _skeleton(name)
    return any(_holds(given, _skeleton(words)) for words in (f"{model}mirror", f"mirror{model}"))


def is_ours(name: str, model: str) -> bool:
    """Tell whether `name` is a tag of `model` in its one spelling."""
    try:
        return Tag.parse(name).model == model
    except InvalidRecordError:
        return False


def version_files(tag: str) -> frozenset[str]:
    """Return the names that the files of a version of this repository have; none for another tag.

    They begin with the project's name, which is nearly a mirror's.
    """
    try:
        return frozenset(VersionNames(VersionTag.parse(tag).version).assets)
    except InvalidRecordError:
        return frozenset()


def _holds(given: str, wanted: str) -> bool:
    """Tell whether a part of `given` is nearly `wanted`."""
    lengths = range(max(_SHORT, len(wanted) - _NEAR), len(wanted) + _NEAR + 1)
    starts = range(max(1, len(given) - lengths[0] + 1))
    windows = {given[start : start + length] for start in starts for length in lengths}
    return any(_near(window, wanted) for window in windows)


def _skeleton(text: str) -> str:
    """Return what is left of `text` for the eye: small letters and digits, alike ones the same."""
    plain = unicodedata.normalize("NFKD", text[:300]).casefold()
    alike = unicodedata.normalize("NFKD", plain.translate(_CONFUSABLE)).translate(_DIGITS)
    return re.sub(r"[^a-z0-9]", "", alike).replace("rn", "m").replace("vv", "w")


def _near(one: str, other: str) -> bool:
    """Tell whether two insertions, deletions or changes at most lead from `one` to `other`."""
    if abs(len(one) - len(other)) > _NEAR:
        return False
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, wanted in enumerate(other, 1):
            change = above[column - 1] + (letter != wanted)
            here.append(min(above[column] + 1, here[-1] + 1, change))
        above = here
    return above[-1] <= _NEAR
