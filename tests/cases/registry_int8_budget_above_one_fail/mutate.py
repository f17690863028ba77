"""The budget is more than there is to lose."""

from tests.registry.trees import row


def mutate(good: bytes) -> bytes:
    return row(good, "fast", quant_accuracy_budget_plcc=2)
