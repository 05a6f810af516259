"""The `formats` of events, which come with this release."""

from collections.abc import Sequence

from app.api.deps import SignedIn
from app.api.routing import Router
from app.api.schemas.formats import FormatRead
from app.services import formats
from app.services.formats import EventFormat

router = Router(prefix="/formats", tags=["Sessions"])


@router.get("", response_model=list[FormatRead], dependencies=[SignedIn])
def list_formats() -> Sequence[EventFormat]:
    """All of them; a new session can start from one by its `format_code`."""
    return formats.all_formats()
