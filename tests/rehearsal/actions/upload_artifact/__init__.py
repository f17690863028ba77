"""Stand-in for actions/upload-artifact."""
