"""What `benchmarks.faults` breaks: whoever carries out runs, and the database; and whether all was well."""
