"""The appendix is missing."""


def mutate(good: bytes) -> bytes:
    return good[: good.index(b"   APPENDIX")]
