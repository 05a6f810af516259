"""The core: scoring and scheduling. Standard library, numpy and ortools only; no web, no database."""
