"""Better timetables from the best one so far."""
