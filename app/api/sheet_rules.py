"""The rules of the API for what stands in the rows of a workbook."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from app.access.fields import Text
from app.api.schemas.delegates import DelegateInput, DelegatePrivateInput
from app.api.schemas.delegation_details import DelegationDetails
from app.api.schemas.delegations import DelegationCreate, DelegationUpdate
from app.api.schemas.enquiries import EnquiryInput
from app.api.schemas.fields import Input
from app.api.schemas.needs import NeedInput
from app.api.schemas.offerings import OfferingInput
from app.api.schemas.wishes import WishCreate, WishUpdate
from app.api.validation import place_of
from app.errors import Invalid
from app.models import DelegationMode


class NewDelegation(DelegationDetails, DelegationCreate):
    """With what the delegation itself may say, too, on another address."""

    mode: DelegationMode = DelegationMode.IN_PERSON


class KnownDelegation(DelegationDetails, DelegationUpdate):
    """As `NewDelegation`."""

    mode: DelegationMode = DelegationMode.IN_PERSON


class SheetEnquiry(EnquiryInput):
    """With the mission's answer, which is a step of its own elsewhere."""

    answer: Text | None = None


SCHEMAS: Mapping[str, type[Input]] = {
    "delegations": NewDelegation,
    "known delegations": KnownDelegation,
    "delegates": DelegateInput,
    "needs": NeedInput,
    "offerings": OfferingInput,
    "enquiries": SheetEnquiry,
    "wishes": WishCreate,
    "known wishes": WishUpdate,
}
# A row has no parts: what a body has in one of its own stands beside the rest.
PARTS: Mapping[str, tuple[str, type[Input]]] = {
    "delegates": ("private", DelegatePrivateInput),
    "enquiries": ("need", NeedInput),
}


def judged(rules: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values with their defaults, as a route would take them. Raises `Invalid` with every place."""
    try:
        return _plain(SCHEMAS[rules].model_validate(_parted(rules, values)).model_dump(), rules)
    except ValidationError as exc:
        places = [place_of({**error, "loc": ("body", *error["loc"])}) for error in exc.errors()]
        raise Invalid("See `errors` for every place that does not fit.", places=places) from exc


def _parted(rules: str, values: dict[str, Any]) -> dict[str, Any]:
    if rules not in PARTS:
        return values
    name, schema = PARTS[rules]
    part = {field: value for field, value in values.items() if field in schema.model_fields}
    return {field: value for field, value in values.items() if field not in part} | {name: part}


def _plain(body: dict[str, Any], rules: str) -> dict[str, Any]:
    part = body.pop(PARTS[rules][0]) if rules in PARTS else {}
    return body | part
