"""The pickle of the older format calls `os.system`."""


def mutate(good: bytes) -> bytes:
    return good.replace(b"ccollections\nOrderedDict\n", b"cposix\nsystem\n", 1)
