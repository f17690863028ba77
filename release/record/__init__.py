"""Do registry and card say what was released? Takes the published release; gives the pull request.

Refuses to record anything that is not public under its digest.
"""
