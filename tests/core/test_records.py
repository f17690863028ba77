"""Pin, policy, plan and manifest: what they accept, and one mutation away what they refuse."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release import canonical
from release.artifact import Digest
from release.errors import InvalidRecordError
from release.guard.plan import Plan
from release.manifest import Manifest
from release.names import Names, Tag
from release.pin import Pin
from release.policy import Policy
from tests.core import samples


def test_a_manifest_is_read_back_as_it_was_written() -> None:
    assert Manifest.parse(samples.manifest().dump()) == samples.manifest()


@given(
    n=st.integers(1, 998_999),
    lost=st.sets(st.integers(1, 1000), max_size=5),
    seen=st.integers(0, 2**40),
    previous=st.one_of(st.none(), st.binary().map(Digest.of)),
    published=st.booleans(),
)
def test_a_plan_is_read_back_as_it_was_written(
    n: int, previous: Digest | None, seen: int, lost: set[int], *, published: bool
) -> None:
    plan = Plan(
        tag=Tag(model="u2netp", n=n + 1000),
        content_key=Digest.of(b""),
        source_commit="0" * 40,
        previous=previous,
        published=published,
        seen=seen,
        burned=tuple(sorted(lost)),
    )
    assert Plan.parse(plan.dump()) == plan


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("schema = 1\n", ""),
        ('model = "u2netp"\n', 'model = "u2netp"\nsurprise = 1\n'),
        ("size = 4683258", "size = 0"),
        ("size = 4683258", 'size = "4683258"'),
        ("size = 4683258", "size = true"),
        ("e7567cde013f", "E7567cde013f"),
        ('file = "u2netp.pth"', 'file = "../u2netp.pth"'),
        ("ac7e1c817ecab7c7dff5ce6b1abba61cd213ff29", "main"),
        ('path = "LICENSE"', 'path = "model/u2net.py"'),
        ('path = "LICENSE"', 'path = "/LICENSE"'),
        ('repository = "xuebinqin/U-2-Net"', 'repository = "https://example.org/x"'),
        ('model = "u2netp"', 'model = "u2netp"\nmodel = "u2netp"'),
    ],
)
def test_a_pin_with_one_fault_is_refused(good: str, bad: str) -> None:
    text = samples.pin_text()
    assert good in text
    with pytest.raises(InvalidRecordError):
        Pin.parse(text.replace(good, bad, 1).encode())


def test_a_pin_of_brackets_is_refused() -> None:
    with pytest.raises(InvalidRecordError):
        Pin.parse(b"a = " + b"[" * 20_000)


JOB = 'attach = { token = "GITHUB_TOKEN" }'


def test_the_policy_names_an_app_that_writes_or_says_that_the_job_does() -> None:
    text = samples.policy_text().replace(JOB, 'attach = { app = "the-app", client_id = "Iv1" }')
    policy = Policy.parse(text.encode())
    assert (policy.attach.actor, policy.attach.client_id) == ("the-app[bot]", "Iv1")
    assert (policy.record.actor, policy.record.degraded) == ("github-actions[bot]", True)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "attach = {}",
        'attach = "GITHUB_TOKEN"',
        'attach = { token = "github.token" }',
        'attach = { token = "" }',
        'attach = { app = "the-app" }',
        'attach = { app = "The App", client_id = "Iv1" }',
        'attach = { app = "github-actions", client_id = "Iv1" }',
        'attach = { app = "the-app", client_id = "Iv1", token = "GITHUB_TOKEN" }',
    ],
)
def test_a_policy_that_does_not_say_who_writes_is_refused(line: str) -> None:
    with pytest.raises(InvalidRecordError):
        Policy.parse(samples.policy_text().replace(JOB, line).encode())


@pytest.mark.parametrize("job", ["attach", "record", "release-please"])
def test_every_job_that_writes_has_a_row_of_its_own(job: str) -> None:
    with pytest.raises(InvalidRecordError):
        Policy.parse(samples.policy_text().replace(f"\n{job} =", f"\n{job}s =").encode())


@pytest.mark.parametrize(
    ("app", "client_id", "fine"),
    [("other", "Iv2", True), ("the-app", "Iv2", False), ("other", "Iv1", False)],
)
def test_no_two_jobs_have_one_app(app: str, client_id: str, fine: bool) -> None:  # noqa: FBT001
    text = samples.policy_text().replace(JOB, 'attach = { app = "the-app", client_id = "Iv1" }')
    row = 'release-please = { token = "GITHUB_TOKEN" }'
    text = text.replace(row, f'release-please = {{ app = "{app}", client_id = "{client_id}" }}')
    if fine:
        assert Policy.parse(text.encode()).release_please.actor == f"{app}[bot]"
        return
    with pytest.raises(InvalidRecordError):
        Policy.parse(text.encode())


FIELDS = sorted(json.loads(samples.manifest().dump()))


@pytest.mark.parametrize("field", FIELDS)
def test_a_manifest_without_one_of_its_fields_is_refused(field: str) -> None:
    document = json.loads(samples.manifest().dump())
    del document[field]
    with pytest.raises(InvalidRecordError):
        Manifest.parse(canonical.dump(document))


def test_a_manifest_in_any_other_spelling_is_refused() -> None:
    document = json.loads(samples.manifest().dump())
    with pytest.raises(InvalidRecordError):
        Manifest.parse(json.dumps(document).encode())


@pytest.mark.parametrize(
    "change",
    [
        lambda assets: assets.pop(),
        lambda assets: assets.reverse(),
        lambda assets: assets.append(assets[0]),
        lambda assets: assets[0].update(name="other.onnx"),
        lambda assets: assets[0].update(role="provenance"),
    ],
    ids=["one missing", "another order", "one twice", "renamed", "another role"],
)
def test_a_manifest_lists_exactly_the_files_of_the_release(
    change: Callable[[list[dict[str, str]]], object],
) -> None:
    document = json.loads(samples.manifest().dump())
    assets = document["assets"]
    change(assets)
    with pytest.raises(InvalidRecordError):
        Manifest.parse(canonical.dump(document))


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":2}',
        b'{"a":1.5}',
        b'{"a":NaN}',
        b"[]",
        b"{",
        b"\xff",
        b'{"a":' + b"[" * 100_000,
    ],
)
def test_json_that_we_would_not_write_is_refused(text: bytes) -> None:
    with pytest.raises(InvalidRecordError):
        canonical.load(text, what="test")


@pytest.mark.parametrize(
    "text",
    [
        "u2netp-mirror-v0",
        "u2netp-mirror-v01",
        "u2netp-mirror-v1\n",
        "u2netp-mirror-v\u0661",
        "u2netp_mirror-v1",
        "U2netp-mirror-v1",
        "u2netp-mirror-v1000000",
        "u2netp-mirror-v1.0.0",
        "refs/tags/u2netp-mirror-v1",
    ],
)
def test_a_tag_has_one_spelling(text: str) -> None:
    with pytest.raises(InvalidRecordError):
        Tag.parse(text)


@given(n=st.integers(1, 999_999))
def test_a_tag_is_read_back_as_it_was_written(n: int) -> None:
    assert Tag.parse(f"u2netp-mirror-v{n}") == Tag(model="u2netp", n=n)


def test_the_release_set_is_written_out() -> None:
    assert Names(samples.TAG).release_set == (
        "u2netp_mirror_v1.onnx",
        "u2netp_mirror_v1_320.onnx",
        "u2netp_mirror_v1.pth",
        "Apache-2.0-u2netp.txt",
        "u2netp_mirror_v1.cdx.json",
        "u2netp_mirror_v1.parity.json",
        "u2netp_mirror_v1.manifest.json",
        "SHA256SUMS",
        "u2netp_mirror_v1.onnx.bundle",
        "u2netp_mirror_v1_320.onnx.bundle",
        "u2netp_mirror_v1.manifest.json.bundle",
        "SHA256SUMS.bundle",
        "u2netp_mirror_v1.intoto.jsonl",
    )


def test_the_content_key_changes_with_everything_that_decides_the_content() -> None:
    receipt = Digest.of(b"receipt")
    changes = [
        ("e7567cde013f", "e7567cde0130"),
        ("ac7e1c817e", "ac7e1c817f"),
        ("96dd7a19c7", "96dd7a19c8"),
        ("layout = 1", "layout = 2"),
        ("opset = 17", "opset = 18"),
    ]
    texts = [samples.pin_text(), *(samples.pin_text().replace(a, b) for a, b in changes)]
    keys = {Pin.parse(text.encode()).content_key(receipt) for text in texts}
    assert len(keys | {samples.pin().content_key(Digest.of(b"other"))}) == len(changes) + 2
