"""A program that puts things in each other's place, as fast as it can, until its input ends.

usage: python swapper.py THERE OTHER
"""

import os
import select
import sys


def main() -> None:
    """Exchange the two, again and again; say how often things were renamed."""
    there, other = sys.argv[1:]
    spare, rounds = f"{there}.spare", 0
    while rounds % 64 or not select.select([sys.stdin], [], [], 0)[0]:
        for old, new in ((there, spare), (other, there), (there, other), (spare, there)):
            os.rename(old, new)  # noqa: PTH104 -- Path takes three times as long
        rounds += 1
    sys.stdout.write(f"{rounds * 4}\n")


if __name__ == "__main__":
    main()
