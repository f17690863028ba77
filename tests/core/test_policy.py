"""The policy: one row for each number, closed fields, and nobody who is not named."""

import re

import pytest

from release.errors import InvalidRecordError
from release.limits import Late
from release.names import Tag
from release.policy import Policy
from release.version import Version
from tests.core import samples

ROW = """[[publishers]]
model = "u2netp"
from_n = 1
"""


def parse(text: str) -> Policy:
    return Policy.parse(text.encode())


def changed(good: str, bad: str) -> str:
    """Return the policy with `bad` in the place of the first `good`."""
    text = samples.policy_text()
    assert good in text
    return text.replace(good, bad, 1)


def rows(*ranges: tuple[int, int | None]) -> str:
    """Return the policy with one row per range, each in an environment of its own."""
    head, row, tail = re.split(
        r"(\[\[publishers\]\].*?\n\n)", samples.policy_text(), maxsplit=1, flags=re.DOTALL
    )
    made = []
    for i, (start, end) in enumerate(ranges):
        numbers = f"from_n = {start}" + (f"\nto_n = {end}" if end else "")
        made.append(row.replace("from_n = 1", numbers).replace("mirror-sign", f"mirror-sign-{i}"))
    return head + "".join(made) + tail


FAULTS = {
    "another schema": ("schema = 2", "schema = 3"),
    "a schema before": ("schema = 2", "schema = 1"),
    "an id as text": ("id = 1252235334", 'id = "1252235334"'),
    "an id of nothing": ("id = 1252235334", "id = 0"),
    "a boolean for an id": ("id = 1252235334", "id = true"),
    "an unknown field of the tools": ("[tools]", "[tools]\nunknown = 1"),
    "an unknown field of a row": (ROW, ROW + "unknown = 1\n"),
    "an unknown table": ("[tools]", "[other]\n[tools]"),
    "a key twice": ('model = "u2netp"', 'model = "u2netp"\nmodel = "u2netp"'),
    "a table twice": ("[tools]", "[repository]\n[tools]"),
    "a table instead of rows": ("[[publishers]]", "[publishers]"),
    "no environment": ('environment = "mirror-sign"\n', ""),
    "an empty environment": ('"mirror-sign"', '""'),
    "an environment with a space": ('"mirror-sign"', '"mirror sign"'),
    "releases and revocations by one environment": ('"mirror-revoke"', '"mirror-sign"'),
    "versions and models by one environment": ('"tool-sign"', '"mirror-sign"'),
    "versions and revocations by one environment": ('"tool-sign"', '"mirror-revoke"'),
    "versions and models by one workflow": ("supply-chain.yml", "u2netp-mirror-attach.yml"),
    "revocations and models by one workflow": ("mirror-revoke.yml", "mirror-attach.yml"),
    "no row of versions": ("[[versions]]", "[[others]]"),
    "versions of which the first has no signer": ('since = "0.0.0"', 'since = "0.1.0"'),
    "a row of versions without its first": ('since = "0.0.0"\n', ""),
    "a row of versions since a tag": ('since = "0.0.0"', 'since = "v0.0.0"'),
    "a row of versions with a number": ('since = "0.0.0"', 'since = "0.0.0"\nfrom_n = 1'),
    "a row from 0": ("from_n = 1", "from_n = 0"),
    "a row that starts late": ("from_n = 1", "from_n = 2"),
    "a row that ends early": ("from_n = 1", "from_n = 1\nto_n = 0"),
    "a pattern for a workflow": ("u2netp-mirror-attach.yml", "u2netp-mirror-.*.yml"),
    "a workflow elsewhere": (".github/workflows/u2netp", ".github/u2netp"),
    "a workflow above": (".github/workflows/u2netp", ".github/workflows/../u2netp"),
    "a tag": ("refs/heads/main", "refs/tags/main"),
    "a pull request": ("refs/heads/main", "refs/pull/1/merge"),
    "a pattern for a ref": ("refs/heads/main", "refs/heads/*"),
    "a self-hosted runner": ('"github-hosted"', '"self-hosted"'),
    "an issuer without https": ("https://token", "http://token"),
    "an issuer with a path": (".githubusercontent.com", ".githubusercontent.com/x"),
    "an issuer in capitals": ("https://token", "https://Token"),
    "a name with three parts": ('"VMAFx/vmafx"', '"VMAFx/vmafx/x"'),
    "a name with another letter": ('"VMAFx/vmafx"', '"VMAFx/vm\u0430fx"'),
    "no least list": ("least = 0\n", ""),
    "a negative list": ("least = 0\n", "least = -1\n"),
    "another word for late": ('late = "refuse"', 'late = "ignore"'),
    "a trust root that is refused before the warning": ("warn_days = 90", "warn_days = 500"),
    "a version of two numbers": ('"3.0.5"', '"3.0"'),
    "a version with a zero before": ('"3.0.5"', '"3.0.05"'),
    "a pattern for a version": ('"3.0.5"', '">=3.0.5"'),
    "a command of gh twice": ('"attestation verify"', '"release download"'),
    "no revocation row": ("[[revocations.publishers]]", "[revocations.others]"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_policy_with_one_fault_is_refused(fault: str) -> None:
    with pytest.raises(InvalidRecordError):
        parse(changed(*FAULTS[fault]))


@pytest.mark.parametrize("key", ["publishers", "gh"])
def test_an_empty_list_is_refused(key: str) -> None:
    head = "" if key == "publishers" else "tools."
    row = re.compile(rf"\[\[{re.escape(head + key)}\]\]\n(?:[^\[\n][^\n]*\n)*")
    text = row.sub("", samples.policy_text())
    empty = text.replace("schema = 2", f"schema = 2\n{key} = []") if not head else text
    with pytest.raises(InvalidRecordError):
        parse(empty)


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"\x00", b"schema = 2", b"[" * 100_000, b"a = " + b"[" * 50_000]
)
def test_what_is_no_policy_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidRecordError):
        Policy.parse(data)


@pytest.mark.parametrize("ranges", [((1, None),), ((1, 2), (3, None)), ((1, 1), (2, 2), (3, 9))])
def test_rows_that_follow_each_other_are_accepted(
    ranges: tuple[tuple[int, int | None], ...],
) -> None:
    assert len(parse(rows(*ranges)).publishers) == len(ranges)


@pytest.mark.parametrize(
    "ranges",
    [
        ((1, 2), (2, None)),
        ((1, 2), (4, None)),
        ((1, None), (2, None)),
        ((1, None), (1, None)),
        ((3, None), (1, 2)),
        ((2, None),),
        ((1, 3), (2, 2)),
    ],
    ids=["overlap", "gap", "no end", "twice", "out of order", "late", "inside"],
)
def test_rows_that_overlap_or_leave_a_gap_are_refused(
    ranges: tuple[tuple[int, int | None], ...],
) -> None:
    with pytest.raises(InvalidRecordError):
        parse(rows(*ranges))


def test_a_rotated_key_signs_from_its_number_on_and_the_old_one_no_longer() -> None:
    policy = parse(rows((1, 2), (3, None)))
    environments = [policy.publisher(Tag(model="u2netp", n=n)).environment for n in (1, 2, 3, 99)]
    assert environments == ["mirror-sign-0"] * 2 + ["mirror-sign-1"] * 2


@pytest.mark.parametrize("tag", [Tag(model="other", n=1), Tag(model="u2netp", n=3)])
def test_nobody_may_sign_what_no_row_speaks_of(tag: Tag) -> None:
    with pytest.raises(InvalidRecordError):
        parse(rows((1, 2))).publisher(tag)


def test_the_list_is_signed_by_somebody_else_than_the_releases() -> None:
    policy = samples.policy()
    revoker, publisher = policy.revoker(1), policy.publisher(samples.TAG)
    assert revoker.san != publisher.san
    assert revoker.environment != publisher.environment
    assert policy.revocations.late is Late.REFUSE


def since(*versions: str) -> str:
    """Return the policy with one row of versions since each, all in environments of their own."""
    head, row, tail = re.split(
        r"(\[\[versions\]\].*?\n\n)", samples.policy_text(), maxsplit=1, flags=re.DOTALL
    )
    made = (
        row.replace("0.0.0", version).replace("tool-sign", f"tool-sign-{i}")
        for i, version in enumerate(versions)
    )
    return head + "".join(made) + tail


def test_a_new_signer_of_versions_signs_from_its_version_on_and_the_old_ones_stay_good() -> None:
    policy = parse(since("0.0.0", "0.10.0", "2.0.0"))
    asked = ("0.0.0", "0.9.9", "0.10.0", "1.99.0", "2.0.0", "30.0.0")
    found = [policy.version_publisher(Version.parse(v)).environment for v in asked]
    assert [name[-1] for name in found] == ["0", "0", "1", "1", "2", "2"]


@pytest.mark.parametrize(
    "versions", [("0.0.1",), ("0.0.0", "0.0.0"), ("0.0.0", "2.0.0", "1.0.0"), ("1.0.0", "0.0.0")]
)
def test_rows_of_versions_out_of_order_are_refused(versions: tuple[str, ...]) -> None:
    with pytest.raises(InvalidRecordError):
        parse(since(*versions))
