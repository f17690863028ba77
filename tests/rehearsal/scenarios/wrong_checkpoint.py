"""Upstream serves other bytes than the pin names: red at acquire, nothing public."""

import hashlib

from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.faults import corrupt
from tests.rehearsal.scenarios.release import JOBS, WORKFLOW
from tests.rehearsal.world import World


def run(world: World) -> None:
    """Change one bit on Drive, run, and put it back."""
    right = world.material.checkpoint
    wrong = corrupt(right)
    log = world.sigstore.log_size()
    world.upstream.drive(world.material.drive_id, wrong)
    expected = {"acquire": "failure"} | dict.fromkeys(JOBS[2:], "skipped")
    done = world.run(WORKFLOW, expect=expected)
    world.upstream.drive(world.material.drive_id, right)
    said = done.job("acquire").error or ""
    require_same("code", said.partition(" ")[0], "error[20]")
    for data in (right, wrong):
        digest = hashlib.sha256(data).hexdigest()
        require_same(f"{digest} is named", digest in said, expected=True)
    require_same("releases", world.github.releases(), ())
    require_same("new log entries", world.sigstore.log_size() - log, 0)
