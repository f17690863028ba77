"""Stand-in for googleapis/release-please-action."""
