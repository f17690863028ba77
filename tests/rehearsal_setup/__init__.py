"""The machinery under the rehearsal: the tool cache, the machine's needs, the local Sigstore."""
