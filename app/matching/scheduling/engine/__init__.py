"""The search: stages that share one state, each with its own way of finding timetables or proving bounds."""
