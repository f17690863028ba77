"""The public sigstore-conformance vectors, put to our verifier and to the library below it.

Takes the folder of a checkout of sigstore/sigstore-conformance; gives a verdict for each vector.
The vectors are not in this tree.
"""
