"""Stand-in for sigstore/cosign-installer."""
