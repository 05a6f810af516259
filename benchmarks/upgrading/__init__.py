"""What `benchmarks.upgrade` does: releases of the service beside each other, and people who work meanwhile."""
