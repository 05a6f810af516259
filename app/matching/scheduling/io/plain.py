"""Dataclasses of the core as JSON values."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

# Looked up by their very type, since nearly all values are of these and there are very many.
_AS_THEY_ARE = frozenset([str, int, bool, float, type(None)])


def plain(value: Any) -> Any:
    """`value` as JSON has it: a dataclass as an object without the fields that are at their default.

    Times must be aware of their offset; they become RFC 3339. Fields that take no part in comparison are left out.
    """
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, StrEnum | datetime):
        return value.isoformat() if isinstance(value, datetime) else str(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return _members(value, _defaults(type(value)))
    return value


def _members(value: object, defaults: list[tuple[str, Any]]) -> dict[str, Any]:
    members = {}
    for name, default in defaults:
        member = getattr(value, name)
        if member != default:
            members[name] = member if type(member) in _AS_THEY_ARE else plain(member)
    return members


@cache
def _defaults(kind: type) -> list[tuple[str, Any]]:
    """The compared fields of a dataclass, each with its default; `MISSING`, which equals nothing, where it has none."""
    return [
        (field.name, field.default if field.default_factory is MISSING else field.default_factory())
        for field in fields(kind)
        if field.compare
    ]
