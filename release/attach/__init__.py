"""Is the release public, complete and unchangeable? Takes the signed set; gives a receipt.

Refuses foreign drafts, unexpected assets and bytes that differ on the server.
"""
