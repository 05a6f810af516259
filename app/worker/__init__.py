"""The solver's process: `python -m app.worker RUN_ID PARENT_PID` carries out one run and ends."""
