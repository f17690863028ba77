"""Stand-in for astral-sh/setup-uv."""
