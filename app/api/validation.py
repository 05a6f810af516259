"""What pydantic finds wrong with a request, as places whose messages can be translated."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from app.access.fields import ONE_LINE, PLAIN_TEXT
from app.access.together import Misfit
from app.errors import Place
from app.i18n.messages import Label, mark
from app.matching.scheduling.otherwise import KINDS

# By type of error, pydantic's own words: those that a request to this API can meet.
TEMPLATES: Mapping[str, str] = {
    "bool_parsing": mark("Input should be a valid boolean, unable to interpret input"),
    "bool_type": mark("Input should be a valid boolean"),
    "date_from_datetime_inexact": mark("Datetimes provided to dates should have zero time - e.g. be exact dates"),
    "date_from_datetime_parsing": mark("Input should be a valid date or datetime, {error}"),
    "date_type": mark("Input should be a valid date"),
    "datetime_from_date_parsing": mark("Input should be a valid datetime or date, {error}"),
    "datetime_type": mark("Input should be a valid datetime"),
    "dict_type": mark("Input should be a valid dictionary"),
    "enum": mark("Input should be {expected}"),
    "extra_forbidden": mark("Extra inputs are not permitted"),
    "finite_number": mark("Input should be a finite number"),
    "float_parsing": mark("Input should be a valid number, unable to parse string as a number"),
    "float_type": mark("Input should be a valid number"),
    "greater_than_equal": mark("Input should be greater than or equal to {ge}"),
    "int_from_float": mark("Input should be a valid integer, got a number with a fractional part"),
    "int_parsing": mark("Input should be a valid integer, unable to parse string as an integer"),
    "int_parsing_size": mark("Unable to parse input string as an integer, exceeded maximum size"),
    "int_type": mark("Input should be a valid integer"),
    "json_invalid": mark("JSON decode error"),
    "less_than_equal": mark("Input should be less than or equal to {le}"),
    "list_type": mark("Input should be a valid list"),
    "literal_error": mark("Input should be {expected}"),
    "missing": mark("Field required"),
    "model_attributes_type": mark("Input should be a valid dictionary or object to extract fields from"),
    "string_pattern_mismatch": mark("String should match pattern '{pattern}'"),
    "string_too_long": mark("String should have at most {max_length} character{expected_plural}"),
    "string_too_short": mark("String should have at least {min_length} character{expected_plural}"),
    "string_type": mark("Input should be a valid string"),
    "string_unicode": mark("Input should be a valid string, unable to parse raw data as a unicode string"),
    "timezone_aware": mark("Input should have timezone info"),
    "too_long": mark(
        "{field_type} should have at most {max_length} item{expected_plural} after validation, not {actual_length}"
    ),
    "too_short": mark(
        "{field_type} should have at least {min_length} item{expected_plural} after validation, not {actual_length}"
    ),
    "union_tag_invalid": mark(
        "Input tag '{tag}' found using {discriminator} does not match any of the expected tags: {expected_tags}"
    ),
    "union_tag_not_found": mark("Unable to extract tag using discriminator {discriminator}"),
    "uuid_parsing": mark("Input should be a valid UUID, {error}"),
    "uuid_type": mark("UUID input should be a string, bytes or UUID object"),
}

# What is told instead of a pattern, which is for programs.
PATTERNS: Mapping[str, str] = {
    ONE_LINE: mark("One line is expected here, without control characters"),
    PLAIN_TEXT: mark("There are control characters here, which no text has"),
    "^[A-Z]{2}$": mark("Two capital letters are expected here, like VN"),
    "^[A-Z]{3}$": mark("Three capital letters are expected here, like VND"),
}

# What FastAPI says where a form has a text for a file, with the names of its classes.
NO_FILE, FILE_EXPECTED = "Expected UploadFile, ", mark("A file is expected here")


def place_of(error: Mapping[str, Any]) -> Place:
    """The place of one of pydantic's errors, and what is wrong there.

    Of an amendment pydantic has its kind in the path, which is no place in the document.
    """
    where, *path = error["loc"]
    path = [step for before, step in pairwise([where, *path]) if not (isinstance(before, int) and step in KINDS)]
    if error["type"] == "json_invalid":
        path = []  # The parser's character offset is not a place in the document.
    if isinstance(misfit := error.get("ctx", {}).get("error"), Misfit):
        path = [*path[:-1], misfit.field, *(() if misfit.item is None else (misfit.item,))]
    pointer = "".join(f"/{_escaped(str(step))}" for step in path)
    return Place(pointer, *_message(error), str(where))


def literal(text: str) -> str:
    """The template that says just this."""
    return text.replace("{", "{{").replace("}", "}}")


def _message(error: Mapping[str, Any]) -> tuple[str, Mapping[str, object]]:
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        said = str(context["error"])
        return (FILE_EXPECTED if said.startswith(NO_FILE) else literal(said)), {}
    if context.get("pattern") in PATTERNS:
        return PATTERNS[context["pattern"]], {}
    number = context.get("min_length", context.get("max_length"))
    plain = {
        name: int(each) if isinstance(each, float) and each.is_integer() else each for name, each in context.items()
    }
    params = {**plain, "expected_plural": "" if number == 1 else "s"}
    if "expected" in context:
        params["expected"] = Label(vi=context["expected"].replace(" or ", " hoặc "), en=context["expected"])
    template = TEMPLATES.get(error["type"])
    # Another release of pydantic may have other words; then they are passed on as they are.
    if template is None or template.format(**params) != error["msg"]:
        return literal(error["msg"]), {}
    return template, params


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
