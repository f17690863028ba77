"""A quantised entry has no budget."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "fast", quant_accuracy_budget_plcc=None)
