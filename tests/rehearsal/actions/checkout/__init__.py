"""Stand-in for actions/checkout."""
