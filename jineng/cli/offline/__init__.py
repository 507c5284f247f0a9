"""The stand-alone verifier of an auditor's package: the standard library only, no network."""
