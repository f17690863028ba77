"""What keeps tree and repository in order: changelog, decisions, pages, settings as data."""
