"""The facts of a release, which stand between the markers of its model card."""

from release.artifact import Digest
from release.card import release_row, table
from release.export.layers import parameters
from release.manifest import Manifest
from release.names import Names, Role
from release.policy import Publisher
from release.registry import Registry


def facts(registry: Registry, manifest: Manifest, publisher: Publisher) -> str:
    """Return the facts of the release, as Markdown."""
    names, page, upstream = Names(manifest.tag), publisher.repository.url, manifest.upstream
    model, checkpoint = manifest.artifact(Role.MODEL), manifest.checkpoint
    bundle, licence, graph = names.asset(Role.MODEL_BUNDLE), manifest.licence, manifest.contract
    mirrors = registry.mirrors(manifest.tag.model)
    mirror = next(mirror for mirror in mirrors if mirror.tag == manifest.tag)
    return table(
        {
            "release": release_row(mirror, page),
            "model": f"`{model.name}`, {model.size} bytes, sha256 `{model.digest.hex}`",
            "bundle": f"[{bundle}]({page}/releases/download/{manifest.tag}/{bundle})",
            "manifest": f"sha256 `{Digest.of(manifest.dump()).hex}`",
            "checkpoint": f"`{checkpoint.name}`, {checkpoint.size} bytes, `{checkpoint.digest}`",
            "upstream": f"[{upstream.repository}]({upstream.url}) at commit `{upstream.commit}`",
            "parameters": f"{parameters()} of the network, before folding",
            "weights": f"`{manifest.weights}`",
            "graph": f"opset {graph.opset}, IR version {graph.ir}, layout {graph.layout}",
            "operators": ", ".join(f"{count} {name}" for name, count in manifest.operators),
            "licence": f"[{licence.spdx}]({licence.url}), text in `{names.asset(Role.LICENCE)}`",
            "signed by": f"`{publisher.san}`",
        }
    )
