"""An event starts the files whose filters it passes; the bot's events start nothing."""

import pytest

from tests.rehearsal.triggers import Event, started

FILES = {
    "main.yml": "on: {push: {branches: [main]}}",
    "docs.yml": "on: {push: {paths: ['docs/**', '!docs/adr/**']}}",
    "tags.yml": "on: {push: {tags: ['v*']}}",
    "pulls.yml": "on: [pull_request, workflow_dispatch]",
    "labels.yml": "on: {pull_request: {types: [labeled]}}",
    "call.yml": "on:\n  workflow_dispatch:\n    inputs: {n: {default: 1}}",
    "any.yml": "on: push",
}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (Event(name="push", actor="a"), ("any.yml", "main.yml")),
        (Event(name="push", actor="a", ref="refs/heads/other"), ("any.yml",)),
        (Event(name="push", actor="a", ref="refs/tags/v1"), ("any.yml", "docs.yml", "tags.yml")),
        (
            Event(name="push", actor="a", ref="refs/heads/x", paths=("docs/a/b.md",)),
            ("any.yml", "docs.yml"),
        ),
        (Event(name="push", actor="a", ref="refs/heads/x", paths=("docs/adr/1.md",)), ("any.yml",)),
        (Event(name="pull_request", actor="a", type="opened"), ("pulls.yml",)),
        (Event(name="pull_request", actor="a", type="labeled"), ("labels.yml",)),
        (Event(name="pull_request", actor="a", type="closed"), ()),
        (Event(name="workflow_dispatch", actor="a", workflow="call.yml"), ("call.yml",)),
        (Event(name="push", actor="github-actions[bot]"), ()),
        (
            Event(name="workflow_dispatch", actor="github-actions[bot]", workflow="call.yml"),
            ("call.yml",),
        ),
    ],
)
def test_an_event_starts_exactly_the_files_it_should(
    event: Event, expected: tuple[str, ...]
) -> None:
    assert started(event, FILES) == expected
