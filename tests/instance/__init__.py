"""A Sigstore in this process, for everyday tests: it signs in both shapes of a bundle.

Takes bytes and the claims of a job; gives bundles that the real clients accept under the trust
files it writes. Refuses nothing: who may sign is a question for the verifiers under test.
"""
