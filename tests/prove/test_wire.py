"""The wire format: one spelling of each message, and nothing beyond its end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from release.errors import ExternalDataError, MalformedOnnxError
from release.prove.wire import CHUNK, VARINT, Field, Message, Table, read_varint
from tests.cases.graphs import chunk, tag, varint

TABLE = Table(
    what="a thing",
    fields={1: Field(wire=VARINT, most=2), 2: Field(wire=CHUNK), 300: Field(wire=VARINT)},
    outside=frozenset({5}),
    known={7: "doc_string"},
)
GOOD = b"\x08\x01\x08\x02" + chunk(2, b"text") + tag(300, VARINT) + varint(2**63)


def test_a_message_gives_back_what_was_written() -> None:
    message = Message(GOOD, TABLE)
    assert message.numbers(1) == (1, 2)
    assert (message.number(1), message.text(2), message.number(300)) == (1, "text", -(2**63))
    assert GOOD[message.span(2)] == b"text"
    assert (message.has(2), message.has(3)) == (True, False)


def test_a_field_that_is_not_there_is_empty() -> None:
    message = Message(b"", TABLE)
    assert (message.number(1), message.text(2), message.texts(2), message.spans(2)) == (
        0,
        "",
        (),
        (),
    )
    with pytest.raises(MalformedOnnxError):
        message.span(2)


def test_a_part_of_the_bytes_is_a_message_of_its_own() -> None:
    assert Message(b"\xff" + GOOD + b"\xff", TABLE, slice(1, 1 + len(GOOD))).text(2) == "text"
    with pytest.raises(MalformedOnnxError):
        Message(GOOD, TABLE, slice(0, 6))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x08\x01" * 3, id="once too often"),
        pytest.param(chunk(2, b"") + b"\x08\x01", id="out of order"),
        pytest.param(chunk(1, b"\x01\x02"), id="packed"),
        pytest.param(b"\x10\x00", id="another wire type"),
        pytest.param(chunk(7, b"made here"), id="a known field that is refused"),
        pytest.param(chunk(8, b""), id="an unknown field"),
        pytest.param(b"\x12\x05text", id="past the end"),
        pytest.param(b"\x12", id="without a length"),
        pytest.param(b"\x12" + b"\xff" * 9 + b"\x01", id="a negative length"),
        pytest.param(b"\x88\x00\x01", id="a key not in its shortest form"),
        pytest.param(b"\x13\x14", id="a group"),
    ],
)
def test_another_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedOnnxError):
        Message(data, TABLE)


def test_a_refused_field_is_called_by_its_name() -> None:
    with pytest.raises(MalformedOnnxError, match=r"a thing has the field 7 \(doc_string\)"):
        Message(chunk(7, b""), TABLE)


@pytest.mark.parametrize("data", [chunk(5, b""), b"\x28\x01", tag(5, 5) + bytes(4)])
def test_data_outside_the_file_is_refused_in_any_wire_type(data: bytes) -> None:
    with pytest.raises(ExternalDataError):
        Message(data, TABLE)


def test_a_text_that_is_not_ascii_is_refused_when_it_is_read() -> None:
    message = Message(chunk(2, "ü".encode()), TABLE)
    with pytest.raises(MalformedOnnxError):
        message.text(2)


@given(st.integers(0, 2**64 - 1))
@settings(derandomize=True)
def test_a_number_is_read_back_signed(number: int) -> None:
    data = varint(number)
    signed = number - (1 << 64) if number >> 63 else number
    assert read_varint(b"\x80" + data + b"\x80", 1, len(data) + 1) == (signed, len(data) + 1)


@pytest.mark.parametrize(
    "data", [b"", b"\x80", b"\x80\x00", b"\xff" * 9 + b"\x02", b"\xff" * 11 + b"\x01"]
)
def test_a_number_in_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedOnnxError):
        read_varint(data, 0, len(data))


@given(st.binary(max_size=60))
@settings(derandomize=True)
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    try:
        message = Message(data, TABLE)
    except (MalformedOnnxError, ExternalDataError):
        return
    assert len(message.numbers(1)) <= 2
