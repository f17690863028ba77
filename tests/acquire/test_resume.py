"""A download that was cut off: continued at any point, from any server, without a wrong byte."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from release.acquire.content import require
from release.acquire.drive import Drive
from release.acquire.partial import Partial
from release.acquire.source import Source, sources
from release.artifact import Digest
from release.download import TRIES, Downloads
from release.errors import IrregularFileError, ServiceDownError
from tests.acquire.server import Reply, Server, serving
from tests.pinned import pinned

DATA = bytes(range(256)) * 160  # beyond one record of TLS
GIVEN = pinned(DATA)
CUTS = st.integers(0, len(DATA))
FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def partial(tmp_path: Path) -> Partial:
    return Partial.beside(tmp_path / "out", sources(GIVEN.pin)[0])


def source(server: Server, *replies: Reply) -> Source:
    url = server.reply("/f", *replies)
    server.seen.clear()
    return replace(sources(GIVEN.pin)[0], url=url, hosts=frozenset({server.host}))


def drive(server: Server, partial: Partial) -> Drive:
    downloads = Downloads(tls=server.client_tls, wait=lambda _: None)
    return Drive(drive_id="id", fetches=downloads, partial=partial, progress=lambda _: None)


def asked(server: Server) -> list[str]:
    return [headers.get("Range", "") for _, headers in server.seen]


@FEW
@given(first=CUTS, second=CUTS, ranges=st.booleans())
def test_a_download_cut_off_twice_arrives_whole(
    server: Server, partial: Partial, *, first: int, second: int, ranges: bool
) -> None:
    partial.discard()
    whole = Reply(body=DATA, ranges=ranges)
    wanted = source(server, replace(whole, cut=first), replace(whole, cut=second), whole)
    assert require(wanted, drive(server, partial).bring(wanted)) == DATA
    # Without ranges the second try begins anew, and nothing that comes voids nothing.
    kept = (0, first, first + second if ranges else second or first)
    expected = [f"bytes={at}-" if at else "" for at in kept]
    assert asked(server) == expected[: len(server.seen)]


@FEW
@given(cut=CUTS)
def test_a_run_goes_on_where_another_run_was_killed(
    server: Server, partial: Partial, *, cut: int
) -> None:
    partial.discard()
    partial.add(DATA[:cut], at=0)
    wanted = source(server, Reply(body=DATA, ranges=True))
    assert drive(server, partial).bring(wanted) == DATA
    assert asked(server) == ([] if cut == len(DATA) else [f"bytes={cut}-" if cut else ""])


@FEW
@given(kept=st.binary(min_size=1, max_size=200), ranges=st.booleans())
def test_what_belongs_to_another_file_is_thrown_away(
    server: Server, partial: Partial, *, kept: bytes, ranges: bool
) -> None:
    partial.discard()
    partial.add(kept, at=0)
    wanted = source(server, Reply(body=DATA, ranges=ranges))
    assert drive(server, partial).bring(wanted) == DATA


def test_more_than_the_file_was_kept_and_is_thrown_away(server: Server, partial: Partial) -> None:
    partial.add(DATA + b"more", at=0)
    wanted = source(server, Reply(body=DATA, ranges=True))
    assert drive(server, partial).bring(wanted) == DATA
    assert asked(server) == [""]


@pytest.mark.parametrize(
    "wrong",
    [
        Reply(status=206, body=DATA[9:], headers=(("Content-Range", "bytes 9-99/100"),)),
        Reply(status=206, body=DATA[10:], headers=(("Content-Range", "lines 10-99/100"),)),
        Reply(status=206, body=DATA[10:]),
        Reply(status=416),
    ],
)
def test_another_part_than_the_one_asked_for_is_not_taken(
    server: Server, partial: Partial, wrong: Reply
) -> None:
    partial.add(DATA[:10], at=0)
    wanted = source(server, wrong, Reply(body=DATA, ranges=True))
    assert drive(server, partial).bring(wanted) == DATA
    assert asked(server) == ["bytes=10-", ""]


def test_three_cuts_are_an_error_and_the_most_is_kept(server: Server, partial: Partial) -> None:
    wanted = source(server, Reply(body=DATA, ranges=True, cut=1000))
    with pytest.raises(ServiceDownError):
        drive(server, partial).bring(wanted)
    assert partial.kept() == DATA[: TRIES * 1000]


def test_a_wrong_file_is_not_kept(server: Server, partial: Partial) -> None:
    wanted = source(server, Reply(body=b"another file", ranges=True))
    assert drive(server, partial).bring(wanted) == b"another file"
    assert not partial.path.exists()


def test_a_link_in_the_place_of_the_part_is_refused(partial: Partial, tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"precious")
    partial.path.symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="symbolic"):
        partial.add(b"data", at=0)
    with pytest.raises(IrregularFileError):
        partial.kept()
    assert (tmp_path / "victim").read_bytes() == b"precious"


def test_the_place_of_a_part_names_the_digest_of_the_whole(partial: Partial) -> None:
    assert Digest.of(DATA).hex in partial.path.name
