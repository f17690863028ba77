"""Upstream's model code as a list of allowed sentences: checked before it is compiled, in memory.

`model/u2net.py` is run by nobody but the oracle, in a sandbox. Its digest says that it is the file
we read; the list below says what a file we read can do at all: define modules, and call five
layers and four functions of torch. Compiled from the checked bytes, so neither a module beside it
nor a committed bytecode cache is ever looked at.
"""

import ast
from collections.abc import Iterator
from types import ModuleType

from release.errors import ParityError

IMPORTS = frozenset({("torch", None), ("torch.nn", "nn"), ("torch.nn.functional", "F")})
"""The only imports, each with the name it must be given."""

_ATTRIBUTES = {
    "torch": frozenset({"cat"}),
    "nn": frozenset({"Module", "Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d"}),
    "F": frozenset({"upsample", "interpolate", "sigmoid"}),
}
"""What may be asked of each imported module."""

_FREE = frozenset({"super", "self", *_ATTRIBUTES})
"""Names a function may use that it did not define itself."""

_SENTENCES = (
    *(ast.Module, ast.Import, ast.alias, ast.ClassDef, ast.FunctionDef, ast.arguments, ast.arg),
    *(ast.Assign, ast.Expr, ast.Return, ast.Call, ast.keyword, ast.Attribute, ast.Name),
    *(ast.Load, ast.Store, ast.Constant, ast.Tuple, ast.BinOp, ast.Add, ast.Mult),
    *(ast.Subscript, ast.Slice),
)
"""No loop, branch, comprehension, lambda, decorator, assertion, deletion, try or with."""


def require_plain(source: bytes) -> None:
    """Refuse a module that says anything but what a plain network needs; raises ParityError.

    Every function is looked at, the ones that are never called too. An attribute that begins with
    an underscore is refused (`__init__` apart), so no way leads from an object to its class.
    """
    tree = _parsed(source)
    for node in ast.walk(tree):
        _require_sentence(node)
    defined = {n.name for n in tree.body if isinstance(n, (ast.ClassDef, ast.FunctionDef))}
    if clash := sorted(defined & (_FREE | set(_ATTRIBUTES))):
        raise _refused(f"defines {clash[0]} anew")
    for function in _functions(tree):
        _require_names(function, defined)


def load(source: bytes) -> ModuleType:
    """Return the module of `source`, checked, without touching the import system's paths.

    Raises ParityError. The caller is confined: torch is imported by the module's own first lines.
    """
    require_plain(source)
    module = ModuleType("upstream_u2net")
    code = compile(source, "model/u2net.py", "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - the point of this module: pinned, checked, confined
    return module


def _parsed(source: bytes) -> ast.Module:
    try:
        return ast.parse(source)
    # Deeply nested text ends in the other two.
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _refused(f"is not Python: {error}") from error


def _require_sentence(node: ast.AST) -> None:
    if not isinstance(node, _SENTENCES):
        raise _refused(f"has the sentence {type(node).__name__}", node)
    match node:
        case ast.Module(body=body):
            _require_kinds(body, (ast.Import, ast.ClassDef, ast.FunctionDef))
        case ast.Import(names=names):
            if any((a.name, a.asname) not in IMPORTS for a in names):
                raise _refused(f"imports {names[0].name}", node)
        case ast.ClassDef(bases=bases, body=body):
            _require_kinds(body, (ast.FunctionDef,))
            if [ast.unparse(b) for b in bases] != ["nn.Module"] or node.keywords:
                raise _refused(f"has the class {node.name}, not of nn.Module alone", node)
        case ast.Attribute():
            _require_attribute(node)
        case _:
            pass
    if getattr(node, "decorator_list", None):
        raise _refused("has a decorator", node)


def _require_kinds(body: list[ast.stmt], kinds: tuple[type[ast.stmt], ...]) -> None:
    for statement in body:
        if not isinstance(statement, kinds):
            raise _refused(f"runs {type(statement).__name__} when it is imported", statement)


def _require_attribute(node: ast.Attribute) -> None:
    if node.attr.startswith("_") and node.attr != "__init__":
        raise _refused(f"asks for .{node.attr}", node)
    if isinstance(node.value, ast.Name) and node.value.id in _ATTRIBUTES:
        allowed = _ATTRIBUTES[node.value.id]
        if node.attr not in allowed or not isinstance(node.ctx, ast.Load):
            raise _refused(f"asks for {node.value.id}.{node.attr}", node)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def _require_names(function: ast.FunctionDef, defined: set[str]) -> None:
    """Refuse defaults that compute, annotations, and names that come from nowhere."""
    given = function.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    defaults = [d for d in (*given.defaults, *given.kw_defaults) if d is not None]
    if given.vararg or given.kwarg or any(not isinstance(d, ast.Constant) for d in defaults):
        raise _refused("has a default that computes, or arguments without names", function)
    if function.returns or any(a.annotation for a in arguments):
        raise _refused("has an annotation", function)
    names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
    stored = {n.id for n in names if isinstance(n.ctx, ast.Store)}
    own = {a.arg for a in arguments} | stored
    if clash := sorted(own & (set(_ATTRIBUTES) | {"super"})):
        raise _refused(f"gives {clash[0]} another meaning", function)
    for name in names:
        if name.id not in own | _FREE | defined:
            raise _refused(f"uses the name {name.id}", name)


def _refused(problem: str, node: ast.AST | None = None) -> ParityError:
    line = f", line {node.lineno}" if isinstance(node, (ast.stmt, ast.expr)) else ""
    return ParityError(
        f"upstream's model code {problem}"[:200] + line,
        expected="classes of nn.Module with plain methods, and the calls that U2NETP needs",
        remedy="read the file at the pinned commit; a wider list is a reviewed change of "
        "release/export/upstream_code.py",
    )
