"""The receipt names another upstream commit."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"Upstream commit: ac7e", b"Upstream commit: bc7e")
