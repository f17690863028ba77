"""Is the registry true? Takes the folder it lies in; gives every error with its place.

Refuses what its schema does not allow, what the files beside it contradict, and what nobody named.
"""
