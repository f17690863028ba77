"""What this repository releases of itself. Takes a tag vX.Y.Z; gives a public, immutable version.

Refuses a tag that is not on main, files that differ from the tree, a mirror's binary, and whatever
another workflow than supply-chain.yml signed.
"""
