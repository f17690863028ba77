"""GitHub asked and told with the standard library alone, for jobs that install nothing."""

import http.client
import json
from collections.abc import Mapping
from http import HTTPStatus

from release.errors import ServiceDownError, TryAgainLaterError
from release.github_api import GitHubApi

_LIMIT = 1 << 20


class GitHubVoice(GitHubApi):
    """One repository, read and written with one token; writes are sent once."""

    def told(self, verb: str, target: str, body: Mapping[str, object]) -> tuple[int, object]:
        """Send `body` to `target` once; return status and document, none unless 200 or 201.

        Raises ServiceDownError when the answer got lost, so that it may have happened or not, and
        TryAgainLaterError beyond the limit.
        """
        try:
            self._connection.request(verb, target, json.dumps(body), headers=self._headers)
            response = self._connection.getresponse()
            status, answer = response.status, response.read(_LIMIT)
            document = json.loads(answer) if status in {HTTPStatus.OK, HTTPStatus.CREATED} else None
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._connection.close()
            raise _lost(f"{verb} {target}: {type(error).__name__}") from error
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _lost(f"{verb} {target}: GitHub answered {status}")
        spent = response.headers.get("Retry-After") or (
            response.headers.get("X-RateLimit-Remaining") == "0"
        )
        if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.FORBIDDEN and spent):
            raise TryAgainLaterError(
                f"{verb} {target}: GitHub answered {status}",
                expected="an answer within the rate limit",
                remedy="run the job again in an hour",
            )
        return status, document


def _lost(problem: str) -> ServiceDownError:
    return ServiceDownError(problem, expected="an answer", remedy="run the failed job again")
