"""The sidecar of a model: what its tensors are and mean, for programs that load it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from release import canonical
from release.artifact import Digest
from release.canonical import invalid
from release.entry import OPSETS, Kind, QuantMode
from release.names import MODEL_ID, TreeNames
from release.shape import Table

SIDECAR_LIMIT = 1 << 20
VERSION = 1
MAXIMUM = "maximum"
"""`divide_by` when each picture is divided by its own largest value, as upstream's loader does."""

TENSOR = re.compile(r"[!-~]{1,127}")
_AXIS = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
_TYPES = ("float32", "float16", "int64", "int32", "int8", "uint8")
_CHANNELS = ("RGB", "BGR", "Y")
_RANK = 8

Dimension = int | str
"""A size, or the name of one that is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A tensor that goes in or comes out."""

    name: str
    type: str
    shape: tuple[Dimension, ...]

    @classmethod
    def read(cls, table: Table) -> "Port":
        """Read name, type and shape; the rest of the table is for others."""
        return cls(
            name=table.spelled("name", TENSOR),
            type=table.one_of("type", _TYPES),
            shape=table.values("shape", _dimension, most=_RANK),
        )

    def fields(self) -> dict[str, object]:
        """Return the table as JSON."""
        return {"name": self.name, "type": self.type, "shape": list(self.shape)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalisation:
    """What is done to a picture before it goes in: divide, subtract the mean, divide again."""

    channels: str
    divide_by: float | str
    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    @classmethod
    def read(cls, table: Table) -> "Normalisation":
        """Read the table; `fields` is the inverse."""
        channels = table.one_of("channels", _CHANNELS)
        count = len(channels)
        (divide_by,) = table.value("divide_by", _divisor)
        normalisation = cls(
            channels=channels,
            divide_by=divide_by,
            mean=table.values("mean", _number, least=count, most=count),
            deviation=table.values("deviation", _positive, least=count, most=count),
        )
        table.end()
        return normalisation

    def fields(self) -> dict[str, object]:
        """Return the table as JSON."""
        return {
            "channels": self.channels,
            "divide_by": self.divide_by,
            "mean": list(self.mean),
            "deviation": list(self.deviation),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A tensor that goes in, and how pictures become it; without pictures there is no how."""

    port: Port
    normalisation: Normalisation | None = None

    @classmethod
    def read(cls, table: Table) -> "Input":
        """Read the table; `fields` is the inverse."""
        port, has = Port.read(table), table.has("normalisation")
        how = Normalisation.read(table.table("normalisation")) if has else None
        table.end()
        return cls(port=port, normalisation=how)

    def fields(self) -> dict[str, object]:
        """Return the table as JSON."""
        how = {"normalisation": self.normalisation.fields()} if self.normalisation else {}
        return {**self.port.fields(), **how}


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A tensor that comes out, and the least and the largest value it can have."""

    port: Port
    range: tuple[float, float]

    @classmethod
    def read(cls, table: Table) -> "Output":
        """Read the table; `fields` is the inverse."""
        port, (least, most) = Port.read(table), table.values("range", _number, least=2, most=2)
        table.end()
        if least >= most:
            raise invalid("sidecar.outputs.range", "does not grow")
        return cls(port=port, range=(least, most))

    def fields(self) -> dict[str, object]:
        """Return the table as JSON."""
        return {**self.port.fields(), "range": list(self.range)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """One model for its loaders. The lists of names repeat the ports, for small readers."""

    id: str
    kind: Kind
    model: Digest
    opset: int
    quant_mode: QuantMode
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]

    def _names(self) -> dict[str, list[str]]:
        return {
            "input_names": [one.port.name for one in self.inputs],
            "output_names": [one.port.name for one in self.outputs],
        }

    @classmethod
    def parse(cls, data: bytes) -> "Sidecar":
        """Read a sidecar; raises InvalidRecordError, naming the field. `dump` is the inverse."""
        return cls.read(canonical.load_decimals(data, what="sidecar"))

    @classmethod
    def read(cls, document: Mapping[str, object]) -> "Sidecar":
        """Read the document, as `parse` does the bytes."""
        top = Table(document, path="sidecar")
        if top.integer("schema_version") != VERSION:
            raise invalid("sidecar.schema_version", f"is not {VERSION}")
        sidecar = cls(
            id=top.spelled("id", MODEL_ID),
            kind=Kind(top.one_of("kind", [kind.value for kind in Kind])),
            model=top.digest("sha256"),
            opset=top.integer("opset", minimum=OPSETS[0], maximum=OPSETS[-1]),
            quant_mode=QuantMode(top.one_of("quant_mode", [mode.value for mode in QuantMode])),
            inputs=tuple(map(Input.read, top.tables("inputs"))),
            outputs=tuple(map(Output.read, top.tables("outputs"))),
        )
        top.literal("onnx", TreeNames(sidecar.id).onnx)
        for key, names in sidecar._names().items():
            if list(top.texts(key)) != names or len(set(names)) != len(names):
                raise invalid(f"sidecar.{key}", "are not the names of the ports, each once")
        top.end()
        return sidecar

    def dump(self) -> bytes:
        """Return the sidecar as it stands in the tree: indented, for reviewers."""
        document = {
            "schema_version": VERSION,
            "id": self.id,
            "kind": self.kind.value,
            "onnx": TreeNames(self.id).onnx,
            "sha256": self.model.hex,
            "opset": self.opset,
            "quant_mode": self.quant_mode.value,
            **self._names(),
            "inputs": [one.fields() for one in self.inputs],
            "outputs": [one.fields() for one in self.outputs],
        }
        return (json.dumps(document, indent=2) + "\n").encode()


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) >= 10**6:
        return None
    return value


def _positive(value: object) -> float | None:
    number = _number(value)
    return number if number is not None and number > 0 else None


def _divisor(value: object) -> tuple[float | str] | None:
    if value == MAXIMUM:
        return (MAXIMUM,)
    return None if (number := _positive(value)) is None else (number,)


def _dimension(value: object) -> Dimension | None:
    if isinstance(value, str):
        return value if _AXIS.fullmatch(value) else None
    return value if type(value) is int and 1 <= value < 10**6 else None
