"""Get the tools that rehearsal, tests and checks need; run a command with them; remove them.

usage: python3 -I -S scripts/tools.py setup        get what is missing, check what is there
       python3 -I -S scripts/tools.py run COMMAND  run COMMAND with the tools first on PATH
       python3 -I -S scripts/tools.py clear        remove the tool cache

Standard library only. `setup` says first what it will cost; what is there already is only checked
(about a second). MIRROR_CACHE names the cache; default u2netp-mirror in the user's cache folder.
Exit codes: 0 done · 2 usage · 13 the machine lacks something · 69 a download failed.
"""

import os
import signal
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 # an older Python is what this line is for
    sys.stderr.write(f"error 13: {sys.executable} is older than Python 3.11\n")
    sys.stderr.write("  expected: Python 3.11 or newer\n  remedy: make PYTHON=/other/python3 …\n")
    sys.exit(13)

# Nothing is installed yet; with -I and -S this is the only entry besides the standard library.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from release.errors import ReleaseError
from tests.rehearsal.tools import cache_folder, clear, ensure, ready
from tests.rehearsal.tools.room import temporary


def main(arguments: list[str]) -> int:
    """Do what the first argument says."""
    cache = cache_folder(os.environ)
    # No `match` here: an old Python must get as far as the line above that refuses it.
    if arguments == ["setup"]:
        ensure(cache, say)
    elif arguments == ["clear"]:
        clear(cache, say)
    elif arguments[:1] == ["run"] and len(arguments) > 1:
        tools = ready(cache)
        path = f"{tools.venv / 'bin'}:{tools.bin}:{os.environ.get('PATH', os.defpath)}"
        environment = {**os.environ, **temporary(os.environ), "PATH": path}
        os.execvpe(arguments[1], arguments[1:], environment)  # noqa: S606 # no shell is the point
    else:
        say(__doc__ or "")
        return 2
    return 0


def say(line: str) -> None:
    """Tell a person; standard output belongs to the command."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # leave as cleanly as on Ctrl-C
    try:
        sys.exit(main(sys.argv[1:]))
    except ReleaseError as error:
        say(f"error {error.exit_code}: {error}\n  expected: {error.expected}")
        say(f"  remedy: {error.remedy}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        say("interrupted; what was finished is kept, and the next run goes on from there")
        sys.exit(130)
