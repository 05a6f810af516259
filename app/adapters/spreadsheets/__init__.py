"""Spreadsheet files: written for people (`writing`), and read with suspicion, in a process of its own (`reading`).

Only `__main__`, `scanning` and `unpacking` see what somebody sent; they run in that process.
"""
