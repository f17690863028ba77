"""A whole `nn.Module` was saved, not its state dict."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    return pickled.first(good, b"cmodel.u2net\nU2NETP\n)R")
