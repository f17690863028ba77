"""The oracle as the job asks it: torch in its sandbox, and the comparison with our graph."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from release.artifact import Digest
from release.errors import MissingToolError, ParityError
from release.export.answers import Answers
from release.export.graph import export
from release.export.witness import ask_confined
from release.names import FIXED_SIZE
from release.prove.certificate import Certificate
from release.prove.comparison import Comparison, compare
from release.prove.graphs import Graphs
from release.sandbox import choose
from tests.answered import calm
from tests.pinned import ROOT, Pinned
from tests.torch_environment import installed_torch
from tests.upstream_code import source

SCRIPT = ROOT / "scripts" / "export.py"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        choose(["true"])
    except MissingToolError as error:
        pytest.skip(f"not run: {error.problem}; {error.remedy}")
    return installed_torch(tmp_path_factory.mktemp("torch") / "venv")


def ask(python: Path, given: Pinned, folder: Path) -> Answers:
    pin, acquired = given.write(folder), folder / "acquired"
    checkpoint = acquired / given.pin.checkpoint.name
    return ask_confined(python, SCRIPT, pin=pin, upstream=acquired, checkpoint=checkpoint)


@pytest.fixture(scope="module")
def answers(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return ask(python, calm(), tmp_path_factory.mktemp("asked"))


@pytest.fixture(scope="module")
def comparison(answers: Answers) -> Comparison:
    return judge(answers)


def judge(answers: Answers) -> Comparison:
    pin, checkpoint = calm().pin, calm().checkpoint
    graphs = Graphs(free=export(pin, checkpoint), fixed=export(pin, checkpoint, FIXED_SIZE))
    return compare(pin, "u2netp_mirror_v1", graphs=graphs, checkpoint=checkpoint, answers=answers)


def test_torch_gives_our_graph_by_both_exporters_and_our_maps(comparison: Comparison) -> None:
    certificate = comparison.certificate
    assert Certificate.parse(certificate.dump()) == certificate
    assert certificate.require({}) == certificate


def test_the_maps_use_the_range_between_black_and_white(comparison: Comparison) -> None:
    middle = [((m > 0.05) & (m < 0.95)).mean() for m in comparison.maps]
    assert max(middle) > 0.25


def test_answers_about_another_checkpoint_are_refused(answers: Answers) -> None:
    other = replace(answers, canonical=(("dynamo", answers.code), *answers.canonical[1:]))
    with pytest.raises(ParityError):
        judge(other)


def test_code_that_is_pinned_but_not_plain_is_never_run(python: Path, tmp_path: Path) -> None:
    text = b"import torch\nimport torch.nn as nn\nimport os\n"
    with pytest.raises(ParityError) as caught:
        ask(python, repinned(text), tmp_path)
    assert "imports os" in caught.value.problem


def test_code_of_another_network_is_refused(python: Path, tmp_path: Path) -> None:
    text = source().replace(b"self.side6 = nn.Conv2d(64", b"self.side6 = nn.Conv2d(32")
    with pytest.raises(ParityError) as caught:
        ask(python, repinned(text), tmp_path)
    assert "side6" in caught.value.problem


WRONG = {
    "epsilon": (b"nn.BatchNorm2d(outputs)", b"nn.BatchNorm2d(outputs, eps=0.001)"),
    "corners": (b"align_corners=False", b"align_corners=True"),
    "pooling": (b"ceil_mode=True", b"ceil_mode=False"),
    "order": (b"torch.cat((x, skip), 1)", b"torch.cat((skip, x), 1)"),
    "head": (b"return F.sigmoid(s0), ", b"return F.sigmoid(s1), "),
}


def forms(python: Path, folder: Path, sources: Sequence[bytes]) -> list[str]:
    """Return the canonical forms of `sources`, exported by TorchScript in one process."""
    (folder / "checkpoint").write_bytes(calm().checkpoint)
    for i, text in enumerate(sources):
        (folder / f"code{i}").write_bytes(text)
    code = (
        "import sys, json, pathlib\nfrom release.export import oracle\n"
        "folder, said = pathlib.Path(sys.argv[1]), []\n"
        "data = (folder / 'checkpoint').read_bytes()\n"
        "for i in range(int(sys.argv[2])):\n"
        "    net = oracle._network((folder / f'code{i}').read_bytes(), data)\n"
        "    with oracle._quiet(): said.append(oracle._canonical(net, 'torchscript').hex)\n"
        "print(json.dumps(said))"
    )
    argv = [str(python), "-I", "-W", "ignore", "-c", code, str(folder), str(len(sources))]
    said = subprocess.run(argv, check=True, capture_output=True, text=True, timeout=200).stdout
    found: list[str] = json.loads(said)
    return found


def test_each_other_network_has_another_form(
    python: Path, tmp_path: Path, comparison: Comparison
) -> None:
    sources = [source(), *(source().replace(*change) for change in WRONG.values())]
    right, *wrong = forms(python, tmp_path, sources)
    assert right == comparison.certificate.form.hex
    assert [name for name, form in zip(WRONG, wrong, strict=True) if form == right] == []


def repinned(text: bytes) -> Pinned:
    """Return the pin for `text` in the place of upstream's code."""
    given = calm()
    (old,) = (f.digest.hex for f in given.pin.upstream.files if f.path == "model/u2net.py")
    return Pinned(
        text=given.text.replace(old.encode(), Digest.of(text).hex.encode()),
        checkpoint=given.checkpoint,
        files={**given.files, "model/u2net.py": text},
    )
