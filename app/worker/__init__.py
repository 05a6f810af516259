"""The solver's process: `python -m app.worker RUN_ID ATTEMPT PARENT_PID` carries out one attempt at a run and ends."""
