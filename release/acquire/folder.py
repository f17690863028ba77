"""A folder of files, written whole or not at all."""

import errno
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from release.errors import UsageError
from release.files import write_bytes


def write_folder(output: Path, files: Mapping[str, bytes]) -> None:
    """Write `files`, by their paths below `output`, beside it and move the folder into place.

    Raises UsageError when `output` is there already and is not an empty folder.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=output.parent, prefix=f".{output.name}."))
    try:
        for path, content in files.items():
            write_bytes(building / path, content)
        building.chmod(0o755)
        _move(building, output)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _move(building: Path, output: Path) -> None:
    try:
        building.replace(output)
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}:
            raise
        raise UsageError(
            f"{output} is there already",
            expected="a new or empty folder",
            remedy="name another folder with --output",
        ) from error
