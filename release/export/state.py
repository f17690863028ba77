"""The state dict of a checkpoint: tensors as plain bytes, and the digest of their values."""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass

from release import canonical
from release.artifact import Digest
from release.errors import ParityError
from release.export import layers

ITEM_SIZE = {"float32": 4, "int64": 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """One entry of a state dict; `data` is in C order, little-endian."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    data: bytes

    @property
    def count(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)


def weight_digest(tensors: Iterable[Tensor]) -> Digest:
    """Return the digest of the weights themselves, whatever file holds them.

    SHA-256 over all entries of the state dict in ascending order of name (by code points). Each
    entry is one line of canonical JSON, `[name, dtype, [dimension, …]]` and a newline, then its
    numbers in C order, little-endian; dtype is `float32` or `int64`. The same weights saved in the
    zip format or in the format before PyTorch 1.6 have the same digest.
    """
    digest = hashlib.sha256()
    for tensor in sorted(tensors, key=lambda t: t.name):
        digest.update(canonical.dump([tensor.name, tensor.dtype, list(tensor.shape)]) + b"\n")
        digest.update(tensor.data)
    return Digest(digest.hexdigest())


def require_u2netp(tensors: tuple[Tensor, ...]) -> None:
    """Refuse a state dict that is not U2NETP's, by names, shapes and dtypes; raises ParityError.

    A counter of batches must not be negative. The other values are looked at where they become
    numbers, in `release.export.weights`.
    """
    found = {tensor.name: tensor for tensor in tensors}
    expected = {entry.name: entry for entry in layers.state_dict()}
    missing = [n for n in expected if n not in found and not n.endswith(layers.OPTIONAL)]
    surplus = [name for name in found if name not in expected]
    if missing or surplus or len(found) != len(tensors):
        raise not_u2netp(
            f"lacks {len(missing)} entries ({', '.join(missing[:3])}) and has "
            f"{len(surplus)} unknown ones ({', '.join(surplus[:3])})"
        )
    for name, tensor in found.items():
        entry = expected[name]
        if (tensor.shape, tensor.dtype) != (entry.shape, entry.dtype):
            raise not_u2netp(
                f"has {name} as {tensor.dtype} {tensor.shape}, not {entry.dtype} {entry.shape}"
            )
        if tensor.dtype == "int64" and int.from_bytes(tensor.data, "little", signed=True) < 0:
            raise not_u2netp(f"counts fewer than no batches in {name}")


def not_u2netp(problem: str) -> ParityError:
    """Return the error for a checkpoint that cannot be what the pin says it is."""
    return ParityError(
        f"the checkpoint {problem}",
        expected="a plain state dict of U2NETP, as torch.save writes it",
        remedy="pin the checkpoint that upstream published (model/u2netp_mirror.toml)",
    )
