"""Why two delegations meet or not, in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Delegation, RequestStatus, WishKind
from app.services.pair_explanations import Pair
from app.web.views.desk_parts import Picked

REQUESTS: Mapping[RequestStatus, str] = {
    RequestStatus.SENT: mark("%(asking)s has asked for a meeting; %(asked)s has not answered yet."),
    RequestStatus.ACCEPTED: mark("%(asking)s has asked for a meeting, and %(asked)s has agreed."),
    RequestStatus.DECLINED: mark("%(asked)s has declined the meeting request of %(asking)s."),
    RequestStatus.WITHDRAWN: mark("%(asking)s has withdrawn its meeting request to %(asked)s."),
    RequestStatus.EXPIRED: mark("%(asking)s has asked for a meeting; %(asked)s did not answer in time."),
}
REFUSAL = mark("%(one)s does not want to meet %(other)s.")


@dataclass(frozen=True, kw_only=True)
class PairPage:
    """`meetings` are those of the draft in which both take part, alone or in a group."""

    language: Language
    pair: Pair
    meetings: Sequence[Picked]
    has_draft: bool

    @property
    def title(self) -> str:
        return f"{self._name(self.pair.one)} – {self._name(self.pair.other)}"

    @property
    def verdict(self) -> str:
        """In a sentence; what the draft does not know is told by how the session is now."""
        gettext = self.language.gettext
        if any(meeting.where for meeting in self.meetings):
            return gettext("They meet.")
        if self.meetings:
            return gettext("They are to meet, and their meeting is not placed.")
        if not self.pair.wanted:
            return gettext("No timetable will have a meeting of theirs, for none is wanted.")
        if self.has_draft:
            return gettext("They are to meet, but the draft was begun before that was so and does not know of it.")
        return gettext("They are to meet. Where is told when somebody edits the timetable at the desk.")

    @property
    def grounds(self) -> list[str]:
        """What was said of a meeting of theirs, the weightiest first; and where nothing was, that."""
        gettext = self.language.gettext
        said = [*self._refusals(), *self._insisted(), *self._requests(), *self._wishes()]
        if not said:
            said.append(gettext("Neither has wished for the other or asked for a meeting."))
        if not self.pair.may_ask:
            said.append(gettext("By the rules of the session neither side asks the other."))
        return said

    def _refusals(self) -> Iterator[str]:
        for each in self.pair.refused_by:
            one, other = self._from(each.id)
            yield self._of(REFUSAL, one=one, other=other)

    def _insisted(self) -> Iterator[str]:
        if self.pair.must_meet:
            yield self.language.gettext("The organisers insist that they meet.")
        if self.pair.pinned:
            yield self.language.gettext("The organisers have pinned their meeting.")

    def _requests(self) -> Iterator[str]:
        for request in self.pair.requests:
            asking, asked = self._from(request.requester_id)
            yield self._of(REQUESTS[request.current_status], asking=asking, asked=asked)

    def _wishes(self) -> Iterator[str]:
        for wish in self.pair.wishes:
            if wish.kind is WishKind.RANKED:
                one, other = self._from(wish.delegation_id)
                told = {"one": self._name(one), "other": self._name(other), "rank": str(wish.rank)}
                yield self.language.gettext("%(one)s wishes for %(other)s: rank %(rank)s", **told)

    def _from(self, delegation_id: UUID) -> tuple[Delegation, Delegation]:
        """This one of the two, and the other."""
        one, other = self.pair.one, self.pair.other
        return (one, other) if delegation_id == one.id else (other, one)

    def _of(self, message: str, **who: Delegation) -> str:
        return self.language.gettext(message, **{role: self._name(each) for role, each in who.items()})

    def _name(self, delegation: Delegation) -> str:
        return self.language.name(delegation.organisation)
