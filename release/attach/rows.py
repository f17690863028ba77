"""The state table: what may be seen, what it means, and what is done about it."""

from enum import Enum


class Row(Enum):
    """A row of the table: seen · meaning · do. The order is the order in which they are tried."""

    SURPLUS = (
        "published, by whomever, beside drafts of ours",
        "crash, lost answer, or another run; they can never be published any more",
        "delete them",
    )
    PUBLISHED_OTHER = (
        "published with other content",
        "N is taken",
        "never touch it; 41; the next plan takes N + 1",
    )
    PUBLISHED_MUTABLE = ("published, not immutable", "the setting was off", "44; supersede it")
    PUBLISHED_UNTAGGED = ("published, git shows no tag", "git lags", "look again; 75 in the end")
    PUBLISHED_ELSEWHERE = (
        "published, tag at another commit",
        "somebody made the tag first",
        "never move it; 41",
    )
    DONE = ("published, immutable, tag at its commit", "done", "download as a stranger; record")
    UNSEEN = (
        "what GitHub confirmed does not show",
        "reads lag behind our writes",
        "look again by id, for up to three minutes",
    )
    ABSENT_ONCE = (
        "nothing there, said once",
        "unknown: reads may lag",
        "look again elsewhere, a minute later",
    )
    DELETED = (
        "plan or GitHub said published, nothing there",
        "deleted by an admin",
        "alarm, 41; never make the same N again",
    )
    BURNED = (
        "GitHub says that an immutable release used the name",
        "burned",
        "delete our draft, mark the number on a branch, 41; the next plan takes N + 1",
    )
    SQUATTED = (
        "tag without release",
        "burned",
        "delete our draft, 41; the tag keeps the number from the next plan",
    )
    TAG_GONE = (
        "a version without its tag",
        "somebody deleted what release-please made",
        "41; nothing is published",
    )
    TAG_MOVED = (
        "a version whose tag is at another commit than was built",
        "somebody moved it",
        "never move it back; 41",
    )
    WORKFLOWS_DIFFER = (
        "workflow files differ from those on main",
        "GitHub would refuse tag and release",
        "75; plan again on main",
    )
    CONTENT_DIFFERS = (
        "pin or licence receipt differ from those on main",
        "people changed what is wanted",
        "75; plan again on main",
    )
    NOT_ON_MAIN = ("our commit is not on main", "main was rewritten", "75; plan again on main")
    OVERTAKEN = (
        "a higher N, or another release before ours",
        "the plan is old",
        "75; plan again on main",
    )
    MUTABLE = ("immutable releases are off", "N would be public and mutable", "44; no draft")
    UNREADABLE = (
        "the App may not read whether they are on",
        "unknown is not on",
        "43; no draft (GITHUB_TOKEN can never ask: degraded mode, looked at after publishing)",
    )
    ALTERED = (
        "the draft that we work on, with another author, target or note",
        "somebody edited it, or GitHub keeps something else than it was told",
        "41; make no other",
    )
    FRESH = ("nothing, two answers agree", "fresh", "create the draft")
    EXTRA = ("our draft has a file that nobody planned", "tampering", "42")
    HALF = (
        "an asset is half uploaded, or holds other bytes",
        "a 502 leaves a starter",
        "delete it and upload it again, three times",
    )
    BROKEN = ("a third repair did not help", "GitHub is not well", "75")
    PARTIAL = ("files are missing", "not finished", "upload them in fixed order")
    COMPLETE = (
        "the server states every file of ours, and no other",
        "complete, as stated",
        "download all, compare, verify the signatures",
    )
    READY = (
        "complete, and what it gave back is ours and signed",
        "ready",
        "publish, and never as Latest",
    )

    @property
    def seen(self) -> str:
        """What GitHub shows."""
        return self.value[0]

    @property
    def meaning(self) -> str:
        """What that means."""
        return self.value[1]

    @property
    def doing(self) -> str:
        """What is done."""
        return self.value[2]


FOREIGN = "a draft of somebody else for this tag: reported, ignored; it reserves nothing"
"""What is said beside any row; a draft of ours for other content waits until N is public, too."""
