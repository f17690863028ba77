"""Loading a model: the bytes that were verified are the bytes that run (an edge: onnxruntime).

    demands = read_demands(policy=…, trusted_root=…, state=…)         # once, when a program starts
    session = load_verified("u2netp_mirror_v1.onnx", jail=Path(…), demands=demands)

No variable switches the verification off, and none says where anything lies: whoever starts the
program passes its arguments.
"""

from pathlib import Path

import onnxruntime  # type: ignore[import-untyped] # it ships no types

from release.files import read_bytes
from release.policy import POLICY_LIMIT, Policy
from release.prove.operators import FILE_LIMIT, scan
from release.verify import trust
from release.verify.demands import Demands
from release.verify.jail import opened
from release.verify.model import read_verified
from release.verify.seen import StateFile

PROVIDERS = ("CPUExecutionProvider",)


def read_demands(*, policy: Path, trusted_root: Path, state: Path) -> Demands:
    """Return what models must satisfy: the files that a program is started with, and the day.

    `state` is where this machine remembers what it has seen; it need not be there yet. Raises
    InvalidRecordError for a policy and TrustRootError for a trust root that cannot be used.
    """
    rules = Policy.parse(read_bytes(policy, limit=POLICY_LIMIT))
    return Demands(
        policy=rules,
        trust=trust.kept(trusted_root, rules, trust.today()),
        memory=StateFile(state),
        today=trust.today,
    )


def load_verified(
    name: str | Path, *, jail: Path, demands: Demands
) -> onnxruntime.InferenceSession:
    """Return a session of the model `name` in the directory `jail`, verified in every respect.

    Raises what `read_verified` raises; then no runtime has seen the bytes.
    """
    with opened(jail) as directory:
        data, _ = read_verified(name, directory, demands)
    return _session(data)


def load(
    name: str | Path, *, jail: Path, tiny_model_verify: Demands | None = None
) -> onnxruntime.InferenceSession:
    """Return a session as `--tiny-model NAME` does, with or without `--tiny-model-verify`.

    Off is for development, where nothing is signed yet: the directory, the size and the scan hold
    all the same. In production give the demands, or call `load_verified`, which has no way around.
    """
    if tiny_model_verify is not None:
        return load_verified(name, jail=jail, demands=tiny_model_verify)
    with opened(jail) as directory:
        data = directory.read(name, limit=FILE_LIMIT)
    scan(data)
    return _session(data)


def _session(data: bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(data, providers=list(PROVIDERS))
