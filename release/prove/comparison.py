"""Our graph against upstream's own network: what the oracle answered, judged (an edge: onnx)."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata

from release.artifact import Artifact, Digest
from release.errors import ParityError
from release.export.answers import SIZE, Answers, Maps, Single
from release.export.canonical_graph import canonical_form
from release.export.checkpoint import read_checkpoint
from release.export.specimens import SPECIMENS
from release.export.state import weight_digest
from release.pin import Pin
from release.prove import outputs
from release.prove.certificate import JUDGES, Certificate, Compared, at_most
from release.prove.controls import float_entries, require_refused
from release.prove.graphs import Graphs

CODE = "model/u2net.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The certificate, and the maps behind it (ours, torch's), for the page."""

    certificate: Certificate
    maps: tuple[Single, ...]
    theirs: tuple[Maps, ...]


def compare(
    pin: Pin, registry_id: str, *, graphs: Graphs, checkpoint: bytes, answers: Answers
) -> Comparison:
    """Return the certificate of `graphs`, or refuse them; raises ParityError.

    In this order: the oracle ran the pinned code on the pinned checkpoint; both of torch's
    exporters give the canonical form of both graphs; every map is within its bounds; every control
    is refused.
    """
    _require_asked(pin, answers)
    form = require_one_form(graphs)
    _require_theirs(form, answers)
    maps = outputs.run(graphs.free, pin.contract, SPECIMENS)
    measured = tuple(map(outputs.measure, SPECIMENS, maps, answers.maps))
    both = (*measured, *_measured_at_fixed_size(pin, graphs.fixed, answers))
    outputs.require_equal(both)
    tensors = read_checkpoint(checkpoint)
    numbers = float_entries(tensors)
    require_refused(graphs.free, form, pin.contract, numbers=numbers, maps=answers.maps)
    certificate = Certificate(
        registry_id=registry_id,
        model=Digest.of(graphs.free),
        fixed=Digest.of(graphs.fixed),
        checkpoint=answers.checkpoint,
        code=answers.code,
        weights=weight_digest(tensors),
        form=form,
        ratio=at_most(outputs.ratio(both)),
        compared=tuple(Compared.of(one) for one in measured),
        oracle=answers.versions,
        judge=_versions(JUDGES),
    )
    return Comparison(certificate=certificate, maps=maps, theirs=answers.maps)


def code_digest(pin: Pin) -> Digest:
    """Return the digest of upstream's network in the pin; raises ParityError without one."""
    for file in pin.upstream.files:
        if file.path == CODE:
            return file.digest
    raise _refused(f"the pin names no {CODE}", expected="upstream's network among its files")


def form_of(graph: bytes) -> Digest:
    """Return the digest of the graph's canonical form."""
    return Digest.of(canonical_form(graph, height=SIZE, width=SIZE))


def _require_asked(pin: Pin, answers: Answers) -> None:
    asked = (
        Artifact(name="the oracle's checkpoint", size=0, digest=answers.checkpoint),
        Artifact(name="the oracle's code", size=0, digest=answers.code),
    )
    for artifact, digest in zip(asked, (pin.checkpoint.digest, code_digest(pin)), strict=True):
        artifact.require(digest, source="the pin")


def require_one_form(graphs: Graphs) -> Digest:
    """Return the canonical form's digest, which both graphs must have; raises ParityError."""
    form, other = form_of(graphs.free), form_of(graphs.fixed)
    if form != other:
        raise _refused(
            f"the graph for {SIZE} x {SIZE} has the canonical form {other}",
            expected=f"{form}, as the graph for any size has",
        )
    return form


def _measured_at_fixed_size(
    pin: Pin, graph: bytes, answers: Answers
) -> tuple[outputs.Measured, ...]:
    pairs = zip(SPECIMENS, answers.maps, strict=True)
    shown = [(s, m) for s, m in pairs if (s.height, s.width) == (SIZE, SIZE)]
    maps = outputs.run(graph, pin.contract, [s for s, _ in shown])
    return tuple(
        outputs.measure(specimen, ours, theirs)
        for (specimen, theirs), ours in zip(shown, maps, strict=True)
    )


def _require_theirs(form: Digest, answers: Answers) -> None:
    for exporter, theirs in answers.canonical:
        if theirs != form:
            raise _refused(
                f"the graph has the canonical form {form}",
                expected=f"{theirs}, as torch's exporter {exporter} gives",
            )


def _versions(packages: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, metadata.version(name)) for name in packages)


def _refused(problem: str, *, expected: str) -> ParityError:
    return ParityError(
        problem, expected=expected, remedy="do not release it; the exporter or the layout is wrong"
    )
