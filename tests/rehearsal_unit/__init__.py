"""The rehearsal's own parts, each tried alone."""
