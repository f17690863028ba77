"""The source for the licence of the weights is left out."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"Source: https://github.com/xuebinqin/U-2-Net/issues/208\n", b"")
