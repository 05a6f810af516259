"""Who is served how well, and a proof that the least served can't be served better."""
