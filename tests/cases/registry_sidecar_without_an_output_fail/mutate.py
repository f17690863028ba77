"""A sidecar leaves an output of the model out."""

import json

from tests.registry.trees import beside


def mutate(good: bytes) -> bytes:
    def first_only(text: str) -> str:
        document = json.loads(text)
        document["outputs"], document["output_names"] = document["outputs"][:1], ["each"]
        return json.dumps(document)

    return beside(good, "plain", first_only)
