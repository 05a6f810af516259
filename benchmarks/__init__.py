"""Measures the core: instances, published results, and the protocol in README.md."""
