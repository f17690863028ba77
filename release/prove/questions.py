"""The options of `scripts/prove.py`, and what anybody may ask it without plan, token or torch."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from release.acquire.folder import write_folder
from release.canonical import Json
from release.errors import ParityError, UsageError
from release.export.answers import Answers
from release.export.checkpoint import CHECKPOINT_LIMIT
from release.export.confined import GRAPH_LIMIT
from release.files import read_bytes
from release.names import Tag
from release.prove.comparison import Comparison
from release.prove.identify import Answer, identify
from release.prove.page import page
from release.prove.proof import Places
from release.prove.recheck import recheck

_QUESTIONS = ("--check", "--identify")
_PLACES = {
    "--acquired": "the folder acquire wrote",
    "--graph": "the .onnx export wrote",
    "--graph-320": "the other .onnx it wrote",
    "--oracle": "the answers export wrote",
    "--pin": "model/u2netp_mirror.toml",
    "--policy": "model/policy.toml",
    "--receipt": "the receipt in LICENSES/",
    "--output": "a new or empty folder for the release set",
}


def add_options(parser: argparse.ArgumentParser, words: Sequence[str]) -> bool:
    """Add the options of the step and of both questions; return whether `words` ask one.

    Without a question every place of the step is required: none has a default that could be wrong.
    """
    question = any(word.split("=")[0] in _QUESTIONS for word in words)
    parser.add_argument("--check", type=Path, metavar="DIR", help="check this release again")
    parser.add_argument("--identify", type=Path, metavar="ONNX", help="whose weights are these?")
    parser.add_argument("--checkpoint", type=Path, help="the .pth that --identify compares with")
    parser.add_argument("--page", type=Path, help="a new folder for the page with the maps")
    for name, text in _PLACES.items():
        parser.add_argument(name, type=Path, required=not question, help=text)
    return question


def places(options: argparse.Namespace, checkout: Path) -> Places:
    """Return where the step finds what it needs."""
    names = ("acquired", "graph", "graph_320", "oracle", "receipt")
    return Places(checkout=checkout, **{name: getattr(options, name) for name in names})


def answer(options: argparse.Namespace, tell: Callable[[str], None]) -> Mapping[str, Json]:
    """Answer the question; raises what the checks raise, ParityError for other weights."""
    if options.check:
        return _check(options.check, options.oracle, options.page, tell)
    if not options.checkpoint:
        raise UsageError(
            "--identify lacks --checkpoint",
            expected="the checkpoint to compare with",
            remedy="add --checkpoint FILE.pth",
        )
    return _identify(options.identify, options.checkpoint, tell)


def _check(
    folder: Path, oracle: Path | None, place: Path | None, tell: Callable[[str], None]
) -> Mapping[str, Json]:
    checked = recheck(folder, Answers.read(oracle) if oracle else None)
    write_page(place, checked.manifest.tag, checked.comparison)
    for sentence in checked.done:
        tell(sentence)
    return {"done": list(checked.done), "tag": str(checked.manifest.tag)}


def write_page(folder: Path | None, tag: Tag, comparison: Comparison | None) -> None:
    """Write the page into `folder`, if somebody wants it; raises UsageError without maps."""
    if folder is None:
        return
    if comparison is None:
        raise UsageError(
            "--page lacks --oracle",
            expected="the answers of torch, which the page shows",
            remedy="run scripts/export.py --oracle DIR, then give --oracle DIR here",
        )
    write_folder(folder, page(tag, comparison))


def _identify(onnx: Path, checkpoint: Path, tell: Callable[[str], None]) -> Mapping[str, Json]:
    verdict = identify(
        read_bytes(onnx, limit=GRAPH_LIMIT), read_bytes(checkpoint, limit=CHECKPOINT_LIMIT)
    )
    if verdict.answer is not Answer.SAME:
        raise ParityError(
            f"{verdict.answer.value}: {verdict.reason}",
            expected="the weights of the checkpoint",
            remedy=f"look at {verdict.tensor}" if verdict.tensor else "compare another export",
        )
    tell(f"{verdict.answer.value}: {verdict.reason}")
    return verdict.fields()
