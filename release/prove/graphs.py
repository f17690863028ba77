"""The two graphs of a release: one network, written for any size and for one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Graphs:
    """Both graphs of a release: for any size, and for the fixed one."""

    free: bytes
    fixed: bytes
