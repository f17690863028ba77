"""Rules for every test: no clock decides, a failure repeats, and nobody talks to the network."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples each time: what a run finds, the next run finds again. Long, wandering runs are
# for a fuzzer. A busy machine is no failure.
settings.register_profile(
    "project", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("project")

TESTS = Path(__file__).parent
LOOPBACK = ("127.0.0.1", "localhost")
SPEAK = (
    "acquire",
    "attach/test_loopback.py",
    "contract",
    "export/test_sandbox.py",
    "guard/test_github_api.py",
    "rehearsal",
    "rehearsal_setup",
    "rehearsal_unit",
)
"""The tests that may open sockets, to this machine alone; all others may open none."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open the loopback for the tests named above; let whole rehearsals begin first.

    They wait for much, and the others fill the time: at the end nobody waits for them alone. Then
    come the files with most tests. `make test` tells xdist to keep this order.
    """
    tests = Counter(item.path for item in items)
    slow = TESTS / "rehearsal"
    items.sort(key=lambda item: (not item.path.is_relative_to(slow), -tests[item.path]))
    for item in items:
        place = item.path.relative_to(TESTS)
        if any(place.is_relative_to(speaks) for speaks in SPEAK):
            item.add_marker(pytest.mark.allow_hosts(list(LOOPBACK)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many cases of the crash matrix there were, and how many ended as they must."""
    counts = {
        outcome: sum(
            r.nodeid.startswith("tests/crash/") for r in terminalreporter.getreports(outcome)
        )
        for outcome in ("passed", "failed", "error")
    }
    if total := sum(counts.values()):
        line = f"crash matrix: {total} cases, {counts['passed']} ended as they must"
        terminalreporter.write_line(line)
