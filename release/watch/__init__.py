"""Is what was published still that, and nothing beside it? Takes registry and plain addresses.

Gives everything that is not so. Refuses to call an unanswered question well.
"""
