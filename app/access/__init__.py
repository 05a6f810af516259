"""What the API and the pages share of HTTP: who asks, and the fields of what people type."""
