"""Asking a service on loopback one thing, whatever proxy the environment names."""

import http.client
from urllib.parse import urlsplit

_TIMEOUT = 20.0


def ask(url: str, method: str, path: str, body: bytes = b"") -> int | None:
    """Return the status of the answer, or None when there was none."""
    address = urlsplit(url).netloc
    connection = http.client.HTTPConnection(address, timeout=_TIMEOUT)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return answer.status
