"""A log on tiles in memory: it serves what a real one would serve, and nothing else."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from release.errors import MissingInputError
from release.watch.log.note import Log
from release.watch.log.tiles import TileLog
from tests.instance import merkle
from tests.instance.signed import b64

ORIGIN = "log.example"
KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
_WIDE = 256
_PATH = re.compile(r"tile/(entries|[0-7])/((?:x\d{3}/)*\d{3})(?:\.p/(\d{1,3}))?")


@dataclass(kw_only=True)
class MemoryLog:
    """Entries that are only added; `changed` files are served instead, whatever they hold."""

    bodies: list[bytes] = field(default_factory=list)
    key: Ed25519PrivateKey = KEY
    origin: str = ORIGIN
    changed: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, count: int, word: str = "entry") -> "MemoryLog":
        """Return a log of `count` entries."""
        return cls(bodies=[f"{word} {number}".encode() for number in range(count)])

    @property
    def log(self) -> Log:
        """The log as the trust root names it."""
        return Log(origin=self.origin, key=self.key.public_key())

    @property
    def tiles(self) -> TileLog:
        """The log as it is read."""
        return TileLog(log=self.log, fetch=self.fetch)

    def note(self, size: int | None = None) -> bytes:
        """Return what the log signs for the tree of its first `size` entries, or of all."""
        bodies = self.bodies[:size]
        root = merkle.root([merkle.leaf(body) for body in bodies])
        return note(self.log, self.key, f"{self.origin}\n{len(bodies)}\n{b64(root)}\n")

    def fetch(self, path: str, limit: int) -> bytes:
        """Return a file; raises MissingInputError as a download does for one that is not there."""
        self.asked.append(path)
        change, data = self.changed.get(path), self._right(path)
        data = change(data) if change else data
        assert len(data) <= limit
        return data

    def _right(self, path: str) -> bytes:
        if path == "checkpoint":
            return self.note()
        if (match := _PATH.fullmatch(path)) is None:
            raise _absent(path)
        number = int(match[2].replace("x", "").replace("/", ""))
        units = self.bodies if match[1] == "entries" else self._hashes(int(match[1]))
        part = units[number * _WIDE : (number + 1) * _WIDE]
        if len(part) != int(match[3] or _WIDE) or match[3] in {"0", str(_WIDE)}:
            raise _absent(path)
        if match[1] == "entries":
            return b"".join(len(body).to_bytes(2) + body for body in part)
        return b"".join(part)

    def _hashes(self, level: int) -> list[bytes]:
        """Return the hashes that the tiles of `level` hold: roots of whole subtrees."""
        leaves, width = [merkle.leaf(body) for body in self.bodies], _WIDE**level
        starts = range(0, len(leaves) // width * width, width)
        return [merkle.root(leaves[start : start + width]) for start in starts]


def note(log: Log, key: Ed25519PrivateKey, text: str) -> bytes:
    """Return `text` signed by `key` under the name of `log`."""
    signature = b64(log.key_id + key.sign(text.encode()))
    return f"{text}\n\u2014 {log.origin} {signature}\n".encode()


def _absent(path: str) -> MissingInputError:
    return MissingInputError(f"{path} is not there", expected="a file", remedy="-")
