"""Texts with the role that their writer has, and what is learnt from them."""
