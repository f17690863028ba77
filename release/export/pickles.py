"""A pickle machine for what `torch.save` writes for a state dict, and nothing more.

It knows 30 opcodes of protocol 2, imports nothing, and calls only the functions of the table it is
given. A restricted `pickle.Unpickler` is not enough: nine bytes make it allocate gigabytes for
its memo. Source of the opcodes: CPython's `pickletools`.
"""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from release.errors import ParityError
from release.export.state import not_u2netp

STEP_LIMIT = 200_000
"""Opcodes in one pickle; 798 tensors take about 40 000."""
TEXT_LIMIT = 4096
_LINE_LIMIT = 256
_LONG_LIMIT = 16
_PROTOCOL = 2
_STOP = ord(".")


@dataclass(frozen=True, slots=True)
class Call:
    """A function that the pickle may call."""

    function: Callable[[tuple[object, ...]], object]


Globals = Mapping[tuple[str, str], object]
"""Module and name → a Call, or a value that stands for itself."""


class _Mark:
    """The start of a group on the stack."""


class Machine:
    """Runs one pickle after another from one run of bytes."""

    def __init__(self, data: bytes, table: Globals, persistent: Callable[[object], object]) -> None:
        """Take the bytes, the globals they may name, and what resolves a persistent id."""
        self.position = 0
        self._data = data
        self._table = table
        self._persistent = persistent
        self._stack: list[object] = []
        self._memo: dict[int, object] = {}

    def load(self) -> object:
        """Return the next object; `position` is then behind it. Raises ParityError."""
        self._stack, self._memo = [], {}
        try:
            return self._run()
        except ParityError:
            raise
        except (IndexError, KeyError, TypeError, ValueError, struct.error) as error:
            raise not_u2netp(f"is damaged: {type(error).__name__} in its pickle") from error

    def _run(self) -> object:
        steps = self._steps()
        for _ in range(STEP_LIMIT):
            code = self._take(1)[0]
            if code == _STOP:
                (result,) = self._stack
                return result
            if (step := steps.get(code)) is None:
                raise not_u2netp(f"holds the pickle opcode 0x{code:02x}, which no state dict needs")
            step()
        raise not_u2netp("holds a pickle of too many steps")

    def _take(self, count: int) -> bytes:
        start, self.position = self.position, self.position + count
        if self.position > len(self._data):
            raise not_u2netp("ends within a pickle")
        return self._data[start : self.position]

    def _number(self, layout: str) -> int:
        (number,) = struct.unpack(layout, self._take(struct.calcsize(layout)))
        return int(number)

    def _line(self) -> str:
        end = self._data.index(b"\n", self.position, self.position + _LINE_LIMIT)
        return self._take(end + 1 - self.position)[:-1].decode("ascii")

    def _group(self) -> list[object]:
        at = len(self._stack) - 1
        while not isinstance(self._stack[at], _Mark):
            at -= 1
            if at < 0:
                raise not_u2netp("is damaged: a group without a start")
        group = self._stack[at + 1 :]
        del self._stack[at:]
        return group

    def _push(self, value: object) -> None:
        self._stack.append(value)

    def _protocol(self) -> None:
        if (protocol := self._number("<B")) != _PROTOCOL:
            raise not_u2netp(f"holds a pickle of protocol {protocol}")

    def _long(self) -> None:
        if (size := self._number("<B")) > _LONG_LIMIT:
            raise not_u2netp(f"holds an integer of {size} bytes")
        self._push(int.from_bytes(self._take(size), "little", signed=True))

    def _text(self) -> None:
        if (size := self._number("<I")) > TEXT_LIMIT:
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
            if type(key) not in (str, int) or key in target:
                raise not_u2netp(f"has the odd or repeated key {key!r}"[:200])
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
        self._push(function.function(arguments))

    def _build(self) -> None:
        """Drop `_metadata`, the one attribute that a state dict carries."""
        state = self._stack.pop()
        if not isinstance(self._stack[-1], dict) or not isinstance(state, dict):
            raise not_u2netp("sets the state of what is no dict")
        if set(state) - {"_metadata"}:
            raise not_u2netp("sets unknown attributes")

    def _put(self, index: int) -> None:
        self._memo[index] = self._stack[-1]

    def _pair(self) -> list[object]:
        value, key = self._stack.pop(), self._stack.pop()
        return [key, value]

    def _steps(self) -> dict[int, Callable[[], None]]:
        """Return what each opcode does; beside it stands its name in pickletools."""
        return {
            0x80: self._protocol,  # PROTO
            0x71: lambda: self._put(self._number("<B")),  # BINPUT
            0x72: lambda: self._put(self._number("<I")),  # LONG_BINPUT
            0x68: lambda: self._push(self._memo[self._number("<B")]),  # BINGET
            0x6A: lambda: self._push(self._memo[self._number("<I")]),  # LONG_BINGET
            0x4B: lambda: self._push(self._number("<B")),  # BININT1
            0x4D: lambda: self._push(self._number("<H")),  # BININT2
            0x4A: lambda: self._push(self._number("<i")),  # BININT
            0x8A: self._long,  # LONG1
            0x58: self._text,  # BINUNICODE
            0x4E: lambda: self._push(None),  # NONE
            0x88: lambda: self._stack.append(True),  # NEWTRUE
            0x89: lambda: self._stack.append(False),  # NEWFALSE
            0x28: lambda: self._push(_Mark()),  # MARK
            0x29: lambda: self._push(()),  # EMPTY_TUPLE
            0x74: lambda: self._push(tuple(self._group())),  # TUPLE
            0x85: lambda: self._tuple(1),  # TUPLE1
            0x86: lambda: self._tuple(2),  # TUPLE2
            0x87: lambda: self._tuple(3),  # TUPLE3
            0x7D: lambda: self._push({}),  # EMPTY_DICT
            0x5D: lambda: self._push([]),  # EMPTY_LIST
            0x61: lambda: self._extend([self._stack.pop()]),  # APPEND
            0x65: lambda: self._extend(self._group()),  # APPENDS
            0x73: lambda: self._set(self._pair()),  # SETITEM
            0x75: lambda: self._set(self._group()),  # SETITEMS
            0x63: self._global,  # GLOBAL
            0x52: self._reduce,  # REDUCE
            0x51: lambda: self._push(self._persistent(self._stack.pop())),  # BINPERSID
            0x62: self._build,  # BUILD
        }
