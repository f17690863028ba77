"""Our graph's maps beside torch's (an edge: numpy): how far apart they are.

What a tolerance cannot see (one last bit, a node without effect), the comparison of canonical forms
sees.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from release.errors import ParityError
from release.export.answers import Maps, Single
from release.export.specimens import Specimen
from release.pin import Contract
from release.prove.bounds import DIFFERENCE, RATIO, SHARE, STEP
from release.prove.contract import opened

_ULP = 2.0**-23
"""The least error that torch is credited with, so that none is not divided by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One specimen: largest difference to torch, changed grey levels, errors against float64."""

    specimen: Specimen
    difference: float
    step: int
    changed: int
    error: float
    torch_error: float

    @property
    def share(self) -> float:
        """The share of pixels whose grey level differs."""
        return self.changed / (self.specimen.height * self.specimen.width)

    @property
    def broken(self) -> str:
        """What exceeds its bound, as a sentence; empty when nothing does. NaN exceeds each."""
        if not self.difference <= DIFFERENCE:
            return f"differs from torch by {self.difference:.1e}, more than {DIFFERENCE:.0e}"
        if self.step > STEP:
            return f"differs from torch by {self.step} grey levels"
        if self.changed > 1 and self.share > SHARE:
            return f"differs from torch in {self.share:.1%} of the grey levels"
        return ""


def run(graph: bytes, contract: Contract, specimens: Sequence[Specimen]) -> tuple[Single, ...]:
    """Return the map of each specimen; raises ParityError when the graph cannot be run."""
    try:
        session = opened(graph)
        answers = [session.run([contract.output], {contract.input: s.draw()})[0] for s in specimens]
    except Exception as error:  # its classes are generated, and not part of its interface
        raise _refused(f"cannot be run: {error}") from error
    return tuple(np.asarray(answer)[0, 0] for answer in answers)


def measure(specimen: Specimen, ours: Single, maps: Maps) -> Measured:
    """Compare our map of `specimen` with torch's two."""
    steps = np.abs(_grey(ours) - _grey(maps.single))
    return Measured(
        specimen=specimen,
        difference=float(np.abs(ours.astype(np.float64) - maps.single).max()),
        step=int(steps.max()),
        changed=int(np.count_nonzero(steps)),
        error=float(np.abs(ours - maps.double).max()),
        torch_error=float(np.abs(maps.single - maps.double).max()),
    )


def ratio(measured: Sequence[Measured]) -> float:
    """Return our largest error over all specimens, in multiples of torch's largest."""
    truth = max(m.torch_error for m in measured)
    return max(m.error for m in measured) / max(truth, _ULP)


def require_equal(measured: Sequence[Measured]) -> None:
    """Refuse maps that are further from torch's than rounding explains; raises ParityError."""
    for one in measured:
        if one.broken:
            raise _refused(f"{one.broken}, on {one.specimen.name}")
    if not (times := ratio(measured)) <= RATIO:
        raise _refused(f"is {times:.1f} times as far from the exact answer as torch is")


def _grey(values: Single) -> np.ndarray:
    return np.rint(np.nan_to_num(values, nan=-9) * 255).astype(np.int64)


def _refused(problem: str) -> ParityError:
    return ParityError(
        f"the graph {problem}"[:300],
        expected=f"torch's answers within {DIFFERENCE:.0e}, one grey level on {SHARE:.0%} of the "
        f"pixels, {RATIO:.0f} times torch's own error",
        remedy="do not release it; the checkpoint or the exporter is wrong",
    )
