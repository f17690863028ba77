"""The whole set-up: look what is there, name the price of what is not, get it, put it together."""

from collections.abc import Sequence
from pathlib import Path

from release.errors import MissingToolError
from tests.rehearsal.tools import needs, npm
from tests.rehearsal.tools.cache import READABLE, Cache, Part
from tests.rehearsal.tools.catalogue import Catalogue, names
from tests.rehearsal.tools.progress import Progress, Say
from tests.rehearsal.tools.toolset import Tools
from tests.rehearsal.tools.versions import GO_TOOLS, WHEEL_TOOLS, base_python, short_hash


def ensure(cache_folder: Path, say: Say = print) -> Tools:
    """Return the tools, after getting what is missing or damaged; every byte has been checked.

    Raises MissingToolError when the machine lacks something (with what to do), ServiceDownError
    when a download fails. May be killed and run again, and run in several processes at once.
    """
    cache, progress = Cache(cache_folder), Progress(say)
    catalogue = Catalogue.of(cache, progress)
    tools = Tools(_set_folder(cache, catalogue.parts))
    wanted = cache.missing(catalogue.parts)
    if wanted or not tools.directory.exists():
        _require(cache, wanted)
        with cache.locked(progress):
            _get(cache, catalogue, progress)
            _assemble(cache, catalogue.parts, tools)
    for place in map(cache.path, catalogue.parts):
        if place.stat().st_mode & 0o777 != READABLE:  # as older set-ups left it
            place.chmod(READABLE)
    return tools


def ready(cache_folder: Path) -> Tools:
    """Return the tools that ensure() has put together; nothing is checked again.

    Raises MissingToolError when it has not.
    """
    cache = Cache(cache_folder)
    tools = Tools(_set_folder(cache, Catalogue.of(cache, Progress(print)).parts))
    if not tools.directory.exists():
        raise MissingToolError(
            f"the tools are not set up in {cache_folder}",
            expected="a finished set-up for this tree's locks and this Python",
            remedy="run make tools (make doctor says what is missing)",
        )
    return tools


def clear(cache_folder: Path, say: Say = print) -> None:
    """Remove every tool; set-up gets them again."""
    if cache_folder.exists():
        Cache(cache_folder).clear(Progress(say))


def missing(cache_folder: Path) -> tuple[Part, ...]:
    """Return the parts that are absent or damaged."""
    cache = Cache(cache_folder)
    return cache.missing(Catalogue.of(cache, Progress(print)).parts)


def price(parts: Sequence[Part]) -> str:
    """Return what it takes to get `parts`, as a sentence."""
    minutes = sum(part.price.minutes for part in parts)
    keeps = sum(part.price.keeps for part in parts)
    return (
        f"about {max(minutes, 0.5):.1f} minutes on two cores, {space(parts):.1f} GB of disk while"
        f" it runs, {keeps:.1f} GB afterwards"
    )


def _require(cache: Cache, parts: Sequence[Part]) -> None:
    needs.require_platform()
    needs.require_program("git")
    if parts:
        needs.require_venv()
        needs.require_space(cache.root, space(parts))


def space(parts: Sequence[Part]) -> float:
    """Return how many gigabytes must be free to get `parts`."""
    return sum(part.price.keeps + part.price.needs for part in parts)


def _get(cache: Cache, catalogue: Catalogue, progress: Progress) -> None:
    # Looked at again: whoever had the lock before us may have got everything.
    wanted = cache.missing(catalogue.parts)
    if wanted:
        damaged = [part for part in wanted if cache.path(part).exists()]
        if damaged:
            progress.line(f"damaged, so they are made again: {names(damaged)}")
        progress.line(f"to get: {names(wanted)}")
        progress.line(f"price: {price(wanted)}; once, in {cache.root}")
    catalogue.go.installer.log.unlink(missing_ok=True)
    for part in wanted:
        cache.store(part)
    catalogue.go.clean()


def _set_folder(cache: Cache, parts: Sequence[Part]) -> Path:
    return cache.root / f"set-{short_hash(*(part.folder for part in parts))}"


def _assemble(cache: Cache, parts: Sequence[Part], tools: Tools) -> None:
    """Put links to the parts into one folder, so that the rest of the world knows one path."""
    (cache.root / "locks").mkdir(exist_ok=True)
    if tools.directory.exists():
        return
    new = Tools(cache.new_folder())
    new.bin.mkdir()
    new.base.mkdir()
    by_name = {part.name: Path("..", part.folder) for part in parts}
    for tool in (*GO_TOOLS, *WHEEL_TOOLS):
        (new.bin / tool.name).symlink_to(".." / by_name[tool.name] / tool.name)
    new.uv.symlink_to(Path("..", "venv", "bin", "uv"))
    (new.base / "python3").symlink_to(base_python())
    new.venv.symlink_to(by_name["packages"])
    new.wheels.symlink_to(by_name["wheels"])
    (new.directory / "torch").symlink_to(by_name["torch"])
    for library, place in (
        (npm.RELEASE_PLEASE, new.release_please),
        (npm.SIGSTORE_JS, new.sigstore_js),
    ):
        if library.name in by_name:
            place.symlink_to(by_name[library.name])
    new.locks.symlink_to(Path("..", "locks"))
    new.directory.replace(tools.directory)
