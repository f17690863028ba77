"""The rules of the house that a program can hold."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.static.tree import ROOT, STEPS, below, text

MODULES = below("release", "scripts", "tests", "upkeep", suffix=".py")
HOUSE = (
    *below("release", "scripts", "upkeep", suffix=".py"),
    *below("tests/rehearsal", suffix=".py"),
)
SCRIPTS = tuple(path for path in below("scripts", suffix=".py") if len(path.parts) == 2)
OURS = below("release", "upkeep", suffix=".py")
AREAS = (("release", "scripts"), ("upkeep",), ("tests",))

EDGES = ("process.py", "sandbox.py", "download.py", "github", "github_api.py")
"""The modules of release/ that open sockets and start processes."""
NAMES_SOCKETS = Path("release/verify/trust.py")
"""It imports `socket` so that none is opened."""
LONG_SCRIPTS: dict[str, str] = {
    "guard.py": "wires every source of its answers, none of which the package may import",
    "tools.py": "runs before anything is installed, so it says by hand what an old Python lacks",
}
"""Scripts beyond sixty lines, each with the reason."""


@pytest.mark.parametrize("area", AREAS, ids=" ".join)
def test_a_typical_function_is_short(area: tuple[str, ...]) -> None:
    lengths = [_length(f) for path in below(*area, suffix=".py") for f in _functions(path)]
    assert (median(lengths) <= 12, quantiles(lengths, n=10)[-1] <= 35) == (True, True)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_is_read_in_one_go(path: Path) -> None:
    assert len(text(path).splitlines()) <= 250


@pytest.mark.parametrize("path", SCRIPTS, ids=str)
def test_a_script_parses_calls_and_prints_in_sixty_lines(path: Path) -> None:
    lines = len(text(path).splitlines())
    assert 20 <= lines <= 60 or path.name in LONG_SCRIPTS


@pytest.mark.parametrize("step", STEPS)
def test_a_package_of_a_step_says_what_it_takes_and_imports_nothing(step: str) -> None:
    body = _tree(Path("release") / step / "__init__.py").body
    assert [type(node) for node in body] == [ast.Expr]


@pytest.mark.parametrize("path", HOUSE, ids=str)
def test_a_dataclass_of_ours_is_frozen_and_slotted_and_takes_names(path: Path) -> None:
    # The world keeps state, so its dataclasses need not be frozen; fakes in test folders are free.
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ClassDef) and (options := _dataclass_options(node)) is not None:
            needed = {"kw_only"} if _fields(node) > 1 else set()
            needed |= {"frozen", "slots"} if path.parts[0] != "tests" else set()
            assert needed <= options, f"{path}: {node.name}"


@pytest.mark.parametrize("path", below("tests", suffix=".py"), ids=str)
def test_no_test_replaces_our_names(path: Path) -> None:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            assert "mock" not in ast.unparse(node).split()
            assert "unittest.mock" not in ast.unparse(node)
        if isinstance(node, ast.Attribute):
            assert ast.unparse(node) != "monkeypatch.setattr"


@pytest.mark.parametrize("path", OURS, ids=str)
def test_only_scripts_read_the_environment_and_the_arguments(path: Path) -> None:
    names = {ast.unparse(node) for node in ast.walk(_tree(path)) if isinstance(node, ast.Attribute)}
    assert names & {"os.environ", "os.getenv", "sys.argv", "sys.path"} == set()


@pytest.mark.parametrize("path", OURS, ids=str)
def test_only_edges_start_processes_and_open_sockets(path: Path) -> None:
    outside = {"subprocess", "socket", "http.client", "urllib.request", "requests"}
    allowed = path.parts[1] in EDGES or path == NAMES_SOCKETS
    assert allowed or set(_imports(path)) & outside == set()


@pytest.mark.parametrize("path", below("release", suffix=".py"), ids=str)
def test_sigstore_is_imported_by_verify_alone_and_torch_by_the_oracle(path: Path) -> None:
    roots = {name.split(".")[0] for name in _imports(path)}
    assert "torch" not in roots or path == Path("release/export/oracle.py")
    assert "sigstore" not in roots or path.parts[1] == "verify"
    assert "github" not in roots or path.parts[1] == "github"


@pytest.mark.parametrize("path", SCRIPTS, ids=str)
def test_sys_path_is_touched_by_one_documented_line_at_most(path: Path) -> None:
    lines = text(path).splitlines()
    touching = [i for i, line in enumerate(lines) if "sys.path" in line and "#" not in line]
    assert len(touching) <= 1
    assert all(lines[i - 1].lstrip().startswith("#") for i in touching)


def _tree(path: Path) -> ast.Module:
    return ast.parse(text(path), filename=str(ROOT / path))


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines from `def` to the end, without docstring and inner functions.

    A docstring is read, not scrolled; an inner function counts for itself.
    """
    docstring = function.body[:1] if ast.get_docstring(function) is not None else []
    inner = [node for node in function.body if isinstance(node, ast.FunctionDef)]
    return _lines(function) - sum(_lines(node) for node in (*docstring, *inner))


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _dataclass_options(node: ast.ClassDef) -> set[str] | None:
    """Return the options of the dataclass `node` that are set; None for another class."""
    for decorator in node.decorator_list:
        name = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)
        if name in {"dataclass", "dataclasses.dataclass"}:
            keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
            return {k.arg for k in keywords if k.arg and ast.unparse(k.value) == "True"}
    return None


def _fields(node: ast.ClassDef) -> int:
    fields = [n for n in node.body if isinstance(n, ast.AnnAssign)]
    return sum("ClassVar" not in ast.unparse(field.annotation) for field in fields)
