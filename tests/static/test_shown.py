"""Every `sh` block of every page is run by a test as the page has it, or says here why not.

`console` blocks need no row: the story `consumer` runs those of every page.
"""

import subprocess

import pytest

from tests.static.page import block, blocks
from tests.static.tree import ROOT, documents, text

_STORIES = "tests/rehearsal/scenarios"

RUN = {
    ("AGENTS.md", "make lint"): "tests/static/test_shown.py",
    ("docs/ai/model-registry.md", "scripts/status.py"): "tests/registry/test_page.py",
    ("docs/ai/model-registry.md", "--onnx"): "tests/registry/test_page.py",
    ("docs/ai/model-registry.md", "--checkpoint"): "tests/registry/test_page.py",
    ("docs/ai/rebuild.md", "scripts/rebuild.py"): f"{_STORIES}/rebuild.py",
    ("docs/ai/u2netp-mirror.md", "gh attestation verify"): f"{_STORIES}/consumer.py",
    ("docs/ai/u2netp-mirror.md", "sigstore verify"): f"{_STORIES}/consumer.py",
    ("docs/ai/u2netp-mirror.md", "scripts/kit.py"): f"{_STORIES}/air_gap.py",
    ("docs/pipeline.md", "scripts/export.py"): "tests/export/test_export_script.py",
    ("docs/pipeline.md", "scripts/drop.py"): "tests/rehearsal/contributor.py",
    ("docs/setup.md", "scripts/doctor.py"): f"{_STORIES}/ruleset_drift.py",
    ("docs/supply-chain.md", "gh attestation verify"): f"{_STORIES}/tool_release.py",
    ("docs/supply-chain.md", "scripts/supply_chain_verify.py"): f"{_STORIES}/tool_release.py",
}
"""Page, and words of one of its blocks: the module that takes the block from the page, by both."""
NOT_RUN = {
    ("README.md", "make rehearse KEEP=1"): "a world that stays; what is typed in it is `console`",
    ("docs/ai/rebuild.md", "cosign attest-blob"): "a person logs in, in a browser",
    ("docs/benchmarks.md", "tests.bench.run"): "measures for minutes",
}
"""The same for blocks that nothing runs, with the reason."""
SHOWN = tuple((p, b.body) for p in map(str, documents()) for b in blocks(text(p), "sh"))


@pytest.mark.parametrize(("page", "body"), SHOWN)
def test_a_block_has_one_row(page: str, body: str) -> None:
    rows = [row for row in (*RUN, *NOT_RUN) if row[0] == page and row[1] in body]
    assert len(rows) == 1, "name the test that runs it, or the reason why none does"


@pytest.mark.parametrize(("page", "words"), [*RUN, *NOT_RUN])
def test_a_row_has_one_block(page: str, words: str) -> None:
    assert words in block(text(page), "sh", words)


@pytest.mark.parametrize(("page", "words"), RUN)
def test_the_module_takes_the_block_from_the_page(page: str, words: str) -> None:
    module = text(RUN[page, words])
    assert [f'"{word}"' in module for word in (page, words)] == [True, True]
    assert f'"sh", "{words}")' in module or page == "docs/ai/model-registry.md"


@pytest.mark.parametrize(("page", "body"), SHOWN)
def test_bash_can_read_every_block(page: str, body: str) -> None:
    done = subprocess.run(["/bin/bash", "-n", "-c", body], check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b""), page


def test_the_targets_for_contributors_are_in_the_makefile() -> None:
    """Make says what it would do, and does nothing."""
    told = block(text("AGENTS.md"), "sh", "make lint")
    argv = ["/bin/bash", "-e", "-c", told]
    env = {"MAKEFLAGS": "n", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(argv, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
