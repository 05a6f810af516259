"""Wire format of programmes."""

from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from app.access.together import AT_FAULT, Misfit, beside
from app.api.schemas.fields import Input, Output, distinct_by
from app.api.schemas.sessions import SlotInput, SlotRead
from app.api.schemas.slot_grids import SlotGridInput
from app.i18n.messages import mark
from app.services.slot_grids import SlotGrid


class ProgrammeInput(Input):
    """All slots, or the rule that makes them."""

    slots: Annotated[list[SlotInput], distinct_by("code")] | None = Field(
        None, max_length=500, description="In order of time."
    )
    grid: SlotGridInput | None = Field(None, validate_default=True)

    @field_validator("grid")
    @classmethod
    def _one_of_both(cls, grid: SlotGridInput | None, info: ValidationInfo) -> SlotGridInput | None:
        slots = beside(info, "slots")
        if slots is not AT_FAULT and (slots is None) == (grid is None):
            raise Misfit("grid", mark("A programme is given by its slots or by a rule, not by both"))
        return grid

    def values(self) -> list[dict[str, Any]] | None:
        """The slots, unless they are made by a rule."""
        return None if self.slots is None else [slot.model_dump() for slot in self.slots]

    def rule(self) -> SlotGrid | None:
        """The rule, if they are made by one."""
        return None if self.grid is None else self.grid.rule()


class ProgrammeRead(Output):
    slots: list[SlotRead]
