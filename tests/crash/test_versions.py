"""A version beside a model's release, through the real client: a fault at any call converges."""

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from release.attach.publication import attach
from release.supply_chain.wanted import WantedVersion
from tests.core.samples import TAG as MODEL
from tests.crash.cases import Case
from tests.crash.place import Place, Run
from tests.crash.strikes import kinds
from tests.crash.verdict import DONE, KILLED, ended
from tests.supply_chain.samples import NAMES, TAG, signed, wanted

KINDS = ("killed before", "killed after", "dropped after", "502")
ENDINGS = {"killed before": KILLED, "killed after": KILLED}


@cache
def _wanted() -> WantedVersion:
    return wanted()


def wish(place: Place) -> WantedVersion:
    return replace(_wanted(), commit=place.main)


def drafted(place: Place) -> Place:
    """Let release-please make tag and draft."""
    place.point(f"refs/tags/{TAG}", place.main)
    releases = Run(place).around().releases
    releases.create(TAG, commit=place.main, title="v0.2.0", body="by release-please")
    return place


def code_of(run: Run) -> int:
    return ended(lambda: attach(wish(run.place), run.around()))


def cases() -> list[Case]:
    """Return each kind at every call of a release in which nothing went wrong."""
    with tempfile.TemporaryDirectory(prefix="trace-") as folder:
        place = drafted(Place(Path(folder)))
        run = Run(place)
        try:
            assert code_of(run) == DONE
        finally:
            place.close()
    return [Case(at=at, kind=k, sent=sent) for at, sent in enumerate(run.wire.sent) for k in KINDS]


def require_whole(place: Place) -> None:
    """Fail unless the version is public once, whole, immutable, the latest, and alone."""
    (record,) = (record for record in place.github.releases() if record.tag == str(TAG))
    files = {asset.name: asset.path.read_bytes() for asset in record.assets}
    assert files == {NAMES.asset(part): data for part, data in signed().files.items()}
    assert (record.draft, record.release.immutable, record.latest) == (False, True, True)
    assert record.commit == place.main


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_fault_at_any_call_is_cured_by_the_next_run(case: Case, place: Place) -> None:
    strike = kinds(place.network.faults, case.sent)[case.kind]
    drafted(place)
    assert code_of(Run(place, {case.at: strike})) == ENDINGS.get(case.kind, DONE)
    assert code_of(Run(place)) == DONE
    require_whole(place)


def test_a_model_and_a_version_are_released_side_by_side_in_either_order(place: Place) -> None:
    Run(place).attach()
    before = next(r for r in place.github.releases() if r.tag == str(MODEL))
    assert code_of(Run(drafted(place))) == DONE
    require_whole(place)
    again = next(r for r in place.github.releases() if r.tag == str(MODEL))
    assert again == before
    place.reset()
    assert code_of(Run(drafted(place))) == DONE
    Run(place).attach()
    require_whole(place)
    model = next(r for r in place.github.releases() if r.tag == str(MODEL))
    assert (model.draft, model.latest) == (False, False)


def test_the_list_of_one_kind_of_release_does_not_hold_the_other(place: Place) -> None:
    Run(place).attach()
    code_of(Run(drafted(place)))
    releases = Run(place).around().releases
    of_version, of_model = releases.listed(TAG), releases.listed(MODEL)
    assert (len(of_version.releases), of_version.published) == (1, ())
    assert [row.tag for row in of_model.published] == [MODEL]
    assert of_version.releases[0].id != of_model.releases[0].id
