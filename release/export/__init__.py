"""What does the checkpoint look like as ONNX? Takes the pinned files; gives a graph.

Refuses a checkpoint that is not a plain U2NETP state dict.
"""
