"""Reading a checkpoint: both formats, and every way in which a file is refused."""

import io
import struct
import zipfile
from collections.abc import Callable

import numpy as np
import pytest

from release.errors import ParityError
from release.export.checkpoint import read_checkpoint
from release.export.pickles import Machine
from tests.checkpoints import Array, pickle_of, torch_legacy, torch_zip

SMALL: dict[str, Array] = {
    "a": np.arange(6, dtype=np.float32).reshape(2, 3),
    "b": np.array(7, np.int64),
}
FORMATS = pytest.mark.parametrize("save", [torch_zip, torch_legacy])
Save = Callable[[dict[str, Array]], bytes]
SYSTEM = b"cposix\nsystem\nX\x02\x00\x00\x00id\x85R"


def rezipped(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return the archive with each member changed, or left out where `change` gives None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def with_pickle(pickle: bytes) -> bytes:
    return rezipped(
        torch_zip(SMALL), lambda name, data: pickle if name.endswith("data.pkl") else data
    )


@FORMATS
def test_both_formats_give_the_same_tensors(save: Save) -> None:
    tensors = {t.name: t for t in read_checkpoint(save(SMALL))}
    assert (tensors["a"].shape, tensors["a"].dtype) == ((2, 3), "float32")
    assert tensors["a"].data == np.arange(6, dtype="<f4").tobytes()
    assert (tensors["b"].shape, tensors["b"].data) == ((), (7).to_bytes(8, "little"))


@FORMATS
@pytest.mark.parametrize("cut", [1, 20, 200])
def test_a_file_that_is_cut_off_is_refused(save: Save, cut: int) -> None:
    with pytest.raises(ParityError):
        read_checkpoint(save(SMALL)[:-cut])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<!doctype html><p>quota", b"\x80\x02"])
def test_what_is_no_checkpoint_is_refused(data: bytes) -> None:
    with pytest.raises(ParityError):
        read_checkpoint(data)


def test_bytes_behind_the_old_format_are_refused() -> None:
    with pytest.raises(ParityError):
        read_checkpoint(torch_legacy(SMALL) + b"\0")


def test_a_flipped_bit_in_the_weights_is_refused() -> None:
    data = torch_zip(SMALL)
    at = data.index(SMALL["a"].tobytes()) + 5
    with pytest.raises(ParityError):
        read_checkpoint(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])


def test_a_member_that_stands_twice_is_refused() -> None:
    buffer = io.BytesIO(torch_zip(SMALL))
    with (
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(buffer, "a") as archive,
    ):
        archive.writestr("archive/data/0", SMALL["a"].tobytes())
    with pytest.raises(ParityError):
        read_checkpoint(buffer.getvalue())


def test_a_compressed_member_is_refused() -> None:
    buffer = io.BytesIO(torch_zip(SMALL))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data/9", bytes(1000))
    with pytest.raises(ParityError):
        read_checkpoint(buffer.getvalue())


@pytest.mark.parametrize("name", ["archive/constants.pkl", "other/data.pkl"])
def test_another_kind_of_archive_is_refused(name: str) -> None:
    buffer = io.BytesIO(torch_zip(SMALL))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, b"")
    with pytest.raises(ParityError):
        read_checkpoint(buffer.getvalue())


@pytest.mark.parametrize(
    ("member", "content"),
    [
        ("archive/byteorder", b"big"),
        ("archive/data/0", b"short"),
        ("archive/data/0", None),
        ("archive/data.pkl", None),
    ],
)
def test_a_missing_or_wrong_member_is_refused(member: str, content: bytes | None) -> None:
    data = rezipped(torch_zip(SMALL), lambda name, old: content if name == member else old)
    with pytest.raises(ParityError):
        read_checkpoint(data)


def test_rewriting_the_archive_unchanged_is_accepted() -> None:
    assert len(read_checkpoint(with_pickle(pickle_of(SMALL)))) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b".", SYSTEM + b"0.", id="calls os.system"),
        pytest.param(b"ctorch\nFloatStorage", b"ctorch\nHalfStorage", id="float16"),
        pytest.param(b"ctorch\nFloatStorage", b"cbuiltins\neval", id="names eval"),
        pytest.param(b"\x80\x02", b"\x80\x04", id="another protocol"),
        pytest.param(b"_metadata", b"__dict__ ", id="another attribute"),
        pytest.param(b"X\x01\0\0\0b", b"X\x01\0\0\0a", id="a name twice"),
        pytest.param(b"X\x01\0\0\0b", b"K\x01", id="a name that is a number"),
        pytest.param(b"J\x06\0\0\0", b"J\x05\0\0\0", id="a storage too small"),
        pytest.param(b"J\x03\0\0\0J\x01", b"J\x01\0\0\0J\x02", id="not in C order"),
        pytest.param(b"J\x02\0\0\0J\x03", b"J\xfe\xff\xff\xffJ\x03", id="negative size"),
        pytest.param(b"X\x03\0\0\0cpu", b"K\x01", id="an odd storage"),
        pytest.param(b"tR", b"t0N", id="an entry that is no tensor"),
    ],
)
def test_a_pickle_one_step_from_the_accepted_one_is_refused(old: bytes, new: bytes) -> None:
    pickle = pickle_of(SMALL)
    assert old in pickle
    at = pickle.rindex(old) if old == b"." else pickle.index(old)
    with pytest.raises(ParityError):
        read_checkpoint(with_pickle(pickle[:at] + new + pickle[at + len(old) :]))


@pytest.mark.parametrize(
    "pickle",
    [
        b"\x80\x02(.",
        b"\x80\x02.",
        b"\x80\x02NN.",
        b"\x80\x02t.",
        b"\x80\x02NNR.",
        b"\x80\x02h\x05.",
        b"\x80\x02Na.",
        b"\x80\x02](Nu.",
        b"\x80\x02}(K\x01u.",
        b"\x80\x02X\xff\xff\xff\xff.",
        b"\x80\x02X\x01\0\0\0\xff.",
        b"\x80\x02\x8a\xff.",
        b"\x80\x02cnoline",
        b"\x80\x02" + b"N0" * 10 + b"N.",
        b"\x80\x02" + b"N" * 200_001 + b".",
        b"\x80\x02r\xff\xff\xff\x7f.",
        b"\x80\x02]}b.",
        b"\x80\x02ccollections\nOrderedDict\nK\x01\x85R.",
    ],
)
def test_a_damaged_pickle_is_refused_not_crashed_on(pickle: bytes) -> None:
    with pytest.raises(ParityError):
        read_checkpoint(with_pickle(pickle))


@pytest.mark.parametrize(
    ("pickle", "value"),
    [
        (b"\x80\x02K\x01M\x02\x00J\xff\xff\xff\xff\x87.", (1, 2, -1)),
        (b"\x80\x02\x8a\x02\xff\xff\x85.", (-1,)),
        (b"\x80\x02N\x88\x89\x87.", (None, True, False)),
        (b"\x80\x02]q\x00(K\x01K\x02eK\x03a.", [1, 2, 3]),
        (b"\x80\x02K\x07r\x00\x01\x00\x00j\x00\x01\x00\x00\x86.", (7, 7)),
        (b"\x80\x02}X\x01\x00\x00\x00kK\x01s.", {"k": 1}),
        (b"\x80\x02)\x85.", ((),)),
    ],
)
def test_the_opcodes_mean_what_pickle_means(pickle: bytes, value: object) -> None:
    assert Machine(pickle, {}, persistent=lambda reference: reference).load() == value


def test_the_old_format_is_refused_when_its_lists_disagree() -> None:
    data = torch_legacy(SMALL)
    count = struct.pack("<q", 6)
    with pytest.raises(ParityError):
        read_checkpoint(data.replace(count, struct.pack("<q", 5)))
    with pytest.raises(ParityError):
        read_checkpoint(data.replace(b"little_endian\x88", b"little_endian\x89"))
