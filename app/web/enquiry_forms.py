"""The forms of enquiries: what is asked, and each step that it takes."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from app.access.fields import Code, Text
from app.models import Enquiry, EnquiryKind
from app.web.forms import Form, Typed
from app.web.interest_forms import NeedForm


class EnquiryForm(NeedForm):
    """A need without a note, since all of it is for the mission. Who asks stays."""

    template: ClassVar[str] = "enquiries/form.html"

    kind: EnquiryKind
    code: Code
    revision: int = 0

    @property
    def need(self) -> dict[str, Any]:
        """As it is kept."""
        return self.model_dump(mode="json", exclude={"organisation_id", "kind", "revision", "note"}) | {"note": None}


class NewEnquiryForm(EnquiryForm):
    organisation_id: UUID


class StepForm(Form):
    template: ClassVar[str] = "enquiries/step.html"

    mission_id: UUID | None = None
    text: Text | None = None
    revision: int


class DocumentForm(Form):
    """The page of an enquiry: what is sent there is a file."""

    template: ClassVar[str] = "enquiries/page.html"
    seizes_focus: ClassVar[bool] = False
    at: ClassVar[Mapping[str, str]] = {}


def said_of(enquiry: Enquiry) -> Typed:
    """All that it asks."""
    return Typed.of(enquiry.need or {})


def typed_of(enquiry: Enquiry) -> Typed:
    """The same to be edited."""
    return Typed.of({"kind": enquiry.kind, "revision": enquiry.revision}).over(said_of(enquiry))
