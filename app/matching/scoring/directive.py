"""What a cue says of the things beside it: a role outright, or what is sought, offered, planned."""

from dataclasses import dataclass

from app.matching.scoring.kinds import INVITED, OFFERED, PLANNED, SOUGHT, fitting
from app.matching.scoring.roles import Role, Side

STATED, TOLD, SUBJECT, MAKER, WANTED, BARE, HINT, BACKWARDS = 0.95, 0.9, 0.85, 0.4, 0.7, 0.6, 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Directive:
    """What holds from a token on: a role outright, or whether what follows is sought or offered."""

    start: int
    role: Role | None
    sure: float
    sought: bool | None = None
    hint: bool = False
    aim: bool = False  # What follows is only what it is for.
    planned: bool = False  # Somebody plans, or studies, what follows.
    invited: bool = False  # Somebody is invited to what follows.
    taking: bool = False  # Whom one takes, one employs, or teaches.

    def for_kind(self, kind: str, side: Side) -> tuple[Role, float] | None:
        """The role of the writer towards a thing of this kind; nothing where the directive says nothing of it."""
        if self.role is not None:
            sends = self.role is Role.LEARN and kind == "labour" and side is Side.NEED
            return Role.SEND if sends else fitting(self.role, kind), self.sure
        if self.invited:
            return INVITED[side].get(kind, Role.SITE), BARE
        if kind == "project" or (kind == "site" and self.sought and side is Side.NEED):
            return (Role.SITE if side is Side.NEED else Role.INVEST if self.sought else Role.PROVIDE), BARE
        role = self._special(kind, side) or (SOUGHT if self.sought else OFFERED).get(kind)
        return None if role is None else (role, self.sure)

    def _special(self, kind: str, side: Side) -> Role | None:
        if self.planned and side is Side.OFFER and kind in PLANNED:
            return PLANNED[kind]
        if kind == "destination":
            return Role.BRING if self.sought and side is Side.OFFER else Role.HOST
        if kind == "training" and self.taking:
            return Role.TEACH
        if kind == "labour" and side is Side.NEED and self.sure <= WANTED:
            return Role.SEND  # Workers who want to go, not workers who are wanted.
        return None
