"""Play a release on this machine: offline, with the real tools, from checkpoint to consumer.

usage: make rehearse [SCENARIO=name] [KEEP=1]     make rehearse-stop

Shows each job when it has ended, then a table. build/rehearsal/ holds report.json, and logs and
summaries of the jobs. SCENARIO tells one story (or `all`); KEEP=1 leaves the world running for
eight hours and writes build/rehearsal/env.sh, to be sourced in bash.

Exit codes: 0 all well · 1 a story failed, the last lines say which and what to do · 2 usage ·
13 the tools are not set up · 130 interrupted; nothing is left running.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

# Until main begins nothing is running, so Ctrl-C may simply end us.
signal.signal(signal.SIGINT, signal.SIG_DFL)
# Run from the checkout: its tests, not an installed copy, are what is played.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from release.errors import ReleaseError
from release.report import error_line
from tests.rehearsal.command import CHOICES, Rehearsal
from tests.rehearsal.failure import RehearsalError
from tests.rehearsal.kept import detached, quiet_interrupts


def main() -> int:
    """Read the options and do it."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--scenario", choices=CHOICES, help="tell only this story")
    parser.add_argument("--keep", action="store_true", help="leave the world running")
    parser.add_argument("--stop", action="store_true", help="end a world that was left running")
    parser.add_argument("--stay", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    rehearsal = Rehearsal(tree=Path(__file__).resolve().parents[1], environment=os.environ)
    if options.stop:
        return rehearsal.stop()
    if options.keep:
        given = ("--scenario", options.scenario) if options.scenario else ()
        return rehearsal.keep(detached(Path(__file__).resolve(), "--stay", *given))
    return rehearsal.play(options.scenario, stay=options.stay)


if __name__ == "__main__":
    quiet_interrupts()
    try:
        sys.exit(main())
    except RehearsalError as error:
        sys.exit(f"{error.kind}: {error.problem}; expected: {error.expected}; do: {error.remedy}")
    except ReleaseError as error:
        print(error_line(error), file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("interrupted; nothing is left running", file=sys.stderr)
        sys.exit(130)
