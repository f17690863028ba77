"""Stand-in for actions/create-github-app-token."""
