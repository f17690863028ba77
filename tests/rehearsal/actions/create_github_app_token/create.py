"""Say with the App's key who it is, find its installation, and ask for a token.

The signature is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2) over a JSON web token (RFC 7519);
the key comes as PKCS#1 (RFC 8017, A.1.2), as GitHub gives it. A job has no library for either.
"""

import base64
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

# AlgorithmIdentifier and OCTET STRING head of a SHA-256 digest (RFC 8017, 9.2, note 1).
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
_LIFETIME, _SKEW = 570, 30


def main() -> int:
    """Create; say why not."""
    inputs: dict[str, str] = json.loads(os.environ["INPUTS"])
    if any(inputs[name] for name in ("app-id", "owner", "repositories")):
        return _refuse("app-id, owner and repositories are not played")
    if not inputs["client-id"] or not inputs["private-key"]:
        return _refuse("client-id and private-key may not be empty")
    try:
        found, made = _asked(inputs, os.environ["GITHUB_REPOSITORY"])
    except (urllib.error.URLError, ValueError) as error:
        return _refuse(f"{error}")
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as out:  # noqa: PTH123 -- append
        out.write(f"token={made['token']}\n")
        out.write(f"installation-id={found['id']}\napp-slug={found['app_slug']}\n")
    sys.stdout.write(f"::add-mask::{made['token']}\na token of {found['app_slug']}\n")
    return 0


def _asked(inputs: Mapping[str, str], repository: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the installation and the token."""
    word, api = _word(inputs["client-id"], inputs["private-key"]), inputs["github-api-url"]
    found = _call(f"{api}/repos/{repository}/installation", word)
    rights = {
        name.removeprefix("permission-").replace("-", "_"): level
        for name, level in inputs.items()
        if name.startswith("permission-") and level
    }
    body: dict[str, object] = {"repositories": [repository.partition("/")[2]]}
    if rights:
        body["permissions"] = rights
    url = f"{api}/app/installations/{found['id']}/access_tokens"
    return found, _call(url, word, json.dumps(body).encode())


def _call(url: str, word: str, data: bytes | None = None) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {word}", "Accept": "application/vnd.github+json"}
    request = urllib.request.Request(url, data, headers)  # noqa: S310 -- the API's own address
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 -- the same
        document: dict[str, str] = json.load(answer)
    return document


def _word(client_id: str, key: str) -> str:
    """Return the App's JSON web token, good for less than ten minutes."""
    now = int(time.time())
    claims = {"iat": now - _SKEW, "exp": now + _LIFETIME, "iss": client_id}
    parts = [
        _base64(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims)
    ]
    said = ".".join(parts)
    return f"{said}.{_base64(_signature(said.encode(), key))}"


def _signature(data: bytes, key: str) -> bytes:
    modulus, _, exponent, *_ = _integers(key)
    length = (modulus.bit_length() + 7) // 8
    digest = _SHA256 + hashlib.sha256(data).digest()
    padded = b"\x00\x01" + b"\xff" * (length - len(digest) - 3) + b"\x00" + digest
    return pow(int.from_bytes(padded), exponent, modulus).to_bytes(length)


def _integers(key: str) -> list[int]:
    """Return modulus, public exponent, private exponent and the rest of a PKCS#1 key."""
    lines = key.strip().splitlines()
    if lines[0] != "-----BEGIN RSA PRIVATE KEY-----":
        raise ValueError("the private key is not in the form that GitHub gives")
    der = base64.b64decode("".join(lines[1:-1]))
    _, at = _length(der, 1)
    found: list[int] = []
    while at < len(der):
        size, at = _length(der, at + 1)
        found.append(int.from_bytes(der[at : at + size]))
        at += size
    return found[1:]  # the first is the version


def _length(der: bytes, at: int) -> tuple[int, int]:
    """Return a DER length that begins at `at`, and where the value begins."""
    first, at = der[at], at + 1
    if first < 0x80:
        return first, at
    count = first & 0x7F
    return int.from_bytes(der[at : at + count]), at + count


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _refuse(problem: str) -> int:
    sys.stderr.write(f"stand-in for actions/create-github-app-token: {problem}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
