"""Are these the audited bytes? Takes the pin; gives exactly the pinned files.

Refuses every byte that differs from the pin.
"""
