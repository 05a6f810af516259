"""Kết Nối: matches the two sides of an event and makes its meeting timetable."""
