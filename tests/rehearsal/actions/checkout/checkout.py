"""Fetch the commit of the run into the workspace, without a token."""

import json
import os
import re
import subprocess
import sys

_COMMIT = re.compile(r"[0-9a-f]{40}")


def main() -> int:
    """Check out; say why not."""
    inputs: dict[str, str] = json.loads(os.environ["INPUTS"])
    if inputs["persist-credentials"] != "false":
        return _refuse("persist-credentials must be false: a later step could read the token")
    if other := [name for name in ("repository", "token", "path") if inputs[name]]:
        return _refuse(f"the input {other[0]} is not played")
    depth = inputs["fetch-depth"]
    url = f"https://github.com/{os.environ['GITHUB_REPOSITORY']}"
    wanted = inputs["ref"] or os.environ["GITHUB_SHA"]
    _git("init", "-q", "-b", "main", ".")
    _git("remote", "add", "origin", url)
    _git("config", "advice.detachedHead", "false")
    _git(
        "fetch", "-q", *_reach(depth), *_tags(inputs["fetch-tags"]), "origin", *_refs(wanted, depth)
    )
    _git("checkout", "-q", *_target(wanted))
    _git("--no-pager", "log", "-1", "--format=HEAD is now at %H %s")
    return 0


def _reach(depth: str) -> tuple[str, ...]:
    return () if depth == "0" else (f"--depth={int(depth)}",)


def _tags(fetch_tags: str) -> tuple[str, ...]:
    return ("--tags",) if fetch_tags == "true" else ("--no-tags",)


def _refs(wanted: str, depth: str) -> tuple[str, ...]:
    everything = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
    return everything if depth == "0" else (wanted,)


def _target(wanted: str) -> tuple[str, ...]:
    if _COMMIT.fullmatch(wanted):
        return ("--detach", wanted)
    name = wanted.removeprefix("refs/heads/")
    return ("-B", name, "FETCH_HEAD")


def _git(*arguments: str) -> None:
    subprocess.run(("git", *arguments), check=True)  # noqa: S607 - the runner's PATH is the world's


def _refuse(problem: str) -> int:
    sys.stderr.write(f"stand-in for actions/checkout: {problem}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
