"""The commands in the pages are commands, and the pages say how to read them."""

import subprocess
from pathlib import Path

import pytest

from tests.static.page import commands, links, section
from tests.static.tree import documents, text

PAGES = tuple(path for path in documents() if commands(text(path)))


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_bash_can_read_every_command(path: Path) -> None:
    script = "\n".join(commands(text(path)))
    done = subprocess.run(["bash", "-n", "-c", script], check=False, capture_output=True)  # noqa: S607 - whichever bash is there
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_no_command_hides_a_failure(path: Path) -> None:
    assert [c for c in commands(text(path)) if "||" in c or c.rstrip().endswith("&")] == []


def test_a_command_goes_on_after_a_backslash_and_output_is_left_out() -> None:
    page = "```console\n$ a \\\n    b\nout\n$ ! c\n```\n\n```sh\n$ d\n```\n"
    assert commands(page) == ("a \\\n    b", "! c")


def test_a_section_ends_at_the_next_heading_and_code_holds_no_heading() -> None:
    assert section("# a\none\n```sh\n# b\n```\n# c\n", "a").strip() == "one\n```sh\n# b\n```"


def test_a_link_in_code_is_no_link() -> None:
    assert links("[a](b) `[c](d)`\n```sh\n[e](f)\n```\n") == ("b",)
