"""Every component in its states, on one page, for whoever makes pages; in development only."""

from typing import ClassVar

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.web.deps import Pages
from app.web.forms import Form, Sheet, Typed, show

router = APIRouter()


class SampleForm(Form):
    template: ClassVar[str] = "styleguide.html"
    seizes_focus: ClassVar[bool] = False

    name: str
    text: str
    side: str
    sectors: list[str]


@router.get("/styleguide")
def styleguide(pages: Pages) -> HTMLResponse:
    filled, faulty = Typed([("name", "Nguyễn An"), ("sectors", "a")]), Sheet(SampleForm)
    faulty.faults = dict.fromkeys(SampleForm.model_fields, "This can't be taken as it is.")
    return show(pages, Sheet(SampleForm, filled, faulty=faulty))
