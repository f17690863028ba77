"""What others do between any two calls: the release is made all the same, or its code says why."""

import pytest

from tests.crash.cases import APP, trace
from tests.crash.events import EVENTS, Event
from tests.crash.place import Place, Run
from tests.crash.verdict import DONE, code_of, left, signed_files, whole
from tests.crash.wire import Perform, Strike
from tests.rehearsal.hosts.exchange import Request, Response

API = ("api.github.com", "uploads.github.com")
# A download shows nothing that can change: the calls of the API and the looks at refs do.
CALLS = [at for at, s in enumerate(trace()) if s.host in API or s.path.endswith("/info/refs")]


def before_call(event: Event, place: Place) -> Strike:
    """Return a strike that lets `event` happen, and then performs the call."""

    def strike(request: Request, perform: Perform) -> Response:
        event.happen(place)
        return perform(request)

    return strike


@pytest.mark.parametrize("at", CALLS)
@pytest.mark.parametrize("name", EVENTS)
def test_what_others_do_ends_in_the_whole_release_or_in_its_code(
    name: str, at: int, place: Place
) -> None:
    event = EVENTS[name]
    assert code_of(Run(place, {at: before_call(event, place)}, app=APP)) in event.codes
    assert event.tampers or left(place).published in ((), (signed_files(),), ({},))
    again, end = code_of(Run(place, app=APP)), left(place)
    assert again in event.again
    assert again != DONE or end == whole(place, drafts=event.drafts)
