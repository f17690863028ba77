"""GitHub with a token that writes. Takes a token; gives releases, branches, pull requests.

The only place that knows PyGithub. Refuses to call an unanswered question answered.
"""
