"""Rekor v1 as a service, with the one call that signing makes: `POST /api/v1/log/entries`.

Takes what cosign proposes, logs it in the instance's older log, and answers as rekor.sigstore.dev
does (rekor openapi.yaml, createLogEntry). What cosign makes of it is a bundle of the older shape.
"""

import base64
import datetime as dt
import json
from typing import Any

from release.canonical import Json, dump
from tests.instance.logs import LogV1
from tests.instance.signed import dsse_body
from tests.rehearsal.sigstore.keys import Keys
from tests.rehearsal.sigstore.loopback import Answer

_ENTRIES = "/api/v1/log/entries"
_NAME = "0" * 80
"""What the entry is called: tree and leaf, in hexadecimal. No client looks into it."""


class RekorV1:
    """Answers signers; give its `respond` to a server."""

    def __init__(self, keys: Keys) -> None:
        """Sign with the older log's key."""
        self._log = LogV1(keys)

    def respond(self, method: str, path: str, body: bytes) -> Answer:
        """Return a new entry, 400 for what is none, 404 for every other call."""
        if (method, path) != ("POST", _ENTRIES):
            return Answer(status=404, body=b"{}")
        try:
            kind, canonical = _canonical(json.loads(body))
        except (ValueError, KeyError, TypeError):
            return Answer(status=400, body=b'{"code": 400, "message": "not an entry"}')
        entry = self._log.log(kind, canonical, dt.datetime.now(dt.UTC))
        # The client looks the entry up by the answer's ETag (sigstore-go v1.2.1, transparency.go).
        return Answer(status=201, body=dump(_answer(entry)), etag=_NAME)


def _canonical(proposed: Any) -> tuple[str, bytes]:  # noqa: ANN401 # parsed JSON
    """Return kind and body of the entry that is proposed."""
    if proposed["kind"] == "hashedrekord":
        return "hashedrekord", dump(proposed)
    content = proposed["spec"]["proposedContent"]
    envelope = json.loads(content["envelope"])
    (signature,), (verifier,) = envelope["signatures"], content["verifiers"]
    payload = base64.b64decode(envelope["payload"])
    return dsse_body(content["envelope"].encode(), payload, signature["sig"], verifier)


def _answer(entry: Any) -> Json:  # noqa: ANN401 # an entry as JSON
    """Return the entry as Rekor's own API spells it: hexadecimal, and numbers as numbers."""
    proof = entry["inclusionProof"]
    return {
        _NAME: {
            "body": entry["canonicalizedBody"],
            "integratedTime": int(entry["integratedTime"]),
            "logID": _hex(entry["logId"]["keyId"]),
            "logIndex": int(entry["logIndex"]),
            "verification": {
                "inclusionProof": {
                    "checkpoint": proof["checkpoint"]["envelope"],
                    "hashes": [_hex(one) for one in proof["hashes"]],
                    "logIndex": int(proof["logIndex"]),
                    "rootHash": _hex(proof["rootHash"]),
                    "treeSize": int(proof["treeSize"]),
                },
                "signedEntryTimestamp": entry["inclusionPromise"]["signedEntryTimestamp"],
            },
        }
    }


def _hex(text: str) -> str:
    return base64.b64decode(text).hex()
