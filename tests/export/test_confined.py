"""What is refused before a sandbox is even entered."""

from pathlib import Path

import pytest

from release.errors import LicenceError
from release.export.confined import export_confined
from release.sandbox import USER_NAMESPACE
from tests.pinned import synthetic


@pytest.mark.parametrize("name", ["NOTICE", "NOTICE.md", "notices.txt"])
def test_an_upstream_folder_with_a_notice_that_the_pin_does_not_name_is_refused(
    tmp_path: Path, name: str
) -> None:
    pin, upstream = synthetic().write(tmp_path), tmp_path / "acquired"
    (upstream / name).write_text("attribution")
    places = {"pin": pin, "upstream": upstream, "checkpoint": upstream / "u2netp.pth"}
    with pytest.raises(LicenceError, match=r"4\(d\)"):
        export_confined(USER_NAMESPACE, Path("never-run.py"), **places)
