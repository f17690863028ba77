"""Doing what was decided: one method for each action; each returns what is seen then."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from release.attach.actions import (
    Action,
    Confirm,
    Create,
    DeleteAsset,
    Discard,
    Done,
    Look,
    MarkBurned,
    Memory,
    Publish,
    Stop,
    Upload,
    Verify,
)
from release.attach.desired import Desired
from release.attach.observation import Observed, elsewhere, observe, refreshed
from release.attach.patience import LIMITS
from release.attach.readback import Surroundings, read_back
from release.attach.releases import Outcome, Release, Written

_GLANCE = 15.0  # seconds: GitHub's clock says when the minute is over, so look now and then


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a run is: what it saw last, what it remembers, how much it uploaded."""

    seen: Observed
    memory: Memory
    uploads: int = 0

    def told(self, release: Release, at: int) -> "State":
        """Return the state once GitHub has stated `release` in answer to a write of ours."""
        memory = replace(self.memory, held=release.id, spoke=at)
        return replace(self, seen=replace(self.seen.having(release), at=at), memory=memory)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Does what was decided, and returns what is seen then."""

    wanted: Desired
    around: Surroundings

    def begin(self) -> State:
        """Look for the first time."""
        refs = self.around.patience.asked(self.around.outside.refs)
        seen = observe(self.wanted, self.around.releases, refs)
        return State(seen=seen, memory=Memory(spoke=seen.at))

    def done(self, action: Action, state: State) -> State:
        """Do `action`."""
        match action:
            case Look() | Confirm() | Verify():
                return self._read(action, state)
            case Upload() | DeleteAsset():
                return self._filled(action, state)
            case Create() | Publish() | Discard() | MarkBurned():
                return self._written(action, state)
            case Done() | Stop():
                return state

    def _read(self, action: Look | Confirm | Verify, state: State) -> State:
        match action:
            case Look():
                self.around.patience.wait(f"answers about {self.wanted.tag} lag behind")
                return self._look(state)
            case Confirm():
                return self._confirm(action, state)
            case Verify(draft):
                return self._verify(draft, state)

    def _filled(self, action: Upload | DeleteAsset, state: State) -> State:
        match action:
            case Upload():
                return self._upload(action, state)
            case DeleteAsset():
                return self._repair(action, state)

    def _written(self, action: Create | Publish | Discard | MarkBurned, state: State) -> State:
        releases, wanted, tag = self.around.releases, self.wanted, self.wanted.tag
        title, body = wanted.title, wanted.body
        match action:
            case Create():
                made = releases.create(tag, commit=wanted.commit, title=title, body=body)
                unsure = replace(state.memory, unsure_since=releases.now())
                lost = replace(state, memory=unsure)
                return self._after(made, lost, lambda made, _: self._stated(made, state))
            case Publish(draft):
                latest = wanted.latest
                made = releases.publish(draft.id, tag, title=title, body=body, latest=latest)
                return self._after(made, state, self._public)
            case Discard(number):
                without = replace(state, seen=state.seen.without(number))
                return self._after(releases.discard(number), state, lambda *_: without)
            case MarkBurned():
                made = releases.mark_burned(tag, wanted.commit)
                return self._after(made, state, lambda _, state: self._refs(state))

    def _after(
        self, written: Written, state: State, then: Callable[[Written, State], State]
    ) -> State:
        """Go on with what GitHub stated; where it stated nothing, wait and look."""
        match written.outcome:
            case Outcome.ANSWERED:
                self.around.patience.answered()
                return then(written, state)
            case Outcome.BURNED:
                return self._look(replace(state, memory=replace(state.memory, burned=True)))
            case Outcome.UNANSWERED | Outcome.MOVED:
                self.around.patience.wait(written.why, least=written.wait)
                return self._look(state)

    def _stated(self, written: Written, state: State) -> State:
        now = self.around.releases.now()
        return state.told(written.release, now) if written.release else self._look(state)

    def _public(self, written: Written, state: State) -> State:
        told = self._stated(written, state)
        return self._refs(replace(told, memory=replace(told.memory, published=True)))

    def _upload(self, action: Upload, state: State) -> State:
        """Upload one file after another while GitHub confirms each."""
        draft = action.draft
        for artifact in action.artifacts:
            self.around.tell(f"uploading {artifact.name}, {artifact.size:,} bytes")
            path = self.wanted.path(artifact)
            sent = self.around.releases.upload(draft.id, artifact, path)
            state = replace(state, uploads=state.uploads + 1)
            if sent.outcome is not Outcome.ANSWERED or sent.asset is None:
                held = replace(state.memory, held=draft.id)
                return self._after(sent, replace(state, memory=held), lambda _, s: self._look(s))
            draft = replace(draft, assets=(*draft.assets, sent.asset))
            state = state.told(draft, self.around.releases.now())
            confirmed = state.memory.confirmed | {sent.asset.id}
            state = replace(state, memory=replace(state.memory, confirmed=confirmed))
            self.around.patience.answered()
        return state

    def _repair(self, action: DeleteAsset, state: State) -> State:
        repairs = (*state.memory.repairs, action.name)
        confirmed = state.memory.confirmed - {action.asset_id}
        memory = replace(state.memory, repairs=repairs, confirmed=confirmed)
        assets = tuple(a for a in action.draft.assets if a.id != action.asset_id)
        without = replace(action.draft, assets=assets)

        def then(_: Written, state: State) -> State:
            return state.told(without, self.around.releases.now())

        gone = self.around.releases.delete_asset(action.asset_id)
        return self._after(gone, replace(state, memory=memory), then)

    def _verify(self, draft: Release, state: State) -> State:
        """Read the draft back, then look at it once more: what was read must still be there."""
        if not read_back(draft, self.wanted, self.around):
            self.around.patience.wait(f"an asset of draft {draft.id} is gone")
            return self._look(state)
        back = frozenset(asset.id for asset in draft.assets)
        memory = replace(state.memory, held=draft.id, read_back=back)
        state = replace(state, memory=memory)
        found = self.around.releases.by_id(draft.id)
        if found is None:
            return self._look(state)
        return self._refs(replace(state, seen=state.seen.having(found)))

    def _confirm(self, action: Confirm, state: State) -> State:
        """Wait until a minute has passed since this was not seen first, and look elsewhere."""
        memory, at = state.memory, state.seen.at
        if memory.absence is not action.absence:
            memory = replace(memory, absence=action.absence, absent_since=at)
        left = LIMITS.apart - (at - memory.absent_since)
        why = f"{self.wanted.tag}: {action.absence.value}, said once"
        self.around.patience.wait(why, least=float(min(left, _GLANCE)))
        looked = self._look(replace(state, memory=memory))
        return replace(looked, seen=elsewhere(looked.seen, self.wanted, self.around.releases))

    def _refs(self, state: State) -> State:
        """Look at what git lists, and at nothing else."""
        refs = self.around.patience.asked(self.around.outside.refs)
        return replace(state, seen=refreshed(state.seen, self.wanted, self.around.releases, refs))

    def _look(self, state: State) -> State:
        """Look at everything, and at the release we work on by its id: lists lag more."""
        releases = self.around.releases
        refs = self.around.patience.asked(self.around.outside.refs)
        listing = releases.listed(self.wanted.tag)
        seen = refreshed(state.seen, self.wanted, releases, refs, listing)
        held = state.memory.held
        found = releases.by_id(held) if held is not None else None
        seen = seen.having(found) if found else seen
        return replace(state, seen=replace(seen, at=releases.now()))
