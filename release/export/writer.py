"""Writing ONNX nodes and constants one by one (an edge: onnx, numpy), with nothing to vary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper

from release.pin import Contract

Attribute = int | str | list[int]
Shape = tuple[str, str] | tuple[int, int]
"""Height and width: numbers, or names when they are free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A feature map: its name, its channels, and how often it was halved."""

    name: str
    channels: int
    level: int


class Writer:
    """Collects the nodes and constants of one graph, in the order they are asked for."""

    def __init__(self) -> None:
        """Start with an empty graph."""
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, TensorProto] = {}

    def node(self, operator: str, inputs: Sequence[str], name: str, **attributes: Attribute) -> str:
        """Add a node called like its one output, attributes sorted by name; return the name."""
        node = helper.make_node(operator, inputs, [name], name=name)
        node.attribute.extend(helper.make_attribute(k, attributes[k]) for k in sorted(attributes))
        self._nodes.append(node)
        return name

    def constant(self, name: str, array: npt.NDArray[np.float32] | npt.NDArray[np.int64]) -> str:
        """Add a constant as raw little-endian bytes; return its name. Twice is once."""
        tensor = TensorProto(name=name, dims=array.shape)
        tensor.data_type = helper.np_dtype_to_tensor_dtype(array.dtype)
        tensor.raw_data = array.astype(array.dtype.newbyteorder("<")).tobytes()
        self._constants[name] = tensor
        return name

    def dump(
        self, contract: Contract, *, name: str, shape: Shape, metadata: Mapping[str, str]
    ) -> bytes:
        """Return the model's bytes: batch 1, three channels in, one out, nothing of a machine.

        Field order and map order are fixed by protobuf's deterministic form; producer, doc
        strings and value_info stay empty; metadata is sorted by key.
        """
        graph = helper.make_graph(
            self._nodes,
            name,
            [_image(contract.input, 3, shape)],
            [_image(contract.output, 1, shape)],
            initializer=list(self._constants.values()),
        )
        model: ModelProto = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", contract.opset)],
            ir_version=contract.ir,
            producer_name="",
        )
        for key in sorted(metadata):
            model.metadata_props.add(key=key, value=metadata[key])
        return bytes(model.SerializeToString(deterministic=True))


def _image(name: str, channels: int, shape: Shape) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, *shape])
