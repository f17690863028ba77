"""How a case must end: the release is whole and the signed one, and nothing is left behind."""

from collections.abc import Callable
from dataclasses import dataclass

from release.errors import ReleaseError
from tests.attach.place import staged
from tests.core.samples import TAG
from tests.crash.place import Place, Run
from tests.crash.wire import KilledError

DONE, KILLED = 0, -1


def code_of(run: Run) -> int:
    """Attach, and return the exit code."""
    return ended(run.attach)


def ended(action: Callable[[], object]) -> int:
    """Do `action`, and return the exit code: 0 for done, -1 for killed."""
    try:
        action()
    except KilledError:
        return KILLED
    except ReleaseError as error:
        return error.exit_code
    return DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is there in the end: the files of each published release, and drafts by author."""

    published: tuple[dict[str, bytes], ...]
    drafts: tuple[str, ...] = ()
    immutable: bool = True
    latest: bool = False
    commit: str | None = None


def left(place: Place) -> Left:
    """Return what is there."""
    records = [r for r in place.github.releases() if r.tag == str(TAG)]
    public = [record for record in records if not record.draft]
    return Left(
        published=tuple({a.name: a.path.read_bytes() for a in r.assets} for r in public),
        drafts=tuple(r.release.author for r in records if r.draft),
        immutable=all(record.release.immutable for record in public),
        latest=any(record.latest for record in public),
        commit=next((record.commit for record in public), None),
    )


def signed_files() -> dict[str, bytes]:
    """Return the signed set, byte for byte."""
    signed = staged()
    return {a.name: signed.path(a).read_bytes() for a in signed.artifacts()}


def whole(place: Place, *, drafts: tuple[str, ...] = ()) -> Left:
    """Return what must be there: the signed set, once, at main; beside it drafts of others."""
    return Left(published=(signed_files(),), drafts=drafts, commit=place.main)
