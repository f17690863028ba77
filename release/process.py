"""Running tools: an argument list, a written-out environment, a timeout, bounded output."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from release.errors import MissingToolError, ServiceDownError

NETWORK_VARIABLES = (
    "HTTPS_PROXY",
    "https_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
)
"""Which way out a tool may take; only the rehearsal and closed networks set them."""

TRUST_VARIABLES = ("TUF_MIRROR", "TUF_ROOT_JSON")
"""Cosign's own means to name another trust root; nothing else may redirect trust."""

OIDC_VARIABLES = ("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
"""What GitHub gives a job with `id-token: write`; only `sign` hands them on, and only to cosign."""

OUTPUT_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A process that ended: exit code, and the last MiB of each stream."""

    code: int
    out: bytes
    err: bytes

    @property
    def last_line(self) -> str:
        """The last line of what it said on stderr, for messages."""
        lines = self.err.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "(no output)"


def forwarded(environment: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Return those of `names` that `environment` sets."""
    return {name: environment[name] for name in names if name in environment}


def find(tool: str, *, path: str, remedy: str) -> Path:
    """Return where `tool` is on the search path `path`; raises MissingToolError."""
    if not (found := shutil.which(tool, path=path)):
        raise MissingToolError(f"{tool} is not on PATH", expected=f"{tool}", remedy=remedy)
    return Path(found)


def run(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    timeout: float,
    directory: Path | None = None,
) -> Finished:
    """Run `argv` without a shell in exactly the environment `env`, for at most `timeout` seconds.

    Raises MissingToolError when the program is not there, ServiceDownError when it does not end;
    then its whole process group is killed.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            process = subprocess.Popen(
                [str(word) for word in argv],
                env=dict(env),
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise MissingToolError(
                f"{argv[0]} cannot be started", expected="the program", remedy=f"install {argv[0]}"
            ) from error
        with _killed_on_the_way_out(process):
            code = _wait(process, argv, timeout)
        return Finished(code=code, out=_tail(out.fileno()), err=_tail(err.fileno()))


def _wait(process: subprocess.Popen[bytes], argv: Sequence[str | Path], timeout: float) -> int:
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired as error:
        raise ServiceDownError(
            f"{Path(argv[0]).name} did not end within {timeout:.0f} seconds",
            expected="an answer",
            remedy="run the job again",
        ) from error


@contextlib.contextmanager
def _killed_on_the_way_out(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _tail(descriptor: int) -> bytes:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, OUTPUT_LIMIT, max(0, size - OUTPUT_LIMIT))
