"""Who says so? Takes the release set; gives bundles and signed provenance.

Refuses to sign as anybody but the publisher of the policy.
"""
