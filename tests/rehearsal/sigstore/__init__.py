"""A whole local Sigstore: real Fulcio, Rekor v2 and timestamp authority, and a stand-in CT log.

Takes the tools and the world's proxy; gives trust files, a TUF repository and a log that counts.
Refuses to start halfway: either everything answers, or nothing is left running.
"""

from tests.rehearsal.sigstore.instance import Sigstore

__all__ = ["Sigstore"]
