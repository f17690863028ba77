"""Upstream's own network, run by torch: the witness our graph is compared with (an edge: torch).

Runs in a sandbox, in a Python of its own; nothing else imports this module. The weights come from
our own reader, and torch's safe loader must read the same. Both exporters of torch write the
network, with every folding off; only the digests of the canonical forms leave the sandbox.
"""

import contextlib
import ctypes
import io
import logging
import warnings
from collections.abc import Iterator
from importlib import metadata

import numpy as np
import torch  # type: ignore[import-not-found] # it is in no environment but the oracle's

from release.artifact import Digest
from release.errors import ParityError
from release.export import upstream_code
from release.export.answers import SIZE, Answers, Maps
from release.export.canonical_graph import canonical_form
from release.export.checkpoint import read_checkpoint
from release.export.specimens import SPECIMENS
from release.export.state import Tensor
from release.export.torch_python import PACKAGES

THREADS = 2
"""Fixed: torch's last bits depend on the number of threads."""

OPSETS = {"dynamo": 18, "torchscript": 17}
"""Of each exporter: 17 is the oldest that keeps our nodes, 18 the oldest that dynamo writes."""

_M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD = -3, -1  # malloc.h of glibc
_KEPT = 1 << 30

_DTYPES = {"float32": "<f4", "int64": "<i8"}


class Fused(torch.nn.Module):  # type: ignore[misc] # torch is Any to mypy
    """Upstream's network with the first of its seven outputs: the fused map."""

    def __init__(self, network: torch.nn.Module) -> None:
        """Wrap `network`."""
        super().__init__()
        self.network = network

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Return the map `d0`."""
        maps: tuple[torch.Tensor, ...] = self.network(image)
        return maps[0]


def ask(code: bytes, checkpoint: bytes) -> Answers:
    """Return what upstream's `code` answers with the weights of `checkpoint`.

    Raises ParityError for code outside the allowed sentences, a checkpoint that torch reads
    otherwise than we do or that does not fit the code, and a graph without canonical form.
    """
    _keep_memory()
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(mode=True)
    with _quiet(), torch.no_grad():
        network = _network(code, checkpoint)
        # First, as they need most memory: what the exporters leave behind would come on top.
        maps = _maps(network)
        return Answers(
            checkpoint=Digest.of(checkpoint),
            code=Digest.of(code),
            canonical=tuple((n, _canonical(network, n)) for n in sorted(OPSETS)),
            versions=tuple((name, _version(name)) for name in PACKAGES),
            maps=maps,
        )


def _keep_memory() -> None:
    """Let freed memory be used again instead of given back: maps in float64 take half the time."""
    allocator = ctypes.CDLL(None)
    for option in (_M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD):
        allocator.mallopt(option, _KEPT)


def _network(code: bytes, checkpoint: bytes) -> Fused:
    upstream = upstream_code.load(code)
    state = {t.name: _tensor(t) for t in read_checkpoint(checkpoint)}
    _require_same(state, checkpoint)
    try:
        network: torch.nn.Module = upstream.U2NETP(3, 1)
        network.load_state_dict(state, strict=True)
    except (AttributeError, RuntimeError, TypeError) as error:
        raise _refused(f"the checkpoint does not fit upstream's U2NETP: {error}") from error
    fused = Fused(network)
    fused.eval()
    return fused


def _tensor(tensor: Tensor) -> torch.Tensor:
    array = np.frombuffer(tensor.data, _DTYPES[tensor.dtype]).reshape(tensor.shape)
    return torch.from_numpy(array.copy())


def _require_same(state: dict[str, torch.Tensor], checkpoint: bytes) -> None:
    """Refuse a checkpoint that torch's own safe loader reads otherwise than our reader."""
    other = torch.load(io.BytesIO(checkpoint), map_location="cpu", weights_only=True)
    if list(other) != list(state):
        raise _refused("torch finds other entries in the checkpoint than we do")
    for name, tensor in state.items():
        theirs = other[name]
        same = tensor.dtype == theirs.dtype and tensor.shape == theirs.shape
        if not same or tensor.numpy().tobytes() != theirs.contiguous().numpy().tobytes():
            raise _refused(f"torch reads other numbers in {name} than we do")


def _canonical(network: Fused, exporter: str) -> Digest:
    image = torch.zeros(1, 3, SIZE, SIZE)
    graph = {"dynamo": _dynamo, "torchscript": _torchscript}[exporter](network, image)
    return Digest.of(canonical_form(graph, height=SIZE, width=SIZE))


def _torchscript(network: Fused, image: torch.Tensor) -> bytes:
    graph = io.BytesIO()
    torch.onnx.export(
        network,
        (image,),
        graph,
        dynamo=False,
        do_constant_folding=False,
        opset_version=OPSETS["torchscript"],
    )
    return graph.getvalue()


def _dynamo(network: Fused, image: torch.Tensor) -> bytes:
    program = torch.onnx.export(
        network,
        (image,),
        dynamo=True,
        optimize=False,
        external_data=False,
        verbose=False,
        opset_version=OPSETS["dynamo"],
    )
    if program is None:
        raise _refused("torch's dynamo exporter gave nothing")
    return bytes(program.model_proto.SerializeToString())


def _maps(network: Fused) -> tuple[Maps, ...]:
    images = [torch.from_numpy(specimen.draw()) for specimen in SPECIMENS]
    single = [network(image)[0, 0].numpy() for image in images]
    network.double()
    double = [network(image.double())[0, 0].numpy() for image in images]
    network.float()  # exactly what it was
    return tuple(Maps(single=s, double=d) for s, d in zip(single, double, strict=True))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep torch's advice to programmers (F.upsample, its old exporter) out of the report."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


def _version(package: str) -> str:
    """Return the version without its build label: `2.13.0+cpu` and `+cu130` are one torch."""
    return metadata.version(package).split("+")[0]


def _refused(problem: str) -> ParityError:
    return ParityError(
        problem[:400],
        expected="upstream's code, loading the pinned checkpoint as we read it",
        remedy="do not release it; compare pin, checkpoint and model/u2net.py",
    )
