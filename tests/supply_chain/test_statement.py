"""The provenance of a version: written from facts, and read only as it was written."""

import json
from collections.abc import Callable

import pytest

from release import canonical
from release.canonical import Json
from release.errors import InvalidRecordError
from release.supply_chain.statement import commit_of
from release.version import Version
from tests.attach.memory import COMMIT
from tests.core.samples import TAG as MODEL
from tests.core.samples import policy
from tests.sign import samples as model
from tests.static.page import blocks, section
from tests.static.tree import text
from tests.supply_chain.samples import PUBLISHER, TAG, said, unsigned

Document = dict[str, Json]


def test_the_commit_is_read_from_what_is_ours() -> None:
    assert commit_of(said(unsigned()), TAG, PUBLISHER) == COMMIT


def test_the_example_on_the_page_is_what_build_writes() -> None:
    (example,) = blocks(text("docs/supply-chain.md"), "json")
    assert canonical.dump(json.loads(example.body)) == said(unsigned())
    assert section(text("docs/supply-chain.md"), "Provenance")


def inside(*path: str) -> Callable[[Document, Json], None]:
    def change(document: Document, value: Json) -> None:
        at = document
        for key in path[:-1]:
            at = at[key]  # type: ignore[assignment]
        at[path[-1]] = value

    return change


DEFINITION = ("predicate", "buildDefinition")
CHANGES: dict[str, tuple[Callable[[Document, Json], None], Json]] = {
    "another type": (inside("_type"), "https://in-toto.io/Statement/v0.1"),
    "another predicate": (inside("predicateType"), "https://slsa.dev/provenance/v0.2"),
    "the type of a mirror": (inside(*DEFINITION, "buildType"), "https://example.org/x"),
    "another tag": (inside(*DEFINITION, "externalParameters", "tag"), "v0.3.0"),
    "a tag of a model": (inside(*DEFINITION, "externalParameters", "tag"), "u2netp-mirror-v1"),
    "another workflow": (inside(*DEFINITION, "externalParameters", "workflow"), {"path": "x"}),
    "another builder": (inside("predicate", "runDetails", "builder", "id"), "https://x"),
    "a field more": (inside("predicate", "more"), 1),
    "no source": (inside(*DEFINITION, "resolvedDependencies"), []),
    "a second source": (
        inside(*DEFINITION, "resolvedDependencies"),
        [{"digest": {"gitCommit": COMMIT}, "uri": "git+https://x"}] * 2,
    ),
    "a source elsewhere": (
        inside(*DEFINITION, "resolvedDependencies"),
        [{"digest": {"gitCommit": COMMIT}, "uri": f"git+https://evil@{COMMIT}"}],
    ),
    "no subjects": (inside("subject"), None),
    "subjects of another shape": (inside("subject"), [1]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_statement_that_says_anything_else_is_refused(name: str) -> None:
    change, value = CHANGES[name]
    document = json.loads(said(unsigned()))
    change(document, value)
    with pytest.raises(InvalidRecordError):
        commit_of(canonical.dump(document), TAG, PUBLISHER)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", said(unsigned()) + b" ", said(unsigned())[:-1]]
)
def test_bytes_that_are_no_statement_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidRecordError):
        commit_of(data, TAG, PUBLISHER)


def test_the_statement_of_another_version_is_refused() -> None:
    with pytest.raises(InvalidRecordError):
        commit_of(said(unsigned()), Version(major=0, minor=2, patch=1).tag, PUBLISHER)


def test_the_statement_of_a_model_is_refused() -> None:
    with pytest.raises(InvalidRecordError):
        commit_of(model.statement(model.proved_files()), TAG, PUBLISHER)


def test_the_signer_of_models_wrote_no_statement_of_a_version() -> None:
    with pytest.raises(InvalidRecordError):
        commit_of(said(unsigned()), TAG, policy().publisher(MODEL))
