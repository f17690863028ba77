"""The smoke fixtures: small models that loaders and validators are tried on (an edge: onnx).

They mean nothing and are never released. Each is one shape that a loader must be able to take: a
plain graph, half precision, several outputs, a free batch size, and a placeholder. A placeholder
keeps the tensors of a model that is not there, so that programs can be wired up before it is; what
comes out of it is no answer. The reference system kept MobileSal's place with one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, ValueInfoProto, helper, numpy_helper

from release.artifact import Digest
from release.entry import Kind, QuantMode, RegistryEntry
from release.registry import Registry
from release.sidecar import Dimension, Input, Output, Port, Sidecar

_OPSET, _IR = 17, 8
_PICTURE: tuple[Dimension, ...] = (1, 3, "height", "width")
_MAP: tuple[Dimension, ...] = (1, 1, "height", "width")
_TYPES = {"float32": TensorProto.FLOAT, "float16": TensorProto.FLOAT16}

Array = npt.NDArray[np.float32] | npt.NDArray[np.float16]
Step = tuple[str, Sequence[str], Sequence[str]]
"""An operator, what goes in, and what comes out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """One fixture: its graph in steps, its tensors, and the range of what comes out."""

    id: str
    about: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    steps: tuple[Step, ...]
    constants: tuple[tuple[str, Array], ...] = ()
    range: tuple[float, float] = (0, 1)

    def onnx(self) -> bytes:
        """Return the model's bytes: the same on every machine."""
        graph = helper.make_graph(
            [helper.make_node(operator, into, out) for operator, into, out in self.steps],
            self.id,
            [_value(port) for port in self.inputs],
            [_value(port) for port in self.outputs],
            initializer=[numpy_helper.from_array(value, name) for name, value in self.constants],
        )
        opsets = [helper.make_opsetid("", _OPSET)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR, producer_name="")
        return bytes(model.SerializeToString(deterministic=True))

    def sidecar(self) -> Sidecar:
        """Return what the model's loaders are told."""
        return Sidecar(
            id=self.id,
            kind=Kind.FILTER,
            model=Digest.of(self.onnx()),
            opset=_OPSET,
            quant_mode=QuantMode.FP32,
            inputs=tuple(Input(port=port) for port in self.inputs),
            outputs=tuple(Output(port=port, range=self.range) for port in self.outputs),
        )

    def entry(self) -> RegistryEntry:
        """Return the row of the registry."""
        return RegistryEntry(
            id=self.id,
            kind=Kind.FILTER,
            model=Digest.of(self.onnx()),
            opset=_OPSET,
            licence="Apache-2.0",
            licence_url="https://www.apache.org/licenses/LICENSE-2.0",
            description=f"Smoke fixture: {self.about}",
            notes="Made by scripts/smoke_models.py; means nothing, and is never released",
            smoke=True,
            sidecar=Digest.of(self.sidecar().dump()),
        )


def _value(port: Port) -> ValueInfoProto:
    return helper.make_tensor_value_info(port.name, _TYPES[port.type], list(port.shape))


def _port(name: str, shape: tuple[Dimension, ...], kind: str = "float32") -> Port:
    return Port(name=name, type=kind, shape=shape)


FIXTURES = (
    Fixture(
        id="saliency_placeholder_v0",
        about="the tensors of the u2netp mirror without its weights; the map is no saliency",
        inputs=(_port("input", _PICTURE),),
        outputs=(_port("saliency_map", _MAP),),
        steps=(
            ("Conv", ("input", "mix"), ("grey",)),
            ("Sigmoid", ("grey",), ("saliency_map",)),
        ),
        constants=(("mix", np.full((1, 3, 1, 1), 0.25, np.float32)),),
    ),
    Fixture(
        id="smoke_fp16_v0",
        about="half precision inside and outside",
        inputs=(_port("x", (1, 4), "float16"),),
        outputs=(_port("y", (1, 4), "float16"),),
        steps=(("Add", ("x", "one"), ("more",)), ("Sigmoid", ("more",), ("y",))),
        constants=(("one", np.ones((4,), np.float16)),),
    ),
    Fixture(
        id="smoke_multi_output_v0",
        about="two outputs of different shapes",
        inputs=(_port("x", (1, 4)),),
        outputs=(_port("each", (1, 4)), _port("mean", (1, 1))),
        steps=(("Sigmoid", ("x",), ("each",)), ("MatMul", ("each", "quarter"), ("mean",))),
        constants=(("quarter", np.full((4, 1), 0.25, np.float32)),),
    ),
    Fixture(
        id="smoke_v0",
        about="one operator, fixed shapes",
        inputs=(_port("x", (1, 4)),),
        outputs=(_port("y", (1, 4)),),
        steps=(("Sigmoid", ("x",), ("y",)),),
    ),
    Fixture(
        id="smoke_v0_symbolic_batch",
        about="a batch size that is free",
        inputs=(_port("x", ("batch", 4)),),
        outputs=(_port("y", ("batch", 4)),),
        steps=(("Sigmoid", ("x",), ("y",)),),
    ),
)
"""All fixtures, by id."""


def files() -> dict[str, bytes]:
    """Return the models and sidecars by the names they have in model/tiny/."""
    models = {f.entry().names.onnx: f.onnx() for f in FIXTURES}
    return models | {f.entry().names.sidecar: f.sidecar().dump() for f in FIXTURES}


def with_fixtures(registry: Registry) -> Registry:
    """Return `registry` with exactly these fixtures; every other row stays."""
    for old in registry.entries:
        registry = registry.without(old) if old.smoke else registry
    for fixture in FIXTURES:
        registry = registry.with_entry(fixture.entry())
    return registry
