"""What may be fetched, from where, and what is refused."""

from collections.abc import Iterator

import pytest

from release.download import Downloads, proxy_of
from release.errors import (
    IrregularFileError,
    MissingInputError,
    ReleaseError,
    ServiceDownError,
    TryAgainLaterError,
    UsageError,
)
from release.transfer import Fetched, Meter, Patience, range_start
from tests.acquire.server import Reply, Server, serving

HANG_UP = Reply(status=0)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def fetch(server: Server, url: str, *, limit: int = 100) -> Fetched:
    downloads = Downloads(tls=server.client_tls, wait=lambda _: None)
    return downloads.fetch(url, hosts={server.host}, limit=limit)


def test_a_file_is_fetched_with_its_type_and_without_any_credential(server: Server) -> None:
    url = server.reply("/f?x=1", Reply(body=b"data", headers=(("Content-Type", "Text/HTML; a=b"),)))
    fetched = fetch(server, url)
    assert (fetched.body(), fetched.media_type) == (b"data", "text/html")
    assert not {"Authorization", "Cookie"} & set(server.seen[0][1])


def test_a_redirect_within_the_hosts_is_followed(server: Server) -> None:
    server.reply("/there", Reply(body=b"data"))
    url = server.reply("/here", Reply(status=303, headers=(("Location", "/there"),)))
    assert fetch(server, url).data == b"data"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/f", "http://localhost/f", "https://user@localhost/f"]
)
def test_a_redirect_to_anywhere_else_is_refused(server: Server, target: str) -> None:
    url = server.reply("/here", Reply(status=302, headers=(("Location", target),)))
    with pytest.raises(ServiceDownError):
        fetch(server, url)


def test_an_endless_redirect_is_refused(server: Server) -> None:
    url = server.reply("/here", Reply(status=302, headers=(("Location", "/here"),)))
    with pytest.raises(ServiceDownError):
        fetch(server, url)
    assert len(server.seen) == 6


def test_the_limit_is_inclusive_and_one_byte_more_is_refused(server: Server) -> None:
    url = server.reply("/f", Reply(body=bytes(100)), Reply(body=bytes(101)))
    assert len(fetch(server, url).data) == 100
    with pytest.raises(IrregularFileError):
        fetch(server, url)


@pytest.mark.parametrize("bad", [HANG_UP, Reply(status=503), Reply(body=b"dat", declared=4)])
def test_a_try_that_fails_is_repeated(server: Server, bad: Reply) -> None:
    url = server.reply("/f", bad, bad, Reply(body=b"data"))
    assert fetch(server, url).data == b"data"


@pytest.mark.parametrize("bad", [HANG_UP, Reply(status=503), Reply(body=b"dat", declared=4)])
def test_three_failed_tries_are_enough(server: Server, bad: Reply) -> None:
    url = server.reply("/f", bad)
    with pytest.raises(ServiceDownError):
        fetch(server, url)
    assert len(server.seen) == 3


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, MissingInputError),
        (410, MissingInputError),
        (403, ServiceDownError),
        (429, TryAgainLaterError),
    ],
)
def test_an_answer_that_is_no_file_has_a_name(
    server: Server, status: int, error: type[ReleaseError]
) -> None:
    url = server.reply("/f", Reply(status=status))
    with pytest.raises(error):
        fetch(server, url).body()


def test_a_server_nobody_vouches_for_is_refused(server: Server) -> None:
    url = server.reply("/f", Reply(body=b"data"))
    downloads = Downloads(wait=lambda _: None)
    with pytest.raises(ServiceDownError):
        downloads.fetch(url, hosts={server.host}, limit=100)
    assert not server.seen


def test_a_proxy_is_asked_for_the_host_and_sees_no_path() -> None:
    with serving(as_proxy=True) as proxy:
        proxy.reply("/f", Reply(body=b"data"))
        downloads = Downloads(proxy=f"http://127.0.0.1:{proxy.port}", tls=proxy.client_tls)
        host = "drive.usercontent.google.com"
        assert downloads.fetch(f"https://{host}/f", hosts={host}, limit=9).data == b"data"
        assert proxy.connects == [f"{host}:443"]


@pytest.mark.parametrize("proxy", ["https://127.0.0.1:1", "http://user:secret@127.0.0.1:1", "x"])
def test_a_proxy_with_credentials_or_another_scheme_is_refused(proxy: str) -> None:
    with pytest.raises(UsageError) as caught:
        Downloads(proxy=proxy)
    assert "secret" not in caught.value.problem


def test_the_proxy_of_the_environment_is_found_in_both_spellings() -> None:
    assert proxy_of({"https_proxy": "a", "HTTPS_PROXY": "b"}) == "a"
    assert proxy_of({"HTTPS_PROXY": "b"}) == "b"
    assert proxy_of({"https_proxy": ""}) is None


SLOW_HEAD = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 100


@pytest.mark.parametrize(
    "slow", [Reply(body=bytes(100), drip=0.05), Reply(body=SLOW_HEAD, drip=0.05, raw=True)]
)
def test_an_answer_that_drips_is_given_up_and_said_so(server: Server, slow: Reply) -> None:
    url = server.reply("/f", slow)
    patience = Patience(read=5.0, whole=0.4)
    downloads = Downloads(tls=server.client_tls, wait=lambda _: None, patience=patience)
    with pytest.raises(ServiceDownError, match="too slow"):
        downloads.fetch(url, hosts={server.host}, limit=100)
    assert len(server.seen) <= 1  # not tried again


def test_a_silent_server_is_given_up(server: Server) -> None:
    url = server.reply("/f", Reply(body=bytes(1), drip=0.5))
    patience = Patience(read=0.1, whole=10.0)
    downloads = Downloads(tls=server.client_tls, wait=lambda _: None, patience=patience)
    with pytest.raises(ServiceDownError, match="too slow"):
        downloads.fetch(url, hosts={server.host}, limit=100)
    assert len(server.seen) <= 3


def test_progress_says_bytes_percent_and_rate_and_not_too_often() -> None:
    said: list[str] = []
    times = iter([0.0, 0.5, 1.0, 1.9, 2.0])
    meter = Meter(said.append, every=1.0, clock=lambda: next(times))
    for now in (1_000_000, 2_000_000, 3_000_000, 4_000_000):
        meter.tell(now, before=0, total=8_000_000)
    assert said == [
        "  2,000,000 of 8,000,000 bytes, 25 %, 2.0 MB/s",
        "  4,000,000 of 8,000,000 bytes, 50 %, 2.0 MB/s",
    ]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("bytes 10-99/100", 10),
        ("bytes 10-99/*", 10),
        ("bytes */100", None),
        ("bytes -10-99/100", None),
        ("lines 10-99/100", None),
        (None, None),
    ],
)
def test_where_a_part_begins_is_read_or_unknown(text: str | None, start: int | None) -> None:
    assert range_start(text) == start
