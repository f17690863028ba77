"""What may lie in the tree, and what may stand in its files."""

import re
from pathlib import Path

import pytest

from release.names import REGISTRY, TINY
from release.registry import Registry
from tests.static.page import anchors, links
from tests.static.tree import ROOT, documents, files, text

LIMIT = 512 << 10
TEXTS = tuple(p for p in files() if p.suffix in {".py", ".md", ".toml", ".yml", ".txt", ".in", ""})
# Written in two halves, so that this file does not find itself.
MACHINES = re.compile(
    "|".join(("/ho" + r"me/(?!me\b|runner\b)\w", "/ro" + "ot/", "/wo" + "rk/", "/tm" + r"p/\w"))
)
REGISTRIES = (
    "py" + "pi.org",
    "pythonhos" + "ted.org",
    "proxy.gol" + "ang.org",
    "registry.n" + "pmjs",
)


def test_no_file_is_larger_than_half_a_mebibyte() -> None:
    assert [str(p) for p in files() if (ROOT / p).stat().st_size > LIMIT] == []


def test_no_binary_is_in_the_tree_but_the_models_that_the_registry_says_lie_there() -> None:
    binaries = {".onnx", ".pth", ".pt", ".pkl", ".whl", ".so"}
    entries = Registry.parse((ROOT / REGISTRY).read_bytes()).entries
    in_tree = {f"{TINY}/{entry.names.onnx}" for entry in entries if entry.mirror is None}
    assert {str(p) for p in files() if p.suffix in binaries} == in_tree


@pytest.mark.parametrize("name", ["u2netp_mirror.onnx", "u2netp_mirror.pth", "x.pt"])
def test_git_ignores_what_is_dropped_into_model(name: str) -> None:
    ignored = text(".gitignore").splitlines()
    assert f"model/*{Path(name).suffix}" in ignored


@pytest.mark.parametrize("path", TEXTS, ids=str)
def test_a_file_names_no_path_of_one_machine_and_no_package_registry(path: Path) -> None:
    found = [match[0] for match in MACHINES.finditer(text(path))]
    assert found + [name for name in REGISTRIES if name in text(path)] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name
)
def test_a_lock_holds_hashes_and_no_address(path: Path) -> None:
    lines = [line for line in text(path).splitlines() if not line.lstrip().startswith("#")]
    assert [line for line in lines if "://" in line or "index-url" in line] == []
    assert text(path).count("--hash=sha256:") >= sum("==" in line for line in lines)


@pytest.mark.parametrize("path", documents(), ids=str)
def test_every_link_inside_the_tree_leads_somewhere(path: Path) -> None:
    inside = [link for link in links(text(path)) if not re.match(r"[a-z]+:", link)]
    assert [link for link in inside if not _leads(path, link)] == []


def _leads(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = ROOT / _rendered_in(page) / name if name else ROOT / page
    if anchor and target.suffix == ".md" and target.is_file():
        return anchor in anchors(target.read_text(encoding="utf-8"))
    return target.exists()


def _rendered_in(page: Path) -> Path:
    """Return the folder of the page that shows `page`: a fragment is read in another place."""
    if page.parts[0] == "changelog.d" and len(page.parts) == 3:
        return Path()
    return page.parents[1] if page.parent.name == "_index_fragments" else page.parent
