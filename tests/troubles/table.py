"""The table of the consumer's page: which program says what, and by which code we refuse then."""

import re
from dataclasses import dataclass

from tests.static.page import rows, section
from tests.static.tree import text

PAGE = "docs/ai/u2netp-mirror.md"
_CODE = re.compile(r"`([^`]*)`")
_NO_CODE = "\N{EN DASH}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One message in the table; `…` in it stands for anything in its line."""

    program: str
    message: str

    def is_said_in(self, output: str) -> bool:
        """Tell whether a line of `output` holds the message."""
        return re.search(".*".join(map(re.escape, self.message.split("…"))), output) is not None


def told() -> dict[Trouble, int | None]:
    """Return each message of the table with our code, or None where no script of ours is asked.

    The first cell of a row is the program, then one message or more: `program`: `message`.
    """
    found = dict[Trouble, int | None]()
    for cell, code, *_ in rows(section(text(PAGE), "When something fails")):
        program, *messages = _CODE.findall(cell)
        for message in messages:
            trouble = Trouble(program=program, message=message)
            if trouble in found:
                raise ValueError(f"{trouble} stands in two rows")
            found[trouble] = None if code == _NO_CODE else int(code)
    return found
