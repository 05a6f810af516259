"""What the pages show, as plain data: built without SQL, HTTP or templates, and tested alone."""
