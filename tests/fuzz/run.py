"""Fuzz for a while, each target in turn, and say what was found.

usage: python -m tests.fuzz.run [--seconds S] [--seed N] [NAME ...]

Ends with 1 on the first finding, and prints the seed that repeats it. Checkpoints that were
accepted are shown to torch as well.
"""

import argparse
import itertools
import secrets
import sys
import time
import traceback

from tests.fuzz.harness import Accepted, fuzz
from tests.fuzz.targets import CHECKPOINTS, TARGETS
from tests.reading_by_torch import read_by_torch
from tests.torch_environment import torch_python

EXAMPLES = 5000
_SEEDS = 1 << 32


def main() -> int:
    """Parse, fuzz until the time is over, print what was tried."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(_SEEDS))
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TARGETS))
    options = parser.parse_args()
    ends = time.monotonic() + options.seconds
    for seed in itertools.count(options.seed):
        for name in options.names or TARGETS:
            if not _round(name, seed):
                return 1
            if time.monotonic() > ends:
                return 0
    return 0


def _round(name: str, seed: int) -> bool:
    """Fuzz one target from one seed; tell whether nothing was found."""
    try:
        accepted = fuzz(TARGETS[name], start=seed, examples=EXAMPLES)
    except Exception:  # noqa: BLE001 - any exception is the finding
        traceback.print_exc()
        accepted = None
    differing = 0 if accepted is None else _differing(name, accepted)
    tried = "FOUND" if accepted is None else f"{len(accepted)} accepted, {differing} read otherwise"
    print(f"{name}: seed {seed}, {EXAMPLES} mutants, {tried}", flush=True)  # noqa: T201 - for people
    return accepted is not None and not differing


def _differing(name: str, accepted: tuple[Accepted, ...]) -> int:
    """Return how many of `accepted` torch reads otherwise; of graphs it reads none."""
    if name.removeprefix("checkpoint ") not in CHECKPOINTS:
        return 0
    answers = read_by_torch(torch_python(), [a.data for a in accepted])
    differing = [a for a in zip(accepted, answers, strict=True) if a[0].read != a[1]]
    for one, answer in differing[:3]:
        print(one.data.hex(), one.read, answer, sep="\n")  # noqa: T201 - for people
    return len(differing)


if __name__ == "__main__":
    sys.exit(main())
