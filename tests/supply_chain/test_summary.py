"""What the run page says about a version."""

from dataclasses import replace

import pytest

from release.supply_chain import summary
from release.supply_chain.signing import Signed
from release.version import Part
from release.writers import JOB_ACTOR, Writer
from tests.attach.memory import COMMIT
from tests.supply_chain.samples import NAMES, PUBLISHER, VERSION, signed, unsigned, wanted
from tests.supply_chain.test_wanted import drafted


@pytest.mark.parametrize("part", unsigned().files)
def test_a_build_names_its_files_and_its_commit(part: Part) -> None:
    said = summary.built(unsigned(), COMMIT)
    assert COMMIT in said
    assert unsigned().by_name()[NAMES.asset(part)].digest.hex in said


def test_a_signing_names_the_signer_and_every_file() -> None:
    said = summary.signed(Signed(whole=signed(), found=frozenset({Part.PROVENANCE})), PUBLISHER)
    assert "4 signatures were made in this job, 1 by an earlier run" in said
    assert f"`{PUBLISHER.san}`" in said
    assert [name for name in NAMES.assets if f"`{name}`" not in said] == []


def test_the_proposal_says_whose_token_wrote_it() -> None:
    job = summary.writing(Writer(actor=JOB_ACTOR, client_id=None))
    app = summary.writing(Writer(actor="the-app[bot]", client_id="Iv1"))
    assert ("Degraded mode" in job, "Degraded mode" in app) == (True, False)
    assert (f"`{JOB_ACTOR}`" in job, "`the-app[bot]`" in app) == (True, True)


def test_a_publication_leads_to_the_release_and_says_whose_token_wrote_it() -> None:
    wish, receipt = wanted(), drafted().attach(wanted())
    said = summary.published(receipt, wish)
    assert f"https://github.com/VMAFx/vmafx/releases/tag/v{VERSION}" in said
    assert "the job's own token" in said
    assert "own token" not in summary.published(receipt, replace(wish, account="app[bot]"))
