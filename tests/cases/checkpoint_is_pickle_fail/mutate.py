"""The file is a plain pickle of something else."""

import pickle


def mutate(good: bytes) -> bytes:
    return pickle.dumps({"weights": len(good)}, protocol=2)
