"""Packaged reference data and demo conferences; SOURCES.md says where each column comes from.

Everything under `scenarios/` is SYNTHETIC: no province, mission or partner ever submitted it.
"""

import csv
import json
from importlib.resources import files
from typing import Any

SCENARIOS = ("session-2023", "session-2026")


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a packaged CSV file, named without its ending, by their column names."""
    text = (files(__name__) / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def session_templates() -> dict[str, dict[str, Any]]:
    """What a session of each format starts from, by the code of the format."""
    text = (files(__name__) / "session_templates.json").read_text(encoding="utf-8")
    templates: dict[str, dict[str, Any]] = json.loads(text)
    return templates


def scenario(code: str) -> dict[str, Any]:
    """A packaged demo conference; `code` is one of `SCENARIOS`."""
    text = (files(__name__) / "scenarios" / f"{code}.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document
