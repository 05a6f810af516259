"""The form of a need or an offering, and what it begins with."""

import re
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from app.access.fields import Code, Line, Text, paid_in
from app.access.together import has_a_title, size_in_one_unit
from app.errors import AppError
from app.i18n.languages import Language
from app.models import Interest, PartnerIntent, PartnerKind, Urgency, Visibility
from app.services import contents
from app.services.disclosure import Shown
from app.web.forms import Form, Sheet, Typed
from app.web.views.interest import Noun

# As people write it: 1.500.000 or 1,500,000 or 1 500 000.
_GROUPED = re.compile(r"\d{1,3}([., \u00a0]\d{3})+")


def _ungrouped(value: Any) -> Any:
    text = str(value).strip()
    return re.sub(r"\D", "", text) if _GROUPED.fullmatch(text) else text


Amount = Annotated[int, BeforeValidator(_ungrouped), Field(ge=1, le=1_000_000_000_000_000)]


class InterestForm(Form):
    template: ClassVar[str] = "interests/page.html"
    seizes_focus: ClassVar[bool] = False

    title_vi: Line | None = None
    text_vi: Text | None = None
    title_en: Line | None = Field(None, validate_default=True)
    text_en: Text | None = None
    sector_codes: list[Code] = Field([], max_length=50)
    objective_code: Code | None = None
    country_codes: list[Code] = Field([], max_length=50)
    partner_kind: PartnerKind | None = None
    size_amount: Amount | None = None
    size_currency: Annotated[Code, AfterValidator(paid_in)] | None = None
    size_unit: Code | None = Field(None, validate_default=True)
    urgency: Urgency = Urgency.NORMAL
    priority: int = Field(1, ge=1, le=10_000)
    note: Text | None = None
    revision: int

    _has_a_title = field_validator("title_en")(has_a_title)
    _size_in_one_unit = field_validator("size_unit")(size_in_one_unit)


class NeedForm(InterestForm):
    region_codes: list[Code] = Field([], max_length=50)


class OfferingForm(InterestForm):
    partner_name: Line | None = None
    partner_country_code: Code | None = None
    partner_intent: PartnerIntent | None = None
    visibility: Visibility = Visibility.MATCHED


class NeedDraft(NeedForm):
    """As one types: what is wrong is told beside the buttons."""

    template: ClassVar[str] = "interests/not_saved.html"


class OfferingDraft(OfferingForm):
    template: ClassVar[str] = "interests/not_saved.html"


class DocumentSheet(Sheet):
    """The page after a document was refused: that is told where one chooses a file, and the cursor goes there."""

    @classmethod
    def of(cls, sheet: Sheet) -> "DocumentSheet":
        return cls(sheet.form, sheet.typed, **sheet.context)

    def tell(self, error: AppError, language: Language) -> None:
        super().tell(error, language)
        if self.context["editable"]:
            told = [*self.faults.values(), self.fault]
            self.faults, self.fault = {"file": next(text for text in told if text)}, None

    @property
    def focus(self) -> str | None:
        return next(iter(self.faults), None)


def form_of(noun: Noun) -> type[NeedForm] | type[OfferingForm]:
    return NeedForm if noun is Noun.NEEDS else OfferingForm


def draft_of(noun: Noun) -> type[NeedDraft] | type[OfferingDraft]:
    return NeedDraft if noun is Noun.NEEDS else OfferingDraft


def typed_of(shown: Shown[Interest]) -> Typed:
    """All that it says, as far as the reader may know."""
    names = (*contents.COLUMNS[type(shown.interest)], "revision")
    links = {"sector_codes": "sectors", "country_codes": "countries", "region_codes": "regions"}
    rows = {name: [_code(row) for row in getattr(shown, kind, ()) or ()] for name, kind in links.items()}
    return Typed.of({name: getattr(shown, name) for name in names} | rows)


def _code(row: Any) -> str:
    return str(row.iso2 if hasattr(row, "iso2") else row.code)
