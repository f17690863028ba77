"""The receipt names a copyright holder whom upstream's LICENSE does not name."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"Authors:", b"Copyright 2020 somebody\nAuthors:")
