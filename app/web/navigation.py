"""Where one can go from a page, and where one is: the entries of the navigation.

A page that exists has a line here. `{conference}`, `{delegation}` and `{session}` in a path stand for what one is at;
an entry of sessions is there once for each.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.i18n.languages import Language
from app.i18n.messages import Label, mark


@dataclass(frozen=True, slots=True)
class Entry:
    """`section` is the name by which pages say that they are part of it."""

    section: str
    label: str
    path: str


# For somebody of a delegation, and for whoever looks at one of its pages.
OF_DELEGATIONS: tuple[Entry, ...] = (
    Entry("conference", mark("My conference"), "/delegations/{delegation}/standing"),
    Entry("delegation", mark("Delegation"), "/delegations/{delegation}"),
    Entry("interests", mark("Offerings"), "/delegations/{delegation}/interests"),
    Entry("partners", mark("Suggestions"), "/delegations/{delegation}/partners"),
    Entry("directory", mark("Directory"), "/delegations/{delegation}/directory"),
    Entry("wishes", mark("Wishes and requests"), "/delegations/{delegation}/wishes"),
    Entry("diary", mark("Diary"), "/delegations/{delegation}/diary"),
)
# For those who organise a conference.
OF_ORGANISERS: tuple[Entry, ...] = (
    Entry("overview", mark("Overview"), "/conferences/{conference}/overview"),
    Entry("setup", mark("Set-up"), "/conferences/{conference}/setup"),
    Entry("people", mark("Who takes part"), "/conferences/{conference}/people"),
    Entry("programme", mark("Programme and tables"), "/sessions/{session}/programme"),
    Entry("settings", mark("Settings"), "/conferences/{conference}/settings"),
    Entry("import", mark("Import"), "/conferences/{conference}/import"),
    Entry("review", mark("Review"), "/conferences/{conference}/review"),
    Entry("groups", mark("Groups"), "/sessions/{session}/groups"),
    Entry("generate", mark("Make a timetable"), "/sessions/{session}/generate"),
    Entry("what-ifs", mark("What if …"), "/sessions/{session}/what-ifs"),
    Entry("timetable", mark("Timetable"), "/sessions/{session}/timetable"),
    Entry("desk", mark("Timetable desk"), "/sessions/{session}/desk"),
    Entry("stage", mark("Stage and release"), "/conferences/{conference}/stage"),
    Entry("failures", mark("What failed"), "/conferences/{conference}/failures"),
)
# Outside of any conference, for those who may ask or answer there. The section is where its pages are.
OUTSIDE: tuple[Entry, ...] = (
    Entry("/", mark("Conferences"), "/"),
    Entry("/enquiries", mark("Enquiries"), "/enquiries"),
)
# The same for administrators alone.
OF_ADMINISTRATORS: tuple[Entry, ...] = (Entry("/failures", mark("What failed"), "/failures"),)
# What an entry of delegations is called for a side that has another word for it.
BY_SIDE: Mapping[tuple[str, str], str] = {("interests", "province"): mark("Needs")}


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has a name in each language: plain values, for a failure forgets rows."""

    id: UUID
    name: Label


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is: at a conference, perhaps at a delegation, in a section."""

    conference: Named
    city: str
    sessions: tuple[Named, ...]
    delegation: Named | None
    side: str | None
    organises: bool
    is_own: bool
    section: str


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together; `name` is whose they are, if that does not go without saying."""

    name: str | None
    links: tuple[Link, ...]


def groups(language: Language, place: Place) -> tuple[Group, ...]:
    """What the reader can go to."""
    found = []
    if place.organises:
        found.append(Group(None, tuple(_links(language, place, OF_ORGANISERS))))
    if place.delegation:
        name = None if place.is_own else getattr(place.delegation.name, language.code)
        found.append(Group(name, tuple(_links(language, place, OF_DELEGATIONS))))
    return tuple(group for group in found if group.links)


def outside(language: Language, path: str, *, administers: bool) -> tuple[Group, ...]:
    """Where one can go from the page at `path`, which is of no conference."""
    top, entries = "/" + path.split("/")[1], OUTSIDE + OF_ADMINISTRATORS if administers else OUTSIDE
    return (Group(None, tuple(Link(language.gettext(e.label), e.path, e.section == top) for e in entries)),)


def _links(language: Language, place: Place, entries: tuple[Entry, ...]) -> Iterator[Link]:
    for entry in entries:
        label = language.gettext(BY_SIDE.get((entry.section, place.side or ""), entry.label))
        if "{session}" not in entry.path:
            yield Link(label, _path(entry, place), entry.section == place.section)
            continue
        for session in place.sessions:
            several = f"{label}: {getattr(session.name, language.code)}" if len(place.sessions) > 1 else label
            here = f"{entry.section}:{session.id}"
            yield Link(several, _path(entry, place, session), place.section in {here, entry.section})


def _path(entry: Entry, place: Place, session: Named | None = None) -> str:
    parts = {"conference": place.conference, "delegation": place.delegation, "session": session}
    return entry.path.format(**{name: part.id for name, part in parts.items() if part})
