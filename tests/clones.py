"""Clones of a bare repository on this machine, and git as a test calls it."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


def said(folder: Path, *words: str) -> str:
    """Run git and return what it says."""
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    argv = ["git", *identity, *words]
    done = subprocess.run(argv, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)
    return done.stdout.decode().strip()


def git(folder: Path, *words: str) -> None:
    """Run git."""
    said(folder, *words)


def template_in(folder: Path) -> Path:
    """Make an empty repository and its clone, which knows it by a relative path."""
    for name, options in (("remote.git", ["--bare"]), ("clone", [])):
        git(folder, "init", "--quiet", "--template=", *options, name)
    git(folder / "remote.git", "config", "uploadpack.allowFilter", "true")
    git(folder / "remote.git", "config", "uploadpack.allowAnySHA1InWant", "true")
    git(folder / "clone", "remote", "add", "origin", "../remote.git")
    return folder


def cloned(template: Path, place: Path) -> Path:
    """Return a clone of an empty repository, both new."""
    shutil.copytree(template, place / "here")
    return place / "here/clone"


def push(clone: Path, files: Mapping[str, bytes], *, branch: str) -> str:
    """Push exactly `files` as one commit on `branch`, and return it; the clone keeps none."""
    entries = {}
    for path, data in files.items():
        (clone / "blob").write_bytes(data)
        entries[path] = ("100644", said(clone, "hash-object", "-w", "--no-filters", "blob"))
    return push_entries(clone, entries, branch=branch)


def push_entries(clone: Path, entries: Mapping[str, tuple[str, str]], *, branch: str) -> str:
    """Push a tree of these modes and objects as one commit on `branch`, and return it."""
    git(clone, "read-tree", "--empty")
    for path, (mode, oid) in entries.items():
        git(clone, "update-index", "--add", "--cacheinfo", f"{mode},{oid},{path}")
    commit = said(clone, "commit-tree", said(clone, "write-tree"), "-m", "A drop")
    git(clone, "read-tree", "--empty")
    git(clone, "push", "--quiet", "--force", "origin", f"{commit}:refs/heads/{branch}")
    return commit


def refs(clone: Path) -> Mapping[str, str]:
    """Return the branches of the remote."""
    listed = said(clone, "ls-remote", "--heads", "origin").splitlines()
    rows = (line.split("\t") for line in listed)
    return {name.removeprefix("refs/heads/"): commit for commit, name in rows}


def program(folder: Path, name: str, text: str) -> Path:
    """Put a shell script on a PATH of its own, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)
    return folder
