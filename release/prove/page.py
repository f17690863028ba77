"""The page that a person looks at: maps side by side, their difference, and its histogram."""

import base64
from collections.abc import Sequence
from pathlib import Path
from string import Template

import numpy as np

from release.export.answers import Maps, Single
from release.export.specimens import Specimen
from release.names import Tag
from release.prove.bounds import DIFFERENCE
from release.prove.certificate import Compared
from release.prove.comparison import Comparison
from release.prove.controls import CONTROLS
from release.prove.picture import Pixels, bars, grey, heat, png, row, stack, tile

_TILE, _GAP, _SMALLEST = 160, 8, 30
_TEMPLATE = Path(__file__).with_name("page.html")

_LOWEST = 1e-8
EDGES = tuple(10.0**exponent for exponent in np.arange(-9, -2.5, 0.5))
"""The histogram's edges: half powers of ten; the first bar also holds equal pixels."""


def page(tag: Tag, comparison: Comparison) -> dict[str, bytes]:
    """Return the page and its picture, by file name."""
    certificate, counts = comparison.certificate, histogram(comparison)
    shown = [
        (compared, strip(compared.specimen, ours, theirs))
        for compared, ours, theirs in zip(
            certificate.compared, comparison.maps, comparison.theirs, strict=True
        )
        if min(compared.specimen.height, compared.specimen.width) >= _SMALLEST
    ]
    width = shown[0][1].shape[1]
    marked = EDGES.index(min(EDGES, key=lambda edge: abs(edge - DIFFERENCE)))
    chart = bars(counts, size=(_TILE, width), marked=marked)
    text = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=f"{tag}: parity with upstream",
        bound=f"{DIFFERENCE:.0e}",
        form=certificate.form.hex,
        rows="\n".join(_row(compared, picture) for compared, picture in shown),
        pixels=f"{sum(counts):,}",
        images=len(certificate.compared),
        histogram=_chart(counts, marked),
        controls="\n".join(
            f"<tr><td>{c.name}</td><td>{', '.join(c.seen_by)}</td></tr>" for c in CONTROLS
        ),
    )
    sheet = stack([*(picture for _, picture in shown), chart], _GAP)
    return {"parity.html": text.encode(), "parity.png": png(sheet)}


def histogram(comparison: Comparison) -> tuple[int, ...]:
    """Return how many pixels, of all maps, differ by how much; one count for each of EDGES."""
    counts = np.zeros(len(EDGES), np.int64)
    for ours, theirs in zip(comparison.maps, comparison.theirs, strict=True):
        places = np.searchsorted(EDGES, _difference(ours, theirs), side="right") - 1
        counts += np.bincount(np.maximum(places, 0).ravel(), minlength=len(EDGES))
    return tuple(map(int, counts))


def strip(specimen: Specimen, ours: Single, theirs: Maps) -> Pixels:
    """Return image, torch's map, our map and their difference side by side."""
    difference = heat(_difference(ours, theirs), lowest=_LOWEST, highest=DIFFERENCE)
    parts = (specimen.pixels(), grey(theirs.single), grey(ours), difference)
    return row([tile(part, _TILE) for part in parts], _GAP)


def _difference(ours: Single, theirs: Maps) -> np.ndarray:
    return np.abs(ours.astype(np.float64) - theirs.single)


def _row(compared: Compared, picture: Pixels) -> str:
    data = base64.b64encode(png(picture)).decode()
    return (
        f"<tr><td>{compared.specimen.name}</td>"
        f'<td><img alt="image, torch, ours, difference" src="data:image/png;base64,{data}"></td>'
        f'<td class="number">{compared.difference:f}</td>'
        f'<td class="number">{compared.step}</td></tr>'
    )


def _chart(counts: Sequence[int], marked: int) -> str:
    """Return the histogram as SVG, with its scale and the bound."""
    step, tall, most = 50, 180, np.log1p(max(counts))
    parts = []
    for i, (edge, count) in enumerate(zip(EDGES, counts, strict=True)):
        height = round(float(np.log1p(count) / most) * tall)
        fill = "#c82828" if i >= marked else "#3c5a96"
        x, y = i * step + 4, tall - height + 20
        parts.append(f'<rect x="{x}" y="{y}" width="{step - 6}" height="{height}" fill="{fill}"/>')
        parts.append(f'<text x="{x}" y="{y - 4}">{count:,}</text>')
        parts.append(
            f'<text x="{i * step}" y="{tall + 36}">{edge:.0e}</text>' if i % 2 == 0 else ""
        )
    line = marked * step + 1
    parts.append(f'<path d="M{line} 14V{tall + 24}" stroke="#c82828" stroke-dasharray="4 3"/>')
    parts.append(f'<text x="{line + 4}" y="12" fill="#c82828">not allowed from here</text>')
    size = f'width="{len(EDGES) * step}" height="{tall + 44}"'
    return f'<svg {size} role="img" aria-label="histogram">{"".join(parts)}</svg>'
