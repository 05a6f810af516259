"""What `benchmarks.service` measures: the service, a bare endpoint of the same size, and the load on both."""
