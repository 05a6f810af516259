"""The files of the scheduling core, as docs/instance-format.md defines them: strict readers, and writers to match."""

from app.matching.scheduling.io.dzn import read_dzn
from app.matching.scheduling.io.errors import InputError, InputErrors
from app.matching.scheduling.io.instance import digest, instance_to_json, read_instance
from app.matching.scheduling.io.layout import lines
from app.matching.scheduling.io.timetable import read_timetable, timetable_to_json

__all__ = [
    "InputError",
    "InputErrors",
    "digest",
    "instance_to_json",
    "lines",
    "read_dzn",
    "read_instance",
    "read_timetable",
    "timetable_to_json",
]
