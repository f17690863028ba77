"""The real PyGithub, unmodified, against the local GitHub."""

from pathlib import Path

import pytest
from github import Github, GithubException, InputGitTreeElement
from github.Repository import Repository

from tests.contract.place import TAG, Place


@pytest.fixture
def repository(pygithub: Github) -> Repository:
    return pygithub.get_repo("VMAFx/vmafx")


def test_a_release_is_drafted_filled_and_published(
    place: Place, repository: Repository, tmp_path: Path
) -> None:
    main = repository.get_git_ref("heads/main").object.sha
    release = repository.create_git_release(
        TAG, "u2netp 1", "notes", draft=True, target_commitish=main, make_latest="false"
    )
    (tmp_path / "model.onnx").write_bytes(b"model" * 1000)
    asset = release.upload_asset(
        str(tmp_path / "model.onnx"), content_type="application/octet-stream"
    )
    assert (asset.state, asset.size) == ("uploaded", 5000)
    done = release.update_release("u2netp 1", "notes", draft=False, make_latest="false")
    assert (done.draft, done.immutable) == (False, True)
    assert repository.get_git_ref(f"tags/{TAG}").object.sha == main
    (record,) = place.github.releases()
    assert (record.latest, record.commit, len(record.assets)) == (False, main, 1)


def test_an_asset_is_downloaded_through_the_redirect(
    repository: Repository, tmp_path: Path
) -> None:
    release = repository.create_git_release(TAG, "name", "notes", draft=True)
    (tmp_path / "a").write_bytes(b"bytes")
    asset = release.upload_asset(str(tmp_path / "a"))
    asset.download_asset(str(tmp_path / "b"), chunk_size=1 << 20)
    assert (tmp_path / "b").read_bytes() == b"bytes"


def test_the_pages_of_releases_are_joined(repository: Repository) -> None:
    for _ in range(31):
        repository.create_git_release(TAG, "name", "notes", draft=True)
    assert len(list(repository.get_releases())) == 31


def test_a_branch_is_built_object_by_object_and_proposed(
    place: Place, repository: Repository
) -> None:
    main = repository.get_branch("main").commit
    row = InputGitTreeElement("model/tiny/registry.json", "100644", "blob", content="{}\n")
    tree = repository.create_git_tree([row], main.commit.tree)
    commit = repository.create_git_commit("add it", tree, [main.commit])
    assert commit.verification.verified
    ref = repository.create_git_ref("refs/heads/bot/x", commit.sha)
    pull = repository.create_pull("main", "bot/x", title="Add it", body="please")
    pull.edit(title="Add the entry")
    again = repository.create_git_commit("again", tree, [main.commit])
    ref.edit(again.sha, force=True)
    (found,) = repository.get_pulls(head="VMAFx:bot/x", state="open")
    assert (found.title, found.head.sha) == ("Add the entry", again.sha)
    merged = place.github.merge(found.number)
    assert repository.get_git_ref("heads/main").object.sha == merged
    assert repository.get_contents("model/tiny/registry.json").decoded_content == b"{}\n"  # type: ignore[union-attr]


def test_files_commits_tags_and_comparisons_are_read(place: Place, repository: Repository) -> None:
    old = repository.get_commits()[0].sha
    new = place.commit({"docs/a.md": "a\n"})
    difference = repository.compare(old, new)
    assert (difference.status, difference.ahead_by) == ("ahead", 1)
    assert [file.filename for file in difference.files] == ["docs/a.md"]
    tree = repository.get_git_tree(new, recursive=True).tree
    assert "docs/a.md" in {row.path for row in tree}
    repository.create_git_ref("refs/tags/v1", new)
    assert [tag.commit.sha for tag in repository.get_tags()] == [new]
    assert [ref.ref for ref in repository.get_git_matching_refs("tags/v")] == ["refs/tags/v1"]


def test_a_missing_ref_is_404(repository: Repository) -> None:
    with pytest.raises(GithubException) as caught:
        repository.get_git_ref("tags/none")
    assert caught.value.status == 404


def test_a_workflow_is_dispatched_and_its_runs_are_listed(
    place: Place, repository: Repository
) -> None:
    workflow = repository.get_workflow("attach.yml")
    assert workflow.create_dispatch("main", {"reason": "try"})
    (queued,) = repository.get_workflow_runs()
    sha = repository.get_branch("main").commit.sha
    run = place.github.start_run("attach.yml", "workflow_dispatch", sha, "github-actions[bot]")
    place.github.finish_run(run.id, "success")
    (done,) = workflow.get_runs(status="success")
    assert queued.id == run.id == done.id
