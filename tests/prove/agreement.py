"""What the scan accepts, protobuf and ONNX must read in exactly the same way."""

import contextlib

import onnx

from release.errors import ParityError
from release.prove.operators import Scanned, scan
from tests.prove.small import CONTRACT


def agreed(data: bytes) -> Scanned:
    """Return what the scan saw, once ONNX saw the same; raises what `scan` raises."""
    scanned = scan(data)
    model = onnx.load_from_string(data)
    assert model.SerializeToString(deterministic=True) == data
    if _keeps_contract(scanned):
        onnx.checker.check_model(data, full_check=True)
    assert [n.op_type for n in model.graph.node].count("Conv") == dict(scanned.operators)["Conv"]
    constants = {t.name: t for t in model.graph.initializer}
    for constant in (*scanned.weights, *scanned.helpers):
        array = onnx.numpy_helper.to_array(constants.pop(constant.name))
        assert (array.dtype.name, array.shape) == (constant.dtype, constant.shape)
        assert array.tobytes() == constant.data
    assert constants == {}
    assert [(e.key, e.value) for e in model.metadata_props] == list(scanned.metadata)
    ports = (*scanned.inputs, *scanned.outputs)
    for port, value in zip(ports, (*model.graph.input, *model.graph.output), strict=True):
        dims = value.type.tensor_type.shape.dim
        assert port.shape == tuple(d.dim_param or d.dim_value for d in dims)
    return scanned


def _keeps_contract(scanned: Scanned) -> bool:
    with contextlib.suppress(ParityError):
        return bool(scanned.require(CONTRACT))
    return False
