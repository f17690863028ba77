"""What to do next about a release: the table, row by row."""

from dataclasses import replace

import pytest

from release.attach.decide import (
    Create,
    DeleteAsset,
    Discard,
    Done,
    Publish,
    Upload,
    Wanted,
    decide,
)
from release.attach.releases import Release
from release.errors import ForeignObjectError, UnexpectedAssetError
from tests.attach.memory import COMMIT, InMemoryReleases
from tests.sign import samples

WANTED = Wanted(signed=samples.signed(), publisher=samples.PUBLISHER, commit=COMMIT)
ARTIFACTS = WANTED.signed.artifacts()


def seen(*names: str, draft: bool = True) -> Release:
    """Return our draft with the files `names`, as GitHub states it."""
    releases = InMemoryReleases()
    release = releases.add(body=WANTED.body, draft=draft)
    for role, data in WANTED.signed.files.items():
        if (name := samples.NAMES.asset(role)) in names:
            releases.put(release.id, name, data)
    return releases.releases[release.id]


COMPLETE = seen(*samples.NAMES.release_set)
PUBLISHED = seen(*samples.NAMES.release_set, draft=False)


def test_nothing_is_answered_with_a_draft() -> None:
    assert decide((), WANTED) == Create()


def test_a_draft_by_anyone_else_is_ignored() -> None:
    assert decide((replace(COMPLETE, author="somebody"),), WANTED) == Create()


def test_a_draft_of_the_bot_without_our_marker_is_ignored() -> None:
    assert decide((replace(COMPLETE, body="hand-made"),), WANTED) == Create()


def test_of_two_drafts_the_later_is_surplus() -> None:
    assert decide((replace(COMPLETE, id=9), COMPLETE), WANTED) == Discard(9)


def test_a_draft_of_ours_with_other_content_is_discarded() -> None:
    other = COMPLETE.body.replace("manifest_sha256=", "manifest_sha256=0")
    assert decide((replace(COMPLETE, body=other),), WANTED) == Discard(COMPLETE.id)


def test_a_draft_of_ours_for_another_commit_is_discarded() -> None:
    assert decide((replace(COMPLETE, target="d" * 40),), WANTED) == Discard(COMPLETE.id)


@pytest.mark.parametrize("done", range(len(ARTIFACTS)))
def test_the_first_missing_file_is_uploaded_in_the_order_of_the_names(done: int) -> None:
    names = [artifact.name for artifact in ARTIFACTS[:done]]
    draft = seen(*names)
    assert decide((draft,), WANTED) == Upload(release_id=draft.id, artifact=ARTIFACTS[done])


@pytest.mark.parametrize("change", [{"uploaded": False}, {"digest": None}, {"size": 0}])
def test_an_asset_that_differs_is_deleted(change: dict[str, object]) -> None:
    first, *rest = COMPLETE.assets
    broken = replace(first, **change)  # type: ignore[arg-type] # a table of single changes
    draft = replace(COMPLETE, assets=(broken, *rest))
    assert decide((draft,), WANTED) == DeleteAsset(first.id)


def test_an_asset_nobody_planned_stops_everything() -> None:
    extra = replace(COMPLETE.assets[0], id=99, name="extra.txt")
    with pytest.raises(UnexpectedAssetError):
        decide((replace(COMPLETE, assets=(*COMPLETE.assets, extra)),), WANTED)


def test_a_complete_draft_is_published() -> None:
    assert decide((COMPLETE,), WANTED) == Publish(COMPLETE)


def test_what_is_published_with_our_content_is_done() -> None:
    assert decide((PUBLISHED,), WANTED) == Done(PUBLISHED)


def test_a_published_release_goes_before_any_draft() -> None:
    assert decide((COMPLETE, replace(PUBLISHED, id=9)), WANTED) == Done(replace(PUBLISHED, id=9))


@pytest.mark.parametrize("missing", range(len(ARTIFACTS)))
def test_what_is_published_with_a_file_too_few_is_never_touched(missing: int) -> None:
    assets = PUBLISHED.assets[:missing] + PUBLISHED.assets[missing + 1 :]
    with pytest.raises(ForeignObjectError):
        decide((replace(PUBLISHED, assets=assets),), WANTED)


def test_what_is_published_with_other_bytes_is_never_touched() -> None:
    first, *rest = PUBLISHED.assets
    other = replace(first, digest=rest[0].digest)
    with pytest.raises(ForeignObjectError):
        decide((replace(PUBLISHED, assets=(other, *rest)),), WANTED)
