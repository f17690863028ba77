"""Would a stranger accept it? Takes public URLs, or an air-gap kit; gives a verdict.

Refuses whatever is missing, different, or signed by somebody else.
"""
