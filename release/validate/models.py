"""One entry against the files beside the registry: model, sidecar, int8 variant, bundle, policy."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from release import canonical
from release.artifact import Digest
from release.bundle import BUNDLE_LIMIT, Bundle
from release.card import PLACEHOLDER
from release.entry import Quantised, RegistryEntry
from release.errors import InvalidRecordError, ReleaseError
from release.policy import Policy
from release.schema import Schema
from release.sidecar import SIDECAR_LIMIT, Port, Sidecar
from release.validate.finding import Finding
from release.validate.folder import Folder
from release.validate.graph import GRAPH_LIMIT, Promise, read_promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """Checks entries against their files; a check stops at the first thing that is wrong."""

    folder: Folder
    sidecars: Schema
    policy: Policy | None

    def findings(self, entry: RegistryEntry, path: str) -> Iterator[Finding]:
        """Yield what is wrong with `entry`, which stands at `path` of the registry."""
        promises: list[Promise] = []
        checks: tuple[tuple[str, Callable[[], str | None]], ...] = (
            ("model", lambda: self._model(entry, promises)),
            ("int8", lambda: self._int8(entry, entry.quantised)),
            ("sidecar", lambda: self._sidecar(entry, promises)),
            ("bundle", lambda: self._bundle(entry)),
            ("placeholder", lambda: _left_to_write(entry)),
            ("publisher", lambda: self._publisher(entry)),
        )
        for rule, check in checks:
            try:
                problem = check()
            except ReleaseError as error:
                # Where the folder lies is nobody's business: reports travel.
                problem = error.problem.replace(f"{self.folder.path}{os.sep}", "")
            if problem:
                yield Finding(rule=rule, path=path, message=f"{entry.id}: {problem}")

    def _model(self, entry: RegistryEntry, promises: list[Promise]) -> str | None:
        """Compare the file with its digest and opset; a release's need not be here."""
        name = entry.names.onnx
        if not self.folder.has(name):
            return None if entry.mirror else f"missing ONNX file {name}"
        data = self.folder.read(name, limit=GRAPH_LIMIT)
        if (digest := Digest.of(data)) != entry.model:
            return f"sha256 mismatch (file={digest.hex}, registry={entry.model.hex})"
        promises.append(read_promise(data))
        if promises[0].opset != entry.opset:
            return f"registry opset {entry.opset} but {name} imports opset {promises[0].opset}"
        return None

    def _int8(self, entry: RegistryEntry, quantised: Quantised | None) -> str | None:
        """Compare the int8 variant with its digest; a release's need not be here."""
        name = entry.names.int8
        if quantised is None:
            return None
        if not self.folder.has(name):
            return None if entry.mirror else f"missing int8 file {name}"
        digest = Digest.of(self.folder.read(name, limit=GRAPH_LIMIT))
        return None if digest == quantised.digest else f"int8_sha256 mismatch (file={digest.hex})"

    def _sidecar(self, entry: RegistryEntry, promises: list[Promise]) -> str | None:
        """Compare the sidecar with its digest, its schema, the entry and the graph."""
        name = entry.names.sidecar
        if not self.folder.has(name):
            return f"missing sidecar {name}" if entry.sidecar else None
        data = self.folder.read(name, limit=SIDECAR_LIMIT)
        if entry.sidecar not in {None, Digest.of(data)}:
            return f"sidecar_sha256 mismatch (file={Digest.of(data).hex})"
        document = canonical.load_decimals(data, what=name)
        try:
            sidecar = Sidecar.read(document)
        except InvalidRecordError:
            # The parser refuses all that the schema does, in less time; the schema says where.
            if faults := self.sidecars.faults(document):
                return f"{name}: {faults[0].path}: {faults[0].message}"
            raise
        said = (sidecar.id, sidecar.kind, sidecar.model, sidecar.opset, sidecar.quant_mode)
        if said != (entry.id, entry.kind, entry.model, entry.opset, entry.quant_mode):
            return f"{name} disagrees with the registry about id, kind, sha256, opset or quant_mode"
        return next((p for promise in promises if (p := _disagreement(sidecar, promise))), None)

    def _bundle(self, entry: RegistryEntry) -> str | None:
        """Look at the form of the bundle; a release always has one. What it proves is not asked."""
        name = entry.names.bundle
        if not self.folder.has(name):
            return f"missing bundle {name}" if entry.mirror else None
        Bundle.parse(self.folder.read(name, limit=BUNDLE_LIMIT), what=name)
        return None

    def _publisher(self, entry: RegistryEntry) -> str | None:
        """Compare the publisher with the policy's row for this release."""
        if entry.mirror is None:
            return None
        if self.policy is None:
            return "there is no model/policy.toml to say who may have signed it"
        expected = self.policy.publisher(entry.mirror.tag).from_n
        if entry.mirror.publisher == expected:
            return None
        return f"publisher_from_n is {entry.mirror.publisher}, but the policy's row is {expected}"


def _left_to_write(entry: RegistryEntry) -> str | None:
    words = (entry.description, entry.notes, entry.licence, entry.licence_url)
    if not any(PLACEHOLDER in text for text in words):
        return None
    return f"still has {PLACEHOLDER} where a person must write"


def _disagreement(sidecar: Sidecar, promise: Promise) -> str | None:
    """Return what the sidecar says of its tensors that the graph does not promise."""
    said = [one.port for one in sidecar.inputs], [one.port for one in sidecar.outputs]
    for what, mine, theirs in zip(
        ("inputs", "outputs"), said, (promise.inputs, promise.outputs), strict=True
    ):
        if list(map(_fixed, mine)) != list(map(_fixed, theirs)):
            return f"the sidecar's {what} are not the graph's: {_named(theirs)}"
    return None


def _fixed(port: Port) -> Port:
    """Return `port` with every free dimension called the same: names of them mean nothing."""
    shape = tuple(size if isinstance(size, int) else "?" for size in port.shape)
    return Port(name=port.name, type=port.type, shape=shape)


def _named(ports: tuple[Port, ...]) -> str:
    return ", ".join(f"{port.name} {port.type} {list(port.shape)}" for port in ports)[:200]
