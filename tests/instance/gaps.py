"""What a verifier lets pass, measured, and why: the rows of the mutations that it does not refuse.

A test asks every verifier about every row. A row that is here and is refused now is red as well.
Versions: cosign 3.1.2 and gh 2.103.3 (sigstore-go 1.2 and 1.3), sigstore-python 4.5.1,
@sigstore/verify 4.1.3.
"""

from collections.abc import Mapping, Sequence

from release.bundle import Shape

V1, V2 = Shape.REKOR_V1, Shape.REKOR_V2
Rows = Mapping[str, str]
"""Why a row passes, by its name."""

_LOG_CLOCK = "it goes by the log's time, and reads no timestamp beside it"
_OTHER_CLOCK = "it goes by the timestamp, and the proof still holds"
_REBUILT = "it rebuilds the body from the bundle, and proves that one"
_CHECKPOINT = "it takes tree and index from the signed checkpoint and the entry"
_BODY_KNOWS = "it takes the kind from the body"
_SAME_TWICE = "one that holds is enough"
_ONE_CLOCK = "one clock that holds is enough"
_PROVED_INDEX = "it proves the index in the proof, and reads no other"
_HINT = "the id is a hint: the key that holds is the trust root's, under any other id"

_SIGSTORE_GO: Rows = {
    "entry: another kind": _BODY_KNOWS,
    "entry: another version": _BODY_KNOWS,
    "timestamp: twice": _SAME_TWICE,
}
_SIGSTORE_GO_V2: Rows = {
    **_SIGSTORE_GO,
    "entry: body, another algorithm": _REBUILT,
    "proof: index": _CHECKPOINT,
    "proof: tree size": _CHECKPOINT,
    "proof: root": _CHECKPOINT,
}
_WITHOUT_PROMISE: Rows = {
    "promise: missing": _OTHER_CLOCK,
    "promise and time: missing": _OTHER_CLOCK,
}
_LOG_TIME_ONLY: Rows = {
    "timestamp: none": _LOG_CLOCK,
    "timestamp: one bit of its signature": _LOG_CLOCK,
    "timestamp: of another signing": _LOG_CLOCK,
    "by another timestamp authority": _LOG_CLOCK,
}
_NO_SCT: Rows = {"by another certificate log": "with a root of one's own it asks for no SCT"}
_OWN_DIGEST: Rows = {"digest: another algorithm": "it computes the digest itself"}
_SIGSTORE_JS: Rows = {
    "bundle: another media type": "it reads every version like the newest it knows",
    "bundle: a field nobody knows": "it reads what it knows",
    "proof: tree size": _CHECKPOINT,
    "proof: root": _CHECKPOINT,
}

GAPS: Mapping[str, Mapping[Shape, Rows]] = {
    "cosign": {
        V1: {
            **_SIGSTORE_GO,
            **_LOG_TIME_ONLY,
            "timestamp: after the certificate": _LOG_CLOCK,
            "promise and time: missing": _OTHER_CLOCK,
        },
        V2: _SIGSTORE_GO_V2,
    },
    "cosign, by the timestamp": {
        V1: {**_SIGSTORE_GO, **_WITHOUT_PROMISE},
        V2: _SIGSTORE_GO_V2,
    },
    "gh": {
        V1: {**_SIGSTORE_GO, **_WITHOUT_PROMISE, **_LOG_TIME_ONLY, **_NO_SCT},
        V2: {**_SIGSTORE_GO_V2, **_NO_SCT},
    },
    "sigstore-python": {
        V1: {
            **dict.fromkeys(_LOG_TIME_ONLY, _ONE_CLOCK),
            **_WITHOUT_PROMISE,
            **_OWN_DIGEST,
            "time: missing": _OTHER_CLOCK,
        },
        V2: {
            **_OWN_DIGEST,
            "entry: index": _PROVED_INDEX,
            "log: last bit of its id": _HINT,
        },
    },
    "sigstore-js": {
        V1: {
            **_SIGSTORE_JS,
            **_WITHOUT_PROMISE,
            "timestamp: none": _ONE_CLOCK,
        },
        V2: {**_SIGSTORE_JS, "entry: index": _PROVED_INDEX},
    },
    "ours": {V1: {}, V2: {"log: last bit of its id": _HINT}},
}
"""By verifier and shape. `ours` is one call in this process; `verify` asks cosign as well."""


def rendered() -> str:
    """Return the table of docs/verifiers.md: what passes, by whom and in which shape, and why."""
    passing: dict[tuple[str, str], dict[str, list[str]]] = {}
    for verifier, shapes in GAPS.items():
        for shape, rows in shapes.items():
            for row, why in rows.items():
                who = passing.setdefault((row, why), {})
                who.setdefault(verifier, []).append(shape.value.removeprefix("rekor-"))
    lines = (f"| {row} | {_named(by)} | {why} |\n" for (row, why), by in sorted(passing.items()))
    return "| changed | passes | why |\n|---|---|---|\n" + "".join(lines)


def _named(by: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{who} ({', '.join(shapes)})" for who, shapes in by.items())
