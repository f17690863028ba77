"""The state dict stands below `state_dict`, as training frameworks save it."""

from tests.cases import pickled


def mutate(good: bytes) -> bytes:
    def wrap(pickle: bytes) -> bytes:
        return pickled.START + b"}" + pickled.text("state_dict") + pickle[2:-1] + b"s."

    return pickled.with_pickle(good, wrap)
