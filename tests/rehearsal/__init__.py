"""The rehearsal world: a whole release on one machine, offline, with the real tools."""
