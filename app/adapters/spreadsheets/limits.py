"""How much of what somebody sent is taken; docs/spreadsheets.md tells people."""

MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_PARTS = 2_000  # The files within an XLSX or ODS file.
MAX_ROWS = 20_000  # Of a sheet.
MAX_COLUMNS = 600
MAX_CELLS = 500_000  # Of a sheet.
# Of the process that reads.
MAX_MEMORY_BYTES = 1024 * 1024 * 1024
MAX_SECONDS = 20
