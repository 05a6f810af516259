"""The languages in which pages and API speak: what is said, and how each of them writes dates and numbers."""
