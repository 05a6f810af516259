"""The solver's process: `python -m app.worker PARENT_PID` loads, is told of one attempt at a run, and ends with it."""
