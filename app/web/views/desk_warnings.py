"""What is wrong with a draft, or odd about it: computed from how it is now, and never stored."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from app.i18n.messages import mark
from app.matching.scheduling.problem import MeetingId, Party, Slot
from app.web.views.desk_chips import Chips

LONG_WAIT = timedelta(hours=1)
"""So much time between two meetings of the same half of a day is worth a remark."""


class Severity(StrEnum):
    """An error keeps the draft from becoming a version, a warning is a promise not kept, a remark is for the eye."""

    ERROR = "error"
    WARNING = "warning"
    REMARK = "remark"


NAMES: Mapping[Severity, str] = {
    Severity.ERROR: mark("Error"),
    Severity.WARNING: mark("Warning"),
    Severity.REMARK: mark("Remark"),
}
KINDS: Mapping[Severity, str] = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.REMARK: "quiet"}


@dataclass(frozen=True, slots=True)
class Warned:
    """`name` is that of its severity, `kind` that of the badge; it leads to the meeting that it is about."""

    severity: Severity
    name: str
    kind: str
    text: str
    href: str | None = None


class Warnings(Chips):
    """The warnings of one draft."""

    @cached_property
    def warnings(self) -> list[Warned]:
        """The errors first, then what is promised, then what is only worth a look."""
        return [*self._errors(), *self._must_meets(), *self._promises(), *self._unmet(), *self._waits()]

    @property
    def counted(self) -> list[tuple[str, str]]:
        """How many there are of each severity that occurs, with the kind of its badge."""
        ngettext, severities = self.language.ngettext, [each.severity for each in self.warnings]
        numbers = {
            Severity.ERROR: ngettext("%(num)s error", "%(num)s errors", severities.count(Severity.ERROR)),
            Severity.WARNING: ngettext("%(num)s warning", "%(num)s warnings", severities.count(Severity.WARNING)),
            Severity.REMARK: ngettext("%(num)s remark", "%(num)s remarks", severities.count(Severity.REMARK)),
        }
        return [(text, KINDS[severity]) for severity, text in numbers.items() if severity in severities]

    @property
    def is_broken(self) -> bool:
        return bool(self.desk.violations)

    def _errors(self) -> Iterator[Warned]:
        for each in self.desk.violations:
            subjects = ", ".join(self.subject(subject) for subject in each.subjects)
            yield self._warned(Severity.ERROR, f"{self.words.rule(each.rule)}: {subjects}")

    def _must_meets(self) -> Iterator[Warned]:
        for each in self.desk.unplaced:
            if self.problem.meeting_by_id[each.meeting].required:
                text = self.language.gettext("Must meet, and is not placed: %(who)s", who=self.whole(each.meeting))
                yield self._warned(Severity.WARNING, text, each.meeting)

    def _promises(self) -> Iterator[Warned]:
        for party in self.problem.parties:
            if (held := len(self._spans[party.id])) < party.min_meetings:
                number = self.language.number
                told = {"who": self.party(party.id), "held": number(held), "promised": number(party.min_meetings)}
                text = self.language.gettext("%(who)s has %(held)s of %(promised)s promised meetings.", **told)
                yield self._warned(Severity.WARNING, text)

    def _unmet(self) -> Iterator[Warned]:
        wanted = {party for meeting in self.problem.meetings for party in meeting.parties}
        for party in self.problem.parties:
            if party.id in wanted and not self._spans[party.id] and not party.min_meetings:
                text = self.language.gettext("%(who)s has no meeting.", who=self.party(party.id))
                yield self._warned(Severity.REMARK, text)

    def _waits(self) -> Iterator[Warned]:
        for party in self.problem.parties:
            for before, after in self._long_waits(party):
                minutes = (after.start - before.end) // timedelta(minutes=1)
                told = {"who": self.party(party.id), "time": self.times[after.id]}
                yield self._warned(
                    Severity.REMARK,
                    self.language.ngettext(
                        "%(who)s waits %(num)s minute for its meeting at %(time)s.",
                        "%(who)s waits %(num)s minutes for its meeting at %(time)s.",
                        minutes,
                        **told,
                    ),
                )

    def _long_waits(self, party: Party) -> Iterator[tuple[Slot, Slot]]:
        """The last slot before each long wait, and the first after it; none across periods."""
        slots, spans = self.problem.slots, sorted(self._spans[party.id])
        for (_, end), (start, _) in pairwise(spans):
            before, after = slots[end - 1], slots[start]
            if before.period == after.period and after.start - before.end >= LONG_WAIT:
                yield before, after

    @cached_property
    def _spans(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        """From which slot to before which each party meets."""
        spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for put in self.desk.placements:
            if meeting := self.problem.meeting_by_id.get(put.meeting):
                start = self.problem.slot_index[put.slot]
                for party in meeting.parties:
                    spans[party].append((start, min(start + meeting.length, len(self.problem.slots))))
        return spans

    def _warned(self, severity: Severity, text: str, meeting: MeetingId | None = None) -> Warned:
        href = None if meeting is None else self.asked.query(meeting=meeting)
        return Warned(severity, self.language.gettext(NAMES[severity]), KINDS[severity], text, href)
