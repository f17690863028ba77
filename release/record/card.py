"""The facts of a release between the markers of its model card; people write the rest."""

from release.artifact import Digest
from release.canonical import invalid
from release.manifest import Manifest
from release.names import Names, Role
from release.policy import Publisher
from release.registry import Registry, Status

BEGIN = "<!-- mirror:begin -->"
END = "<!-- mirror:end -->"


def with_facts(card: str, facts: str) -> str:
    """Return `card` with `facts` between its markers; twice is once.

    Raises InvalidRecordError unless each marker stands exactly once, in this order.
    """
    before, begin, rest = card.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in before + after:
        raise invalid("model card", f"has not exactly one {BEGIN} and one {END} behind it")
    return f"{before}{BEGIN}\n{facts.strip()}\n{END}{after}"


def facts(registry: Registry, manifest: Manifest, publisher: Publisher) -> str:
    """Return the facts of the release, as Markdown."""
    names, page, upstream = Names(manifest.tag), publisher.repository.url, manifest.upstream
    model, checkpoint = manifest.artifact(Role.MODEL), manifest.checkpoint
    bundle, licence = names.asset(Role.MODEL_BUNDLE), manifest.licence
    status = _status(registry, manifest).value
    rows = {
        "release": f"[{manifest.tag}]({page}/releases/tag/{manifest.tag}), {status}",
        "model": f"`{model.name}`, {model.size} bytes, sha256 `{model.digest.hex}`",
        "bundle": f"[{bundle}]({page}/releases/download/{manifest.tag}/{bundle})",
        "manifest": f"sha256 `{Digest.of(manifest.dump()).hex}`",
        "checkpoint": f"`{checkpoint.name}`, {checkpoint.size} bytes, `{checkpoint.digest}`",
        "upstream": f"[{upstream.repository}]({upstream.url}) at commit `{upstream.commit}`",
        "weights": f"`{manifest.weights}`",
        "operators": ", ".join(f"{count} {name}" for name, count in manifest.operators),
        "licence": f"[{licence.spdx}]({licence.url}), text in `{names.asset(Role.LICENCE)}`",
        "signed by": f"`{publisher.san}`",
    }
    return "\n".join(
        ("| fact | value |", "|---|---|", *(f"| {k} | {v} |" for k, v in rows.items()))
    )


def _status(registry: Registry, manifest: Manifest) -> Status:
    mirrors = registry.mirrors(manifest.tag.model)
    return next(mirror.status for mirror in mirrors if mirror.tag == manifest.tag)
