"""The fields of an ONNX file that we write, and the names of those that we refuse.

Counts are the most that a graph of ours needs, rounded up: they bound the time of the scan whatever
the file is. Source of numbers and names: onnx.proto of ONNX 1.23; proto2, so nothing is packed.
"""

from release.prove.wire import CHUNK, VARINT, Field, Table

NODE_LIMIT = 512
CONSTANT_LIMIT = 512
RANK_LIMIT = 4
METADATA_LIMIT = 16

_NUMBER = Field(wire=VARINT)
_NUMBERS = Field(wire=VARINT, most=RANK_LIMIT)
_BYTES = Field(wire=CHUNK)


MODEL = Table(
    what="the model",
    fields={
        1: _NUMBER,
        2: _BYTES,
        7: _BYTES,
        8: _BYTES,
        14: Field(wire=CHUNK, most=METADATA_LIMIT),
    },
    known={
        3: "producer_version",
        4: "domain",
        5: "model_version",
        6: "doc_string",
        20: "training_info",
        25: "functions",
        26: "configuration",
    },
)

GRAPH = Table(
    what="the graph",
    fields={
        1: Field(wire=CHUNK, most=NODE_LIMIT),
        2: _BYTES,
        5: Field(wire=CHUNK, most=CONSTANT_LIMIT),
        11: _BYTES,
        12: _BYTES,
    },
    known={
        10: "doc_string",
        13: "value_info",
        14: "quantization_annotation",
        15: "sparse_initializer",
        16: "metadata_props",
    },
)

NODE = Table(
    what="a node",
    fields={
        1: Field(wire=CHUNK, most=6),
        2: _BYTES,
        3: _BYTES,
        4: _BYTES,
        5: Field(wire=CHUNK, most=8),
        7: _BYTES,
    },
    known={6: "doc_string", 8: "overload", 9: "metadata_props", 10: "device_configurations"},
)

ATTRIBUTE = Table(
    what="an attribute",
    fields={1: _BYTES, 3: _NUMBER, 4: _BYTES, 8: _NUMBERS, 20: _NUMBER},
    known={
        2: "f",
        5: "t",
        6: "g",
        7: "floats",
        9: "strings",
        10: "tensors",
        11: "graphs",
        13: "doc_string",
        14: "tp",
        15: "type_protos",
        21: "ref_attr_name",
        22: "sparse_tensor",
        23: "sparse_tensors",
    },
)

TENSOR = Table(
    what="a constant",
    fields={1: _NUMBERS, 2: _NUMBER, 8: _BYTES, 9: _BYTES},
    outside=frozenset({13, 14}),
    known={
        3: "segment",
        4: "float_data",
        5: "int32_data",
        6: "string_data",
        7: "int64_data",
        10: "double_data",
        11: "uint64_data",
        12: "doc_string",
        16: "metadata_props",
    },
)

VALUE = Table(
    what="a port", fields={1: _BYTES, 2: _BYTES}, known={3: "doc_string", 4: "metadata_props"}
)

TYPE = Table(
    what="the type of a port",
    fields={1: _BYTES},
    known={
        4: "sequence_type",
        5: "map_type",
        6: "denotation",
        8: "sparse_tensor_type",
        9: "optional_type",
    },
)

TENSOR_TYPE = Table(what="the tensor type of a port", fields={1: _NUMBER, 2: _BYTES}, known={})

SHAPE = Table(what="the shape of a port", fields={1: Field(wire=CHUNK, most=RANK_LIMIT)}, known={})

DIMENSION = Table(what="a dimension", fields={1: _NUMBER, 2: _BYTES}, known={3: "denotation"})

OPSET = Table(what="the opset import", fields={1: _BYTES, 2: _NUMBER}, known={})

ENTRY = Table(what="a metadata entry", fields={1: _BYTES, 2: _BYTES}, known={})
