"""Ten bytes again at the seam."""


def mutate(good: bytes) -> bytes:
    seam = len(good) // 2
    return (good[:seam] + good[seam - 10 :])[: len(good)]
