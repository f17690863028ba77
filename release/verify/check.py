"""A check that held: what was compared, and what that proves."""

from dataclasses import dataclass

PROVES = {
    "kit": "the kit is in the one form we write: nothing hides in it",
    "release set": "nothing is missing, and nothing was added",
    "digests": "no file was changed or exchanged after the lists were written",
    "cosign": "a second program comes to the same answer",
    "identity": "these bytes were signed by the one job that may, in this repository and no other",
    "provenance": "the job names what it made the files from, and speaks of exactly these files",
    "registry": "these are the bytes that a reviewed commit names",
    "entry": "the bundle beside the registry was made by the one job that may, for this digest",
    "list": "how new the word is about what was taken back",
    "manifest": "name, number and model belong together; a bundle alone binds bytes, not names",
    "revocations": "nobody has taken the release back, as far as the list's date",
    "memory": "no newer release or list was seen here before",
    "no list": "nothing had been taken back when this policy was written",
    "no memory": "nothing: an old release would not be noticed",
    "scan": "the graph holds no foreign operator, no hidden data, and reads no other file",
    "trust root": "whom the signatures are measured against, and since when",
}
"""Every check by name, with the sentence that a person wants to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check that held: its name, and what was compared with what."""

    name: str
    detail: str

    @property
    def proves(self) -> str:
        """What it proves."""
        return PROVES[self.name]

    @property
    def line(self) -> str:
        """The check on one line, for people."""
        return f"ok  {self.name}: {self.detail} -- {self.proves}"
