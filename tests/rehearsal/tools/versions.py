"""Which tools, in which version: the one table that set-up, doctor and reports read."""

import hashlib
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

TREE = Path(__file__).parents[3]
REQUIREMENTS = TREE / "requirements"

JOB_LOCKS = ("export", "prove", "github", "verify")
"""The locks that jobs install from the wheel folder."""

GO_AT_LEAST = (1, 26)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoTool:
    """A program built by `go install`, whose file is named after the last part of its package."""

    name: str
    package: str
    version: str
    built_as: str
    asks: str = "version"
    """What to call it with when it shall tell its version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelTool:
    """A program that comes inside a wheel of requirements/tools.txt."""

    name: str
    version: str
    asks: str = "--version"


# The versions that fit together: docs/setup.md. Cosign first: the longest, so no wait at the end.
GO_TOOLS = (
    GoTool(
        name="cosign",
        package="github.com/sigstore/cosign/v3/cmd/cosign",
        version="v3.1.2",
        built_as="cosign",
    ),
    GoTool(
        name="fulcio",
        package="github.com/sigstore/fulcio",
        version="v1.8.8",
        built_as="fulcio",
    ),
    GoTool(
        name="rekor-server",
        package="github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix",
        version="v2.3.0",
        built_as="posix",
    ),
    GoTool(
        name="timestamp-server",
        package="github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server",
        version="v2.1.3",
        built_as="timestamp-server",
    ),
    GoTool(
        name="actionlint",
        package="github.com/rhysd/actionlint/cmd/actionlint",
        version="v1.7.12",
        built_as="actionlint",
        asks="--version",
    ),
)
WHEEL_TOOLS = (
    WheelTool(name="act", version="0.2.89"),
    WheelTool(name="gh", version="2.103.3"),
)


def lock_file(name: str) -> Path:
    """Return the lock `name` in the tree."""
    return REQUIREMENTS / f"{name}.txt"


def base_python() -> Path:
    """Return the machine's interpreter, also when called from an environment made of it."""
    major, minor = sys.version_info[:2]
    return Path(sys.base_prefix).resolve() / "bin" / f"python{major}.{minor}"


def python_key() -> str:
    """Return what must be equal for an environment to be used again."""
    return f"{platform.python_version()} {platform.machine()} {base_python()}"


def locks_key(*names: str) -> str:
    """Return a short name for the contents of these locks together with this Python."""
    texts = [lock_file(name).read_text() for name in names]
    return short_hash(python_key(), *texts)


def short_hash(*texts: str) -> str:
    """Return 16 hexadecimal digits that change with any of `texts`."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
