"""The constants of a graph: name, type and shape, and exactly the bytes these ask for."""

import math
import struct
from dataclasses import dataclass

from release.prove.rules import require_name
from release.prove.tables import RANK_LIMIT, TENSOR
from release.prove.wire import Message, malformed

DIMENSION_LIMIT = 1024
LIST_LIMIT = 4
"""The most numbers of a list that says a size, a scale or a shape."""

_FLOAT, _INT64 = 1, 7
"""TensorProto.DataType."""
_TYPES = {_FLOAT: ("float32", 4), _INT64: ("int64", 8)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A constant whose bytes (C order, little-endian) stand at `span` of `file`."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    span: slice
    file: memoryview

    @property
    def data(self) -> memoryview:
        """Its bytes, not copied."""
        return self.file[self.span]

    def wholes(self) -> tuple[int, ...]:
        """Return the numbers of a short int64 list; raises MalformedOnnxError for another."""
        return struct.unpack(f"<{self._few('int64')}q", self.data)

    def floats(self) -> tuple[float, ...]:
        """Return the numbers of a short float32 list; raises MalformedOnnxError for another."""
        return struct.unpack(f"<{self._few('float32')}f", self.data)

    def _few(self, dtype: str) -> int:
        """Return how many numbers a short list of `dtype` has; refuse a long one unread."""
        if self.dtype != dtype or len(self.shape) != 1 or self.shape[0] > LIST_LIMIT:
            raise malformed(f"the constant {self.name} is no short list of {dtype}")
        return self.shape[0]


def read_constant(data: bytes, span: slice, file: memoryview) -> Constant:
    """Return the constant at `span` of `data`; `file` is a view of `data`.

    Raises MalformedOnnxError for another type than float32 and int64, an impossible shape, or
    bytes that are hidden or lack; ExternalDataError for data outside the file.
    """
    message = Message(data, TENSOR, span)
    name, shape = require_name(message.text(8)), message.numbers(1)
    kind = _TYPES.get(message.number(2))
    if kind is None:
        raise malformed(f"the constant {name} has the type {message.number(2)}")
    if not 1 <= len(shape) <= RANK_LIMIT or not all(1 <= n <= DIMENSION_LIMIT for n in shape):
        raise malformed(f"the constant {name} has the shape {shape}")
    dtype, size = kind
    place = message.span(9)
    wanted, found = math.prod(shape) * size, place.stop - place.start
    if found != wanted:
        raise malformed(f"the constant {name} has {found} bytes, its shape asks for {wanted}")
    return Constant(name=name, dtype=dtype, shape=shape, span=place, file=file)
