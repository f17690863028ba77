"""What keeps tree and repository in order. Takes files and GitHub's answers; gives pages, findings.

Never part of a release: nothing in release/ imports it, and no job installs it.
"""
