"""Loading a case from its folder."""

import importlib
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.cases.kinds import KINDS, Kind

FOLDER = Path(__file__).parent
_KEYS = {"kind", "code", "twin"}
Mutate = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One folder: `code` is the exit code it must be refused with, 0 when it is accepted."""

    name: str
    kind: str
    code: int
    twin: str

    @classmethod
    def load(cls, name: str) -> "Case":
        """Return the case in the folder `name`; ValueError when case.toml is not one."""
        table = tomllib.loads((FOLDER / name / "case.toml").read_text(encoding="utf-8"))
        if set(table) - _KEYS or not isinstance(table.get("code"), int):
            raise ValueError(f"{name}/case.toml has other keys than {sorted(_KEYS)}")
        return cls(name=name, kind=table["kind"], code=table["code"], twin=table.get("twin", ""))

    @property
    def accepted(self) -> bool:
        """Whether this is a good input."""
        return self.name.endswith("_pass")

    @property
    def how(self) -> Kind:
        """Where its good input comes from and what judges it."""
        return KINDS[self.kind]

    def mutate(self) -> Mutate:
        """Return the change that makes the case; an accepted one may have none."""
        if not (FOLDER / self.name / "mutate.py").exists():
            return lambda good: good
        change: Mutate = importlib.import_module(f"tests.cases.{self.name}.mutate").mutate
        return change

    def before(self) -> bytes:
        """Return what it is one change away from: its twin, or the good input of its kind."""
        return content(self.twin) if self.twin else self.how.good()


# Cases with the same twin follow each other; a few megabytes each need not stay for ever.
@lru_cache(maxsize=4)
def content(name: str) -> bytes:
    """Return the input that the case `name` consists of."""
    case = Case.load(name)
    return case.mutate()(case.before())


def cases() -> Iterator[Case]:
    """Yield every case, those of one kind and twin together."""
    names = sorted(path.parent.name for path in FOLDER.glob("*/case.toml"))
    yield from sorted(map(Case.load, names), key=lambda c: (c.kind, c.twin, c.name))
