"""Same model, allowed, licensed, complete? Takes pinned files and graph; gives the release set.

Refuses a graph that breaks the contract, and a licence that is not the receipt's.
"""
