"""The job summary of `prove`, as markdown for people."""

from collections.abc import Iterable, Sequence

from release.names import UNSIGNED
from release.pin import Contract
from release.prove.proof import Proof
from release.report import file_table


def summary(proof: Proof) -> str:
    """Return what was proven: files, contract, operators, identity of the weights."""
    proven, pin = proof.proven, proof.proven.pin
    files = (proof.release_set.artifact(role) for role in UNSIGNED)
    images = (
        (f"{r.height} x {r.width}", f"{r.lowest:.4f}", f"{r.highest:.4f}") for r in proof.runs
    )
    return "\n\n".join(
        (
            f"### {proven.plan.tag}: proven",
            _contract(pin.contract),
            file_table(files),
            _table(("image", "lowest", "highest"), images),
            _table(("operator", "nodes"), ((name, str(n)) for name, n in proven.operators)),
            (
                "**Parity:** written again from the pinned checkpoint, the graph has the same "
                f"bytes. Weights: `{proven.weights.hex}`.\n\n"
                f"**Licence:** the receipt holds upstream's {pin.licence.spdx} text, "
                "the attribution, the NOTICE status and the statement of changes."
            ),
        )
    )


def _contract(contract: Contract) -> str:
    return (
        f"`{contract.input}` float32 [1,3,H,W] → `{contract.output}` float32 [1,1,H,W], "
        f"opset {contract.opset}, IR {contract.ir}."
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
