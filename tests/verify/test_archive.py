"""A tar in the one form we write: round trips, and every other form refused."""

import io
import tarfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.artifact import Digest
from release.errors import InvalidRecordError
from release.verify import archive

FILES = {"a.txt": b"first", "b.bin": bytes(1000), "empty": b""}
LIMITS = {"a.txt": 10, "b.bin": 1000, "empty": 0, "other": 5}
GOOD = archive.dump("kit", FILES)


def test_what_was_written_is_read_back() -> None:
    assert archive.load("kit", GOOD, limits=LIMITS) == FILES


def test_the_order_of_the_files_does_not_matter() -> None:
    assert archive.dump("kit", dict(reversed(FILES.items()))) == GOOD


def test_the_same_files_give_these_bytes_everywhere() -> None:
    # Read-only for whoever changes this: kits that people compare by their digest change with it.
    digest = "3a7393dae98f8a76e213778a8394c819f8043ae5f05ccb566e419d4d5057bb58"
    assert Digest.of(GOOD).hex == digest


def test_any_tar_program_reads_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(GOOD)) as read:
        assert read.getnames() == [f"kit/{name}" for name in FILES]


def entry(name: str = "kit/a.txt", **fields: object) -> Callable[[tarfile.TarFile], None]:
    """Return what adds one entry, which differs from ours in `fields`."""

    def add(tar: tarfile.TarFile) -> None:
        info = tarfile.TarInfo(name)
        info.size = 5
        for field, value in fields.items():
            setattr(info, field, value)
        tar.addfile(info, io.BytesIO(b"first"))

    return add


HOSTILE = {
    "a symbolic link": entry(type=tarfile.SYMTYPE, linkname="/etc/passwd", size=0),
    "a hard link": entry(type=tarfile.LNKTYPE, linkname="kit/b.bin", size=0),
    "a device": entry(type=tarfile.CHRTYPE, devmajor=1, devminor=3, size=0),
    "a FIFO": entry(type=tarfile.FIFOTYPE, size=0),
    "a folder": entry(type=tarfile.DIRTYPE, size=0),
    "an absolute name": entry("/kit/a.txt"),
    "a name that leads out": entry("kit/../a.txt"),
    "another folder": entry("kit2/a.txt"),
    "no folder": entry("a.txt"),
    "an unknown name": entry("kit/unknown"),
    "a name that is too long": entry("kit/" + "a" * 200),
    "a name beyond ASCII": entry("kit/ä.txt"),
    "a program": entry(mode=0o755),
    "an owner": entry(uid=1000),
    "a named owner": entry(uname="root"),
    "a time": entry(mtime=1),
    "a sparse file": entry(type=tarfile.GNUTYPE_SPARSE),
}


FORMS = (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)
# The first format has no room for such a name; the others write a second header for it.
WRITABLE = [
    (w, f) for w in HOSTILE for f in FORMS if (w, f) != ("a name that is too long", FORMS[0])
]


@pytest.mark.parametrize(("what", "form"), WRITABLE)
def test_an_entry_of_another_form_is_refused(what: str, form: int) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as tar:
        HOSTILE[what](tar)
    with pytest.raises(InvalidRecordError):
        archive.load("kit", made.getvalue(), limits=LIMITS)


def twice(*names: str) -> bytes:
    body = b"".join(archive.dump("kit", {name: b"x"})[:1024] for name in names)
    return body + bytes(10240 - len(body))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(1024),
        GOOD[:-512],
        GOOD + bytes(10240),
        GOOD[:600],
        GOOD[:512],
        b"x" * 10240,
        twice("a.txt", "a.txt"),
        twice("b.bin", "a.txt"),
        archive.dump("kit", {"other": b"123456"}),
        GOOD.replace(b"00000000005\0", b"77777777777\0", 1),
    ],
    ids=lambda data: Digest.of(data).hex[:8],
)
def test_what_is_no_such_archive_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidRecordError):
        archive.load("kit", data, limits=LIMITS)


def test_the_twin_of_the_disordered_ones_is_accepted() -> None:
    assert archive.load("kit", twice("a.txt", "b.bin"), limits=LIMITS) == {
        "a.txt": b"x",
        "b.bin": b"x",
    }


@given(at=st.integers(0, len(GOOD) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_is_refused_or_is_in_a_file(at: int, bit: int) -> None:
    flipped = GOOD[:at] + bytes((GOOD[at] ^ 1 << bit,)) + GOOD[at + 1 :]
    try:
        files = archive.load("kit", flipped, limits=LIMITS)
    except InvalidRecordError:
        return
    assert files != FILES
    assert archive.dump("kit", files) == flipped
