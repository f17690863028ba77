"""Stand-in for actions/download-artifact."""
