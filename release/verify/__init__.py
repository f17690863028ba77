"""Would a stranger accept it? Takes public URLs only; gives a verdict.

Refuses whatever is missing, different, or signed by somebody else.
"""
