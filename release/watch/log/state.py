"""Where the last reading ended: the log checkpoints themselves, one file for each log.

They are kept as the logs signed them, so nobody can make one up. They lie in an artifact of the
last run that ended well, which nobody can change; who deletes it makes the next reading fail.
"""

from collections.abc import Mapping
from pathlib import Path

from release.files import read_bytes, write_bytes
from release.watch.log.kept import no_state
from release.watch.log.note import NOTE_LIMIT, Log

_ENDING = ".checkpoint"


def read_state(folder: Path | None, logs: tuple[Log, ...]) -> Mapping[str, bytes]:
    """Return the notes in `folder` by the origins of their logs; one that is not there is left out.

    No folder is no state. Raises MissingInputError for a folder with nothing of these logs in it.
    """
    if folder is None or not folder.exists():
        return {}
    paths = {log.origin: folder / f"{log.origin}{_ENDING}" for log in logs}
    found = {
        origin: read_bytes(path, limit=NOTE_LIMIT)
        for origin, path in paths.items()
        if path.exists()
    }
    if not found:
        raise no_state(f"{folder} holds no log checkpoint")
    return found


def write_state(folder: Path, notes: Mapping[str, bytes]) -> None:
    """Write the notes into `folder`."""
    for origin, note in notes.items():
        write_bytes(folder / f"{origin}{_ENDING}", note)
