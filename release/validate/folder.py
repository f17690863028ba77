"""The folder of the registry: what lies in it, listed once, and read without following a link."""

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from release.files import read_bytes
from release.validate.finding import Finding

_NAMES = 200_000
_OURS = (".onnx", ".json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The names in `path`, each with its kind: `file` or `other`."""

    path: Path
    kinds: Mapping[str, str]

    @classmethod
    def listed(cls, path: Path) -> "Folder":
        """List `path`; a folder with more names than any registry has is cut off."""
        kinds: dict[str, str] = {}
        with os.scandir(path) as entries:
            for entry in entries:
                kinds[entry.name] = _kind(entry)
                if len(kinds) > _NAMES:
                    break
        return cls(path=path, kinds=kinds)

    def has(self, name: str) -> bool:
        """Tell whether there is something called `name`, whatever it is."""
        return name in self.kinds

    def read(self, name: str, *, limit: int) -> bytes:
        """Return the bytes of the file `name`; raises what `read_bytes` raises."""
        return read_bytes(self.path / name, limit=limit)

    def findings(self, owned: frozenset[str]) -> Iterator[Finding]:
        """Yield what may not lie here; `owned` are the names that registry and entries account for.

        A link could lead anywhere, and nobody looks into a folder. Two names that a file system
        takes for one hide each other. A model or a JSON file that no entry names is one that nobody
        checks.
        """
        folded: dict[str, str] = {}
        for name, kind in sorted(self.kinds.items()):
            if kind != "file":
                yield _found("irregular", name, "is not a regular file")
            elif name.endswith(_OURS) and name not in owned:
                yield _found("stranger", name, "is named by no entry")
            before = folded.setdefault(_folded(name), name)
            if before != name:
                yield _found("collision", name, f"differs from {before} only in case or form")


def _kind(entry: os.DirEntry[str]) -> str:
    return "file" if stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode) else "other"


def _folded(name: str) -> str:
    """Return what a file system that knows neither case nor Unicode form makes of `name`."""
    printable = name.encode(errors="replace").decode()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", printable).casefold())


def _found(rule: str, name: str, problem: str) -> Finding:
    shown = name.encode(errors="backslashreplace").decode()
    return Finding(rule=rule, path=shown, message=f"{shown} {problem}")
