"""Which token a job writes with: the policy's word, and no other."""

from collections.abc import Mapping

import pytest

from release import job
from release.errors import MissingInputError, MissingRightError, ReleaseError
from release.writers import JOB_ACTOR, Writer

JOB = Writer(actor=JOB_ACTOR, client_id=None)
APP = Writer(actor="the-app[bot]", client_id="Iv1")
DEGRADED = {"GH_TOKEN": "of the job", "APP_TOKEN": "", "APP_SLUG": ""}
WITH_APP = {"GH_TOKEN": "of the job", "APP_TOKEN": "of the App", "APP_SLUG": "the-app"}


def test_the_writer_of_the_policy_writes_with_its_own_token() -> None:
    assert job.token(DEGRADED, JOB) == "of the job"
    assert job.token(WITH_APP, APP) == "of the App"


@pytest.mark.parametrize(
    ("environment", "writer", "error"),
    [
        (DEGRADED, APP, MissingRightError),
        (WITH_APP, JOB, MissingRightError),
        ({**WITH_APP, "APP_SLUG": "the-app-2"}, APP, MissingRightError),
        ({**WITH_APP, "APP_SLUG": "github-actions"}, APP, MissingRightError),
        ({**WITH_APP, "APP_TOKEN": ""}, APP, MissingInputError),
        ({"GH_TOKEN": ""}, JOB, MissingInputError),
    ],
)
def test_a_token_of_anybody_else_is_never_used_in_its_place(
    environment: Mapping[str, str], writer: Writer, error: type[ReleaseError]
) -> None:
    with pytest.raises(error):
        job.token(environment, writer)
