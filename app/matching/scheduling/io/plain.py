"""Dataclasses of the core as JSON values."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any


def plain(value: Any) -> Any:
    """`value` as JSON has it: a dataclass as an object without the fields that are at their default.

    Times must be aware of their offset; they become RFC 3339. Fields that take no part in comparison are left out.
    """
    if is_dataclass(value) and not isinstance(value, type):
        members = ((name, getattr(value, name), default) for name, default in _defaults(type(value)))
        return {name: plain(member) for name, member, default in members if member != default}
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


@cache
def _defaults(kind: type) -> list[tuple[str, Any]]:
    """The compared fields of a dataclass, each with its default; `MISSING`, which equals nothing, where it has none."""
    return [
        (field.name, field.default if field.default_factory is MISSING else field.default_factory())
        for field in fields(kind)
        if field.compare
    ]
