"""A pickle machine for what `torch.save` writes for a state dict, and nothing more.

It knows 28 opcodes of protocol 2, imports nothing, and calls only the functions of the table it is
given. A restricted `pickle.Unpickler` is not enough: nine bytes make it allocate gigabytes for
its memo. Whatever an opcode makes is paid for by a step, and steps are limited, so neither time
nor memory can grow beyond the bytes of the pickle. Source of the opcodes: CPython's `pickletools`.
"""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import setitem

from release.errors import ParityError
from release.export.state import not_u2netp

STEP_LIMIT = 70_000
"""Opcodes in all pickles of one file, calls counted below; U2NETP takes at most 50 000."""
_CALL_COST = 8
"""A call takes as long as this many other opcodes."""
TEXT_LIMIT = 256
_LINE_LIMIT = 128
_LONG_LIMIT = 16
_STOP = ord(".")


@dataclass(frozen=True, slots=True)
class Call:
    """A function that the pickle may call."""

    function: Callable[[tuple[object, ...]], object]


Globals = Mapping[tuple[str, str], object]
"""Module and name → a Call, or a value that stands for itself."""


class Machine:
    """Runs one pickle after another from one run of bytes."""

    def __init__(self, data: bytes, table: Globals, persistent: Callable[[object], object]) -> None:
        """Take the bytes, the globals they may name, and what resolves a persistent id."""
        self.position = 0
        self._data = data
        self._table = table
        self._persistent = persistent
        self._left = STEP_LIMIT
        self._stack: list[object] = []
        self._outer: list[list[object]] = []
        self._memo: dict[int, object] = {}

    def load(self) -> object:
        """Return the next object; `position` is then behind it. Raises ParityError."""
        self._stack, self._outer, self._memo = [], [], {}
        try:
            return self._run()
        except ParityError:
            raise
        except (IndexError, KeyError, TypeError, ValueError, struct.error) as error:
            raise not_u2netp(f"is damaged: its pickle gives {type(error).__name__}") from error

    def _run(self) -> object:
        steps = self._steps()
        if (start := self._take(2)) != b"\x80\x02":
            raise not_u2netp(f"has no pickle of protocol 2 where one must start: {start.hex()}")
        while (code := self._data[self.position]) != _STOP:
            self.position += 1
            self._left -= 1
            if self._left < 0:
                raise not_u2netp("holds pickles of too many steps")
            if code not in steps:
                raise not_u2netp(f"holds the pickle opcode 0x{code:02x}, which no state dict needs")
            steps[code]()
        self.position += 1
        if self._outer or len(self._stack) != 1:
            raise not_u2netp("is damaged: a pickle stops in the middle")
        return self._stack[0]

    def _take(self, count: int) -> bytes:
        start, self.position = self.position, self.position + count
        if self.position > len(self._data):
            raise not_u2netp("ends within a pickle")
        return self._data[start : self.position]

    def _byte(self) -> int:
        self.position += 1
        return self._data[self.position - 1]

    def _number(self, size: int, *, signed: bool = False) -> int:
        return int.from_bytes(self._take(size), "little", signed=signed)

    def _line(self) -> str:
        end = self._data.find(b"\n", self.position, self.position + _LINE_LIMIT)
        if end < 0:
            raise not_u2netp("is damaged: the name of a global does not end")
        return self._take(end + 1 - self.position)[:-1].decode("ascii")

    def _mark(self) -> None:
        self._outer.append(self._stack)
        self._stack = []

    def _group(self) -> list[object]:
        """Return what was pushed since the last mark; nothing else reaches below a mark."""
        group, self._stack = self._stack, self._outer.pop()
        return group

    def _push(self, value: object) -> None:
        self._stack.append(value)

    def _long(self) -> None:
        if (size := self._byte()) > _LONG_LIMIT:
            raise not_u2netp(f"holds an integer of {size} bytes")
        self._push(self._number(size, signed=True))

    def _text(self) -> None:
        if (size := self._number(4)) > TEXT_LIMIT:
            raise not_u2netp(f"holds a text of {size} bytes in its pickle")
        self._push(self._take(size).decode())

    def _tuple(self, size: int) -> None:
        values = tuple(self._stack.pop() for _ in range(size))
        self._push(values[::-1])

    def _extend(self, values: list[object]) -> None:
        if not isinstance(target := self._stack[-1], list):
            raise not_u2netp("is damaged: items for what is no list")
        target.extend(values)

    def _set(self, values: list[object]) -> None:
        target = self._stack[-1]
        if not isinstance(target, dict) or len(values) % 2:
            raise not_u2netp("is damaged: items for what is no dict")
        for key, value in zip(values[::2], values[1::2], strict=True):
            # Numbers would do in Python, and can be chosen so that all fall into one slot.
            if not isinstance(key, str):
                raise not_u2netp(f"has a key that is no text, but {type(key).__name__}")
            if key in target:
                raise not_u2netp(f"has the key {key!r} twice")
            target[key] = value

    def _global(self) -> None:
        module, name = self._line(), self._line()
        if (module, name) not in self._table:
            raise not_u2netp(f"asks for the forbidden global {module}.{name}")
        self._push(self._table[module, name])

    def _reduce(self) -> None:
        arguments, function = self._stack.pop(), self._stack.pop()
        if not isinstance(function, Call) or not isinstance(arguments, tuple):
            raise not_u2netp("calls what is no function")
        self._left -= _CALL_COST
        self._push(function.function(arguments))

    def _resolve(self) -> None:
        self._left -= _CALL_COST
        self._push(self._persistent(self._stack.pop()))

    def _build(self) -> None:
        """Drop `_metadata`, the one attribute that a state dict carries."""
        state = self._stack.pop()
        if not isinstance(self._stack[-1], dict) or not isinstance(state, dict):
            raise not_u2netp("sets the state of what is no dict")
        if set(state) - {"_metadata"}:
            raise not_u2netp("sets unknown attributes")

    def _pair(self) -> list[object]:
        value, key = self._stack.pop(), self._stack.pop()
        return [key, value]

    def _steps(self) -> dict[int, Callable[[], None]]:
        """Return what each opcode does; beside it stands its name in pickletools."""
        return {
            0x71: lambda: setitem(self._memo, self._byte(), self._stack[-1]),  # BINPUT
            0x72: lambda: setitem(self._memo, self._number(4), self._stack[-1]),  # LONG_BINPUT
            0x68: lambda: self._stack.append(self._memo[self._byte()]),  # BINGET
            0x6A: lambda: self._stack.append(self._memo[self._number(4)]),  # LONG_BINGET
            0x4B: lambda: self._stack.append(self._byte()),  # BININT1
            0x4D: lambda: self._stack.append(self._number(2)),  # BININT2
            0x4A: lambda: self._stack.append(self._number(4, signed=True)),  # BININT
            0x8A: self._long,  # LONG1
            0x58: self._text,  # BINUNICODE
            0x4E: lambda: self._stack.append(None),  # NONE
            0x88: lambda: self._stack.append(True),  # NEWTRUE
            0x89: lambda: self._stack.append(False),  # NEWFALSE
            0x28: self._mark,  # MARK
            0x29: lambda: self._stack.append(()),  # EMPTY_TUPLE
            0x74: lambda: self._push(tuple(self._group())),  # TUPLE; _group changes the stack
            0x85: lambda: self._tuple(1),  # TUPLE1
            0x86: lambda: self._tuple(2),  # TUPLE2
            0x87: lambda: self._tuple(3),  # TUPLE3
            0x7D: lambda: self._stack.append({}),  # EMPTY_DICT
            0x5D: lambda: self._stack.append([]),  # EMPTY_LIST
            0x61: lambda: self._extend([self._stack.pop()]),  # APPEND
            0x65: lambda: self._extend(self._group()),  # APPENDS
            0x73: lambda: self._set(self._pair()),  # SETITEM
            0x75: lambda: self._set(self._group()),  # SETITEMS
            0x63: self._global,  # GLOBAL
            0x52: self._reduce,  # REDUCE
            0x51: self._resolve,  # BINPERSID
            0x62: self._build,  # BUILD
        }
