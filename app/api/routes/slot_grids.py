"""The `slot-grids` resource: programmes by rule, made and not kept."""

from uuid import UUID

from app.api.deps import ReadActor, ReadSession
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.slot_grids import GridSlotRead, SlotGridInput
from app.errors import Invalid, NotFound
from app.services import slot_grids
from app.services.slot_grids import GridSlot

router = Router(tags=["Sessions"])


@router.post(
    "/conferences/{conference_id}/slot-grids",
    response_model=list[GridSlotRead],
    responses=problems(NotFound, Invalid),
)
def make_slot_grid(conference_id: UUID, body: SlotGridInput, actor: ReadActor, db: ReadSession) -> list[GridSlot]:
    """The slots of a rule, to be looked at and given to a new session; nothing is stored."""
    return slot_grids.slots(db, actor, conference_id, body.rule())
