"""Pictures from arrays: PNG without an image library (zlib, numpy)."""

import struct
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""Height, width, red-green-blue."""

PAPER = 228
_RAMP = np.array([[13, 8, 60], [110, 20, 110], [215, 70, 60], [250, 180, 50], [252, 255, 164]])
"""Dark to bright for growing differences, in five steps of equal lightness."""


def png(pixels: Pixels) -> bytes:
    """Return `pixels` as a PNG file. Source: RFC 2083, sections 3 and 4; no filter, no date."""
    height, width, _ = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], axis=1)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def grey(values: npt.NDArray[np.floating]) -> Pixels:
    """Return a map from 0 to 1 as grey."""
    level = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
    return np.repeat(level[..., None], 3, axis=2)


def heat(values: npt.NDArray[np.floating], *, lowest: float, highest: float) -> Pixels:
    """Return `values` as colours, on a logarithmic scale from `lowest` to `highest`."""
    clipped = np.clip(values, lowest, highest)
    place = np.log(clipped / lowest) / np.log(highest / lowest) * (len(_RAMP) - 1)
    low = np.minimum(place.astype(int), len(_RAMP) - 2)
    share = (place - low)[..., None]
    pixels: Pixels = (_RAMP[low] * (1 - share) + _RAMP[low + 1] * share).astype(np.uint8)
    return pixels


def tile(pixels: Pixels, size: int) -> Pixels:
    """Return `pixels` shrunk or grown to fit a square of `size`, centred on paper."""
    height, width, _ = pixels.shape
    tall, wide = (max(1, n * size // max(height, width)) for n in (height, width))
    rows, columns = np.arange(tall) * height // tall, np.arange(wide) * width // wide
    square = np.full((size, size, 3), PAPER, np.uint8)
    top, left = (size - tall) // 2, (size - wide) // 2
    square[top : top + tall, left : left + wide] = pixels[rows][:, columns]
    return square


def row(parts: Sequence[Pixels], gap: int) -> Pixels:
    """Return pictures of one height side by side."""
    return _joined(parts, gap, axis=1)


def stack(parts: Sequence[Pixels], gap: int) -> Pixels:
    """Return pictures of one width above each other."""
    return _joined(parts, gap, axis=0)


def bars(counts: Sequence[int], *, size: tuple[int, int], marked: int) -> Pixels:
    """Return a bar for each count (logarithmic heights); those from `marked` on are red."""
    height, width = size
    paper = np.full((height, width, 3), PAPER, np.uint8)
    step, most = width // len(counts), np.log1p(max(*counts, 1))
    for i, count in enumerate(counts):
        tall = round(float(np.log1p(count) / most) * (height - 2))
        colour = (200, 40, 40) if i >= marked else (60, 90, 150)
        paper[height - tall :, i * step + 1 : (i + 1) * step - 1] = colour
    paper[:, marked * step] = (200, 40, 40)
    paper[-1] = 0
    return paper


def _joined(parts: Sequence[Pixels], gap: int, *, axis: int) -> Pixels:
    shape = list(parts[0].shape)
    shape[axis] = gap
    between = np.full(shape, PAPER, np.uint8)
    spaced = [p for part in parts for p in (part, between)][:-1]
    return np.concatenate(spaced, axis=axis)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
