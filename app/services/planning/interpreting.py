"""Which meetings need an interpreter, and what each needs of its table: by what the delegations say of themselves.

A delegation speaks the languages that it names, without any those of its delegates. Parties who all share a language
need nobody; nor do those of whom one has named none, as nothing is known then. For the others the interpreters of the
session decide which languages are bridged: each interpreter who has a language in common with every party could do it
by the one of theirs that each party speaks best, and that for which most interpreters would do is taken. Where none
could, the meeting needs one for the best language of each party, and so tells who is missing.

A session without interpreters leaves interpreting to those who meet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from app.matching.scheduling.problem import Meeting, PartyId
from app.models import Delegation, Interpreter
from app.services.languages import languages_of

Languages = tuple[str, ...]


def equipped(
    meetings: Sequence[Meeting], parties: Mapping[PartyId, Delegation], interpreters: Sequence[Interpreter]
) -> list[Meeting]:
    """The meetings with the languages to bridge and the features of a table that their parties need."""
    tongues = {party: languages_of(delegation) for party, delegation in parties.items()}
    known = [tuple(interpreter.languages) for interpreter in interpreters]

    @cache
    def needed(spoken: tuple[Languages, ...]) -> Languages:
        return bridged(spoken, known)

    return [
        replace(
            meeting,
            features=_united(meeting.features, *(parties[party].table_features for party in meeting.parties)),
            interpreting=needed(tuple(tongues[party] for party in meeting.parties)) if interpreters else (),
        )
        for meeting in meetings
    ]


def bridged(spoken: Sequence[Languages], known: Sequence[Languages]) -> Languages:
    """What one interpreter must know so that parties who speak these languages understand each other."""
    if not all(spoken) or set(spoken[0]).intersection(*spoken):
        return ()
    bridges = {bridge for interpreter in known if (bridge := _bridge(spoken, interpreter))}
    best = min(bridges, key=lambda bridge: _order(bridge, spoken, known), default=None)
    return best or _united(*(languages[:1] for languages in spoken))


def is_bridged(spoken: Sequence[Languages], serving: Sequence[Languages]) -> bool:
    """Whether parties who speak these languages understand each other with whoever is `serving` them.

    By whichever languages that is: an instance names some of them, where others would do as well.
    """
    shared = not all(spoken) or bool(set(spoken[0]).intersection(*spoken))
    return shared or any(_bridge(spoken, interpreter) for interpreter in serving)


def _bridge(spoken: Sequence[Languages], known: Languages) -> Languages:
    """By which languages of theirs an interpreter who knows these would serve the parties; empty if not all."""
    found = [next((language for language in languages if language in known), None) for languages in spoken]
    return () if None in found else _united([language for language in found if language is not None])


def _order(bridge: Languages, spoken: Sequence[Languages], known: Sequence[Languages]) -> tuple[int, int, Languages]:
    """First what most interpreters know, then what the parties speak best."""
    serving = sum(set(bridge) <= set(interpreter) for interpreter in known)
    ranks = sum(min(languages.index(each) for each in bridge if each in languages) for languages in spoken)
    return -serving, ranks, bridge


def _united(*lists: Sequence[str]) -> Languages:
    """Each once, in the order in which they come."""
    return tuple(dict.fromkeys(each for several in lists for each in several))
