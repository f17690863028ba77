"""Documents and workflows spell names and identities as names.py and the policy do."""

import re
from itertools import product
from pathlib import Path

import pytest

from release.names import LISTED_IN_MANIFEST, LISTED_IN_SUMS, SIGNED_BLOBS, Names, Role, Tag
from release.policy import Policy, Publisher
from release.version import Version, VersionNames
from tests.rehearsal.scenarios.tool_release import SHOWN
from tests.rehearsal.tools.versions import GO_TOOLS, WHEEL_TOOLS
from tests.static.page import rows, section
from tests.static.tree import ROOT, below, documents, text
from tests.static.workflows import attach_workflow, workflows

TAG = Tag(model="u2netp", n=1)
NEAR_MISSES = {"https://github.com/VMAFx/vmafx-evil"}
"""Repositories that pages name as an example of somebody else."""
PAGES = (*documents(), *below(".github", suffix=".yml"))
DASH = "\N{EN DASH}"
VERSIONS = Path("docs/supply-chain.md")
CONSUMER = "docs/ai/u2netp-mirror.md"


def policy() -> Policy:
    return Policy.parse((ROOT / "model/policy.toml").read_bytes())


def publisher() -> Publisher:
    return policy().publisher(TAG)


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_names_no_identity_but_the_publishers(path: Path) -> None:
    found = re.findall(
        r"https://github\.com/[\w.-]+/[\w.-]+/\.github/workflows/[^\s`'\"]+", text(path)
    )
    ours = {san for san in found if not any(san.startswith(f"{miss}/") for miss in NEAR_MISSES)}
    versions = {row.publisher.san for row in policy().versions} if path == VERSIONS else set()
    assert {san.rstrip(".,)") for san in ours} <= {publisher().san, *versions}


def test_the_page_of_versions_shows_exactly_the_assets_of_the_version_it_speaks_of() -> None:
    shown = rows(section(text(VERSIONS), "What a version holds"))
    names = VersionNames(Version.parse(SHOWN)).assets
    assert tuple(cells[0].strip("`") for cells in shown) == names
    found = set(re.findall(r"\bv\d+\.\d+\.\d+\b", text(VERSIONS)))
    assert found == {f"v{SHOWN}"}


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_names_no_issuer_and_no_repository_but_the_publishers(path: Path) -> None:
    issuers = re.findall(r"oidc-issuer[ =](\S+)", text(path))
    repositories = re.findall(r"(?: -R|--repo|--repository) (\S+/\S+)", text(path))
    assert set(issuers) <= {publisher().issuer}
    assert {r.rstrip("`.,)") for r in repositories} <= {policy().repository.name}


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_every_asset_a_page_names_is_one_of_the_release_set(path: Path) -> None:
    found = re.findall(r"\bu2netp_mirror_v([1-9]\d*)(\.[a-z][a-z0-9.]*[a-z0-9])", text(path))
    unknown = [f"v{n}{end}" for n, end in found if f"u2netp_mirror_v{n}{end}" not in _known(int(n))]
    assert unknown == []


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_every_tag_a_page_names_is_spelled_as_names_py_spells_it(path: Path) -> None:
    found = set(re.findall(r"\bu2netp-mirror-v\w+", text(path)))
    assert found == {str(Tag.parse(tag)) for tag in found}


def test_the_plain_addresses_on_the_consumers_page_are_exactly_the_release_set() -> None:
    found = re.findall(
        r"'https://github\.com/(\S+)/releases/download/(\S+?)/(\S+)'", text(CONSUMER)
    )
    assert {(r, tag) for r, tag, _ in found} == {(policy().repository.name, str(TAG))}
    assert sorted(n for *_, p in found for n in _expanded(p)) == sorted(Names(TAG).release_set)


def test_the_release_set_table_is_the_one_of_names_py() -> None:
    names = Names(TAG)
    assert rows(section(text("docs/pipeline.md"), "Release set")) == tuple(
        (
            role.value,
            f"`{names.asset(role)}`",
            "yes" if role in LISTED_IN_MANIFEST else DASH,
            "yes" if role in LISTED_IN_SUMS else DASH,
            f"`{names.asset(SIGNED_BLOBS[role])}`" if role in SIGNED_BLOBS else DASH,
        )
        for role in Role
    )


def test_the_job_that_signs_stands_where_the_policy_says() -> None:
    workflow = attach_workflow()
    assert (str(workflow.path), workflow.job("sign").environment) == (
        publisher().workflow,
        publisher().environment,
    )
    assert "public API" in workflow.text.splitlines()[0]


def test_the_consumers_page_asks_for_the_cosign_of_the_policy() -> None:
    assert f"{policy().cosign} or newer" in text(CONSUMER)


def test_the_policy_asks_for_a_cosign_that_verifies_both_shapes() -> None:
    # 3.0.5 is the first that demands the timestamp of a Rekor v2 entry (cosign, CHANGELOG).
    assert _numbers(policy().cosign) >= (3, 0, 5)


@pytest.mark.parametrize("path", documents(), ids=str)
def test_every_command_of_gh_on_a_page_has_a_version_that_the_tests_have_run(path: Path) -> None:
    shown = {
        match[1] for match in re.finditer(r"^(?:\$ )?gh ([a-z]+ [a-z-]+)", text(path), re.MULTILINE)
    }
    least = {command.command: command.least for command in policy().tools.gh}
    ran = next(tool.version for tool in (*GO_TOOLS, *WHEEL_TOOLS) if tool.name == "gh")
    assert shown <= set(least)
    assert all(_numbers(version) <= _numbers(ran) for version in least.values())


def test_the_locked_sigstore_is_one_that_the_policy_accepts() -> None:
    locked = text("requirements/verify.txt").split("sigstore==")[1].split()[0]
    assert _numbers(locked) >= _numbers(policy().tools.sigstore)


def test_every_job_installs_one_cosign_which_the_policy_accepts() -> None:
    used = {s.inputs.get("cosign-release", "") for j in attach_workflow().jobs for s in j.steps}
    (version,) = used - {""}
    assert _numbers(version.removeprefix("v")) >= _numbers(policy().cosign)


def test_the_page_lists_the_versions_that_set_up_gets() -> None:
    table = rows(section(text("docs/setup.md"), "Versions that fit together"))
    assert table == tuple((tool.name, tool.version) for tool in (*GO_TOOLS, *WHEEL_TOOLS))


def test_the_workflows_use_the_versions_that_the_rehearsal_measured() -> None:
    cosign = next(tool.version for tool in GO_TOOLS if tool.name == "cosign")
    uv = text("requirements/uv.txt").split("==")[1].split()[0]
    steps = [s for w in workflows() for job in w.jobs for s in job.steps]
    used = {(s.uses.split("@")[0], s.inputs.get("cosign-release", "")) for s in steps}
    assert {v for action, v in used if action == "sigstore/cosign-installer"} == {cosign}
    setups = [s for s in steps if s.uses.startswith("astral-sh/setup-uv@")]
    assert {s.inputs.get("version") for s in setups} == {uv}


def _known(n: int) -> set[str]:
    names = Names(Tag(model="u2netp", n=n))
    return {*names.release_set, names.tree_bundle, names.sidecar, names.kit, f"{names.kit}.tar"}


def _expanded(pattern: str) -> list[str]:
    """Return what curl makes of `{a,b}` in an address."""
    parts = [part.split(",") for part in re.split(r"[{}]", pattern)]
    return ["".join(choice) for choice in product(*parts)]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
