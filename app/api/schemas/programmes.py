"""Wire format of programmes."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from app.api.schemas.fields import Input, Output, distinct_by, misfit
from app.api.schemas.sessions import SlotInput, SlotRead
from app.api.schemas.slot_grids import SlotGridInput
from app.i18n.messages import mark
from app.services.slot_grids import SlotGrid


class ProgrammeInput(Input):
    """All slots, or the rule that makes them."""

    slots: Annotated[list[SlotInput], distinct_by("code")] | None = Field(
        None, max_length=500, description="In order of time."
    )
    grid: SlotGridInput | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.slots is None) == (self.grid is None):
            raise misfit("grid", mark("A programme is given by its slots or by a rule, not by both"))
        return self

    def values(self) -> list[dict[str, Any]] | None:
        """The slots, unless they are made by a rule."""
        return None if self.slots is None else [slot.model_dump() for slot in self.slots]

    def rule(self) -> SlotGrid | None:
        """The rule, if they are made by one."""
        return None if self.grid is None else self.grid.rule()


class ProgrammeRead(Output):
    slots: list[SlotRead]
