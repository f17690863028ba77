"""A graph of one convolution under the contract: small enough to change a thousand times."""

from functools import cache

from onnx import TensorProto, helper

from release.pin import Contract

CONTRACT = Contract(layout=1, opset=17, ir=8, input="input", output="saliency_map")


@cache
def small() -> bytes:
    """Return the graph: halved and brought back, convolved, squashed."""
    constants = [
        helper.make_tensor("w", TensorProto.FLOAT, [1, 3, 1, 1], bytes(12), raw=True),
        helper.make_tensor("b", TensorProto.FLOAT, [1], bytes(4), raw=True),
        helper.make_tensor("front", TensorProto.INT64, [2], _whole(1) + _whole(3), raw=True),
    ]
    half, linear = [2, 2], {"coordinate_transformation_mode": "half_pixel", "mode": "linear"}
    nodes = [
        helper.make_node("MaxPool", ["input"], ["p"], ceil_mode=1, kernel_shape=half, strides=half),
        helper.make_node("Shape", ["input"], ["size"], end=4, start=2),
        helper.make_node("Concat", ["front", "size"], ["target"], axis=0),
        helper.make_node("Resize", ["p", "", "", "target"], ["r"], **linear),
        helper.make_node(
            "Conv", ["r", "w", "b"], ["c"], "c", dilations=[1, 1], kernel_shape=[1, 1], pads=[0] * 4
        ),
        helper.make_node("Sigmoid", ["c"], ["saliency_map"], name="s"),
    ]
    ports = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, "height", "width"])
        for name, channels in (("input", 3), ("saliency_map", 1))
    ]
    graph = helper.make_graph(nodes, "g", ports[:1], ports[1:], initializer=constants)
    opsets = [helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="")
    model.metadata_props.add(key="licence", value="Apache-2.0")
    return bytes(model.SerializeToString(deterministic=True))


def _whole(number: int) -> bytes:
    return number.to_bytes(8, "little")
