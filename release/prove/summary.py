"""The job summary of `prove`, as markdown for people."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from release.names import UNSIGNED
from release.pin import Contract
from release.prove.certificate import Certificate
from release.prove.comparison import Comparison
from release.prove.controls import CONTROLS
from release.prove.page import EDGES, histogram
from release.prove.proof import Proof
from release.report import file_table

_BAR = 40
"""The longest bar of the histogram, in characters."""


def summary(proof: Proof) -> str:
    """Return what was proven: files, contract, parity with upstream, operators, licence."""
    proven, pin = proof.proven, proof.proven.pin
    files = (proof.release_set.artifact(role) for role in UNSIGNED)
    return "\n\n".join(
        (
            f"### {proven.plan.tag}: proven",
            _contract(pin.contract),
            file_table(files),
            "#### The graph is the checkpoint",
            (
                "Written again from the pinned checkpoint, the graph has the same bytes. "
                f"Weights: `{proven.weights.hex}`."
            ),
            _table(("operator", "nodes"), ((name, str(n)) for name, n in proven.operators)),
            *_parity(proof.comparison),
            "#### Licence",
            (
                f"The receipt holds upstream's {pin.licence.spdx} text, the attribution, the "
                "NOTICE status and the statement of changes."
            ),
        )
    )


def _contract(contract: Contract) -> str:
    return (
        f"`{contract.input}` float32 [1,3,H,W] → `{contract.output}` float32 [1,1,H,W], "
        f"opset {contract.opset}, IR {contract.ir}."
    )


def _parity(comparison: Comparison) -> Iterator[str]:
    certificate = comparison.certificate
    versions = ", ".join(f"{name} {v}" for name, v in (*certificate.oracle, *certificate.judge))
    yield "#### It answers as upstream's own network does"
    yield (
        "Both exporters of torch and ours give one canonical form: "
        f"`{certificate.form.hex}`. Numbers are rounded up. {versions}."
    )
    yield _table(
        ("drawing", "difference to torch", "grey levels", "our error", "torch's error"),
        _drawings(certificate),
    )
    yield f"```text\n{_histogram(comparison)}\n```"
    yield (
        f"All {len(CONTROLS)} wrong graphs were refused in this run: "
        f"{'; '.join(control.name for control in CONTROLS)}."
    )


def _drawings(certificate: Certificate) -> Iterator[Sequence[str]]:
    for one in certificate.compared:
        numbers = (f"{n:f}" for n in (one.error, one.torch_error))
        yield (one.specimen.name, f"{one.difference:f}", str(one.step), *numbers)


def _histogram(comparison: Comparison) -> str:
    """Return a bar for each half power of ten; lengths are logarithmic."""
    counts = histogram(comparison)
    most = float(np.log1p(max(counts)))
    lines = (
        f"{edge:7.0e} {'█' * round(float(np.log1p(count)) / most * _BAR):<{_BAR}} {count:>9,}"
        for edge, count in zip(EDGES, counts, strict=True)
        if count
    )
    return "\n".join(("pixels by difference, from this size on", *lines))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
