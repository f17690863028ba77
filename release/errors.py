"""Everything that can stop a release: one class per exit code, each with what to do next.

The codes are public API: scripts exit with them, reports and tests name them.
Choose a class by who must act: 1x the caller, 2x nobody may go on, 3x the owner of the model,
4x a maintainer, 69 and 75 wait.
"""

from typing import ClassVar


class ReleaseError(Exception):
    """The base of every expected failure; anything else is a bug and keeps its traceback."""

    exit_code: ClassVar[int]

    def __init__(self, problem: str, *, expected: str, remedy: str) -> None:
        """Say what is wrong, what was expected instead, and what a person can do now."""
        super().__init__(problem)
        self.problem = problem
        self.expected = expected
        self.remedy = remedy


class UsageError(ReleaseError):
    """The command was called with arguments it cannot take."""

    exit_code = 2


class MissingInputError(ReleaseError):
    """A file, variable or release that the step needs is not there."""

    exit_code = 10


class OutsideJailError(ReleaseError):
    """A model path leads out of the directory it must stay in (EACCES)."""

    exit_code = 11


class IrregularFileError(ReleaseError):
    """A path is not a regular file of the right size."""

    exit_code = 12


class MissingToolError(ReleaseError):
    """A tool or a feature of the machine is missing."""

    exit_code = 13


class DigestMismatchError(ReleaseError):
    """Two things that must be the same bytes are not."""

    exit_code = 20


class BundleError(ReleaseError):
    """A Sigstore bundle is missing or malformed."""

    exit_code = 21


class SignatureError(ReleaseError):
    """A signature does not hold, or somebody else made it."""

    exit_code = 22


class TrustRootError(ReleaseError):
    """The trust root cannot be used."""

    exit_code = 23


class RevokedError(ReleaseError):
    """A release was revoked, or is older than one already seen."""

    exit_code = 24


class MalformedOnnxError(ReleaseError):
    """A graph is not the ONNX we ship."""

    exit_code = 30


class OperatorError(ReleaseError):
    """A graph uses an operator that is not on the list."""

    exit_code = 31


class ExternalDataError(ReleaseError):
    """A graph reaches for data outside its own file."""

    exit_code = 32


class ParityError(ReleaseError):
    """A graph is not the checkpoint: other weights or other outputs."""

    exit_code = 33


class LicenceError(ReleaseError):
    """The licence is not the one the receipt was written for."""

    exit_code = 34


class InvalidRecordError(ReleaseError):
    """A registry, pin, policy or manifest does not have the shape we write."""

    exit_code = 40


class ForeignObjectError(ReleaseError):
    """An object on GitHub stands where ours should, and is not ours."""

    exit_code = 41


class UnexpectedAssetError(ReleaseError):
    """A release holds an asset that nobody planned, or lacks one."""

    exit_code = 42


class MissingRightError(ReleaseError):
    """The token may not do what the step has to do."""

    exit_code = 43


class SettingError(ReleaseError):
    """A repository setting is not what the release needs."""

    exit_code = 44


class UpstreamMovedError(ReleaseError):
    """Upstream is no longer what the pin was made from."""

    exit_code = 45


class ServiceDownError(ReleaseError):
    """A service did not answer, or answered with nonsense."""

    exit_code = 69


class TryAgainLaterError(ReleaseError):
    """Nothing is wrong; the answer is not there yet."""

    exit_code = 75
