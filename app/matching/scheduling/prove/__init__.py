"""Proofs of how few breaks there can be, from the cheapest argument to the dearest short of the whole model."""
