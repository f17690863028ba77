"""A drop: a file that a contributor pushed to a branch, read out of git without a checkout.

Nothing of the branch is ever written to the working tree or run. Its objects come into a bare
repository of their own, which is gone afterwards; of them, one blob is read.
"""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release import process
from release.acquire.source import Source
from release.errors import IrregularFileError, MissingInputError, ServiceDownError, UsageError
from release.files import read_bytes
from release.names import drop_branch
from release.pin import Pin

_TIMEOUT = 120.0
_ENTRY = re.compile(rb"([0-7]{6}) ([a-z]+) ([0-9a-f]{40,64})\t[^\0]+\0")
_REGULAR = b"100644"
_NO_SUCH_REF = 2  # git ls-remote --exit-code
_VARIABLES = ("PATH", "HOME", "SSH_AUTH_SOCK", "GIT_SSL_CAINFO", *process.NETWORK_VARIABLES)
_WAYS = "https:ssh:file"
_CREDENTIAL = re.compile(r"://[^/\s]*@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """The branch `branch` of the repository that the checkout at `root` came from."""

    root: Path
    branch: str
    git: Path
    environment: Mapping[str, str]

    @classmethod
    def of(
        cls, pin: Pin, environment: Mapping[str, str], *, root: Path, branch: str | None = None
    ) -> "Drop":
        """Return the drop of the pinned checkpoint, or the one on `branch`.

        Raises UsageError for a branch that is not a drop's, MissingToolError without git.
        """
        if branch is not None and not re.fullmatch(rf"drop/{pin.model}/[0-9a-f]{{16}}", branch):
            raise UsageError(
                f"{branch[:80]!r} is not the branch of a drop",
                expected=f"drop/{pin.model}/<16 hex>",
                remedy="copy the name of the branch from the repository",
            )
        return cls(
            root=root,
            branch=branch or drop_branch(pin.model, pin.checkpoint.digest),
            git=process.find("git", path=environment.get("PATH", ""), remedy="install git"),
            environment=process.forwarded(environment, _VARIABLES),
        )

    @property
    def name(self) -> str:
        """The word of `--from`."""
        return "drop"

    def bring(self, source: Source) -> bytes:
        """Return the blob `model/<checkpoint>` of the branch.

        Raises MissingInputError when there is no such branch or file, IrregularFileError for
        anything but a regular file within the limit, ServiceDownError when git fails.
        """
        remote = self._remote()
        with tempfile.TemporaryDirectory(prefix="drop-") as folder:
            bare = Path(folder) / "objects.git"
            self._fetch(remote, bare, limit=source.limit)
            blob = self._blob(bare, f"model/{source.path}")
            self._require_size(bare, blob, limit=source.limit)
            # Writes the blob as it is into the bare repository, under a name of its own.
            name = self._offline(bare, "unpack-file", blob).decode().strip()
            return read_bytes(bare / name, limit=source.limit)

    def done(self) -> None:
        """Do nothing: whoever retires the branch decides about it."""

    def _remote(self) -> str:
        finished = self._run("config", "--get", "remote.origin.url")
        if finished.code or not (url := finished.out.decode().strip()) or url.startswith("-"):
            raise MissingInputError(
                f"the checkout {self.root} has no remote called origin",
                expected="a clone of the repository",
                remedy="run inside a clone, or hand the file over with --checkpoint",
            )
        return url

    def _fetch(self, remote: str, bare: Path, *, limit: int) -> None:
        ref = f"refs/heads/{self.branch}"
        found = self._run("ls-remote", "--exit-code", "--", remote, ref)
        if found.code == _NO_SUCH_REF:
            raise MissingInputError(
                f"there is no branch {self.branch}",
                expected="a drop of the pinned checkpoint",
                remedy="push the file to that branch, or take another way with --from",
            )
        self._require_done(found)
        self._require_done(self._run("init", "--quiet", "--bare", str(bare)))
        options = ("--depth=1", f"--filter=blob:limit={limit + 1}", "--no-tags", "--quiet")
        # A server that cannot filter sends the blob all the same; its size is asked before use.
        self._require_done(
            self._run(
                f"--git-dir={bare}",
                # A remote with a name: only such a one may leave objects out.
                *("-c", f"remote.source.url={remote}"),
                *("-c", "fetch.fsckObjects=true", "-c", "gc.auto=0"),
                *("fetch", *options, "--no-recurse-submodules", "--no-write-fetch-head"),
                *("--", "source", f"+{ref}:refs/heads/drop"),
            )
        )

    def _blob(self, bare: Path, path: str) -> str:
        listed = self._offline(bare, "ls-tree", "-z", "--full-tree", "refs/heads/drop", path)
        if not listed:
            raise MissingInputError(
                f"the branch {self.branch} has no {path}",
                expected="the checkpoint at that path",
                remedy="push it there, or take another way with --from",
            )
        entry = _ENTRY.fullmatch(listed)
        if entry is None or (entry[1], entry[2]) != (_REGULAR, b"blob"):
            mode = listed[:6].decode(errors="replace")
            raise self._irregular(f"{path} has the mode {mode}", "a regular file, mode 100644")
        return entry[3].decode()

    def _require_size(self, bare: Path, blob: str, *, limit: int) -> None:
        finished = self._local(bare, "cat-file", "-s", blob)
        size = int(finished.out) if finished.code == 0 else limit + 1
        if size > limit:
            problem = f"the file is longer than {limit} bytes"
            raise self._irregular(problem, "a file of the pinned size")

    def _irregular(self, problem: str, expected: str) -> IrregularFileError:
        return IrregularFileError(
            f"the branch {self.branch}: {problem}",
            expected=expected,
            remedy="push the file itself, as it came from upstream",
        )

    def _offline(self, bare: Path, *words: str) -> bytes:
        return self._require_done(self._local(bare, *words)).out

    def _local(self, bare: Path, *words: str) -> process.Finished:
        # No way out is allowed, so a blob that the filter left out is not fetched after all.
        env = {**self._environment(), "GIT_ALLOW_PROTOCOL": ""}
        argv: list[str | Path] = [self.git, f"--git-dir={bare}", *words]
        return process.run(argv, env=env, timeout=_TIMEOUT, directory=bare)

    def _run(self, *words: str) -> process.Finished:
        argv: list[str | Path] = [self.git, *words]
        return process.run(argv, env=self._environment(), timeout=_TIMEOUT, directory=self.root)

    def _environment(self) -> dict[str, str]:
        fixed = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": _WAYS}
        return {**self.environment, **fixed}

    def _require_done(self, finished: process.Finished) -> process.Finished:
        if finished.code:
            said = _CREDENTIAL.sub("://", finished.last_line)[-200:]
            raise ServiceDownError(
                f"git could not read {self.branch}: {said}",
                expected="the branch of the drop",
                remedy="run the job again, or take another way with --from",
            )
        return finished
