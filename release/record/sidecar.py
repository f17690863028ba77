"""The sidecar of a release, rendered from its manifest."""

from release.entry import Kind, QuantMode
from release.manifest import Manifest
from release.names import Names, Role
from release.sidecar import MAXIMUM, Dimension, Input, Normalisation, Output, Port, Sidecar

# What upstream's data loader does at the pinned commit (data_loader.py, ToTensorLab, flag 0).
_NORMALISATION = Normalisation(
    channels="RGB",
    divide_by=MAXIMUM,
    mean=(0.485, 0.456, 0.406),
    deviation=(0.229, 0.224, 0.225),
)


def sidecar(manifest: Manifest) -> bytes:
    """Return the sidecar of the release that `manifest` speaks of."""
    contract = manifest.contract
    return Sidecar(
        id=Names(manifest.tag).registry_id,
        kind=Kind.FILTER,
        model=manifest.artifact(Role.MODEL).digest,
        opset=contract.opset,
        quant_mode=QuantMode.FP32,
        inputs=(Input(port=_picture(contract.input, 3), normalisation=_NORMALISATION),),
        outputs=(Output(port=_picture(contract.output, 1), range=(0, 1)),),
    ).dump()


def _picture(name: str, channels: int) -> Port:
    shape: tuple[Dimension, ...] = (1, channels, "height", "width")
    return Port(name=name, type="float32", shape=shape)
