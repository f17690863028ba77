"""The description turns the reading direction."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "plain", description="fine \N{RIGHT-TO-LEFT OVERRIDE}kcab")
