"""The images that torch and our graph are shown: a recipe, so that anybody can draw them again.

Whole numbers and plain arithmetic only. A sine or a library's random numbers may differ in the last
bit between machines and versions; these images have one digest everywhere (tests/export/).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from release.artifact import Digest

RECIPE = 1
"""The number of this recipe. Raise it whenever an image changes."""

Floats = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.int64]

_MEAN, _SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Upstream's normalisation (`data_loader.py`, ToTensorLab), which our consumers use too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """One image by its recipe: what is drawn, its size, and the seed of its noise."""

    kind: str
    height: int
    width: int
    seed: int

    @property
    def name(self) -> str:
        """The name in the certificate."""
        return f"{self.kind}-{self.height}x{self.width}-{self.seed}"

    @property
    def digest(self) -> Digest:
        """The digest of the image's bytes: float32, little-endian, in C order."""
        return Digest.of(self.draw().astype("<f4").tobytes())

    def draw(self) -> Floats:
        """Return the image as the network takes it: float32 [1,3,height,width], normalised."""
        levels = self._levels() / 255
        mean, spread = (np.array(n).reshape(3, 1, 1) for n in (_MEAN, _SPREAD))
        image: Floats = ((levels - mean) / spread).astype(np.float32)[None]
        return image

    def pixels(self) -> npt.NDArray[np.uint8]:
        """Return the image as people see it: height, width, red-green-blue."""
        return self._levels().transpose(1, 2, 0).astype(np.uint8)

    def _levels(self) -> Pixels:
        """Return the grey levels: red, green and blue planes, 0 to 255."""
        rows, columns = np.mgrid[: self.height, : self.width].astype(np.int64)
        # In 4096ths of the image, so that a kind looks the same at every size.
        y, x = rows * 4096 // self.height, columns * 4096 // self.width
        grain = np.stack([_noise(rows, columns, 3 * self.seed + c) for c in range(3)])
        return np.clip(KINDS[self.kind](y, x, grain), 0, 255)


def _noise(rows: Pixels, columns: Pixels, seed: int) -> Pixels:
    """Return a number from 0 to 255 for each pixel: a hash of place and seed."""
    mask = (1 << 32) - 1
    h = (rows * 73856093 ^ columns * 19349663 ^ (seed + 1) * 83492791) & mask
    for shift, factor in ((16, 0x45D9F3B), (15, 0x2C1B3C6D)):
        h = ((h ^ h >> shift) * factor) & mask
    return (h ^ h >> 16) & 255


def _blend(mask: Pixels, colour: tuple[int, int, int], under: Pixels) -> Pixels:
    """Lay `colour` over `under`; `mask` says how much, from 0 to 256."""
    over = np.array(colour, np.int64).reshape(3, 1, 1)
    return (over * mask + under * (256 - mask)) // 256


def _disc(y: Pixels, x: Pixels, at: tuple[int, int], radius: tuple[int, int]) -> Pixels:
    """Return the mask of an ellipse with a soft edge."""
    far = ((y - at[0]) * 1024 // radius[0]) ** 2 + ((x - at[1]) * 1024 // radius[1]) ** 2
    mask: Pixels = np.clip((1100 * 1100 - far) // 600, 0, 256)
    return mask


def _box(y: Pixels, x: Pixels, rows: tuple[int, int], columns: tuple[int, int]) -> Pixels:
    inside = (y >= rows[0]) & (y < rows[1]) & (x >= columns[0]) & (x < columns[1])
    return inside.astype(np.int64) * 256


def _figure(y: Pixels, x: Pixels, grain: Pixels) -> Pixels:
    """Draw head and shoulders before a wall that gets darker downwards."""
    wall = np.stack([200 - y // 40, 190 - y // 48, 170 - x // 64]) + (grain - 128) // 24
    shoulders = _blend(_disc(y, x, (4300, 2048), (1700, 1500)), (40, 60, 120), wall)
    head = _blend(_disc(y, x, (1700, 2048), (900, 700)), (224, 172, 140), shoulders)
    return _blend(_disc(y, x, (1250, 2048), (560, 720)), (60, 40, 30), head)


def _still_life(y: Pixels, x: Pixels, grain: Pixels) -> Pixels:
    """Draw a table with a box, a ball and something small."""
    scene = np.stack([90 + x // 60, 110 + y // 70, 120 + (x + y) // 120]) + (grain - 128) // 16
    scene = _blend(_box(y, x, (2700, 4096), (0, 4096)), (120, 84, 50), scene)
    scene = _blend(_box(y, x, (1300, 3100), (700, 1900)), (190, 40, 40), scene)
    scene = _blend(_disc(y, x, (2500, 2900), (720, 720)), (230, 200, 60), scene)
    return _blend(_disc(y, x, (3400, 2150), (180, 260)), (30, 130, 70), scene)


def _texture(y: Pixels, x: Pixels, grain: Pixels) -> Pixels:
    """Draw stripes over grain, with a patch that stands out only by its pattern."""
    stripes = (((y + x) // 160) % 2) * 110
    squares = (((y // 256) + (x // 256)) % 2) * 110
    inner = _box(y, x, (1200, 2900), (1400, 3000))
    pattern = np.where(inner > 0, squares, stripes)
    return np.stack([pattern, pattern + 20, 130 - pattern]) + grain // 3


def _plain_noise(_y: Pixels, _x: Pixels, grain: Pixels) -> Pixels:
    return grain


def _black(_y: Pixels, _x: Pixels, grain: Pixels) -> Pixels:
    return np.zeros_like(grain)


def _white(_y: Pixels, _x: Pixels, grain: Pixels) -> Pixels:
    return np.full_like(grain, 255)


KINDS: dict[str, Callable[[Pixels, Pixels, Pixels], Pixels]] = {
    "black": _black,
    "figure": _figure,
    "noise": _plain_noise,
    "still-life": _still_life,
    "texture": _texture,
    "white": _white,
}
"""What can be drawn, by name; each takes the place of every pixel and its noise."""

SPECIMENS = (
    Specimen(kind="figure", height=320, width=320, seed=1),
    Specimen(kind="still-life", height=192, width=192, seed=2),
    Specimen(kind="texture", height=160, width=160, seed=3),
    Specimen(kind="noise", height=320, width=320, seed=4),
    Specimen(kind="black", height=64, width=64, seed=0),
    Specimen(kind="white", height=64, width=64, seed=0),
    Specimen(kind="still-life", height=159, width=161, seed=5),
    Specimen(kind="figure", height=240, width=135, seed=6),
    Specimen(kind="texture", height=97, width=33, seed=7),
    Specimen(kind="noise", height=17, width=250, seed=8),
    Specimen(kind="noise", height=2, width=3, seed=9),
    Specimen(kind="noise", height=1, width=1, seed=10),
)
"""Every image of the certificate, in its order."""
