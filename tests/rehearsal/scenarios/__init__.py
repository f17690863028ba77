"""One file per story that the rehearsal tells."""
