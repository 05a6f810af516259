"""What a timetable says of itself and is not so, as far as that can be judged without solving."""

from collections import Counter
from collections.abc import Iterator, Mapping

from app.matching.scheduling.checker.agenda import Agenda
from app.matching.scheduling.checker.report import Claim, Claimed
from app.matching.scheduling.checker.rules import RULES
from app.matching.scheduling.checker.ways import Diagnosis, Ways
from app.matching.scheduling.problem import Goal, Meeting, Problem
from app.matching.scheduling.timetable import GoalValue, Reason, Rule, Status, Timetable, Unplaced


def claims(timetable: Timetable, ways: Ways, values: Mapping[Goal, int], *, digest: str) -> Iterator[Claim]:
    """Every false claim; `values` are the true ones, `digest` is the instance's (empty: unknown, and not judged)."""
    problem = ways.agenda.problem
    if digest and timetable.instance != digest:
        yield Claim(Claimed.INSTANCE, f"The timetable is for instance {timetable.instance}, this one is {digest}.")
    if timetable.status == Status.INFEASIBLE:
        yield from _infeasible(problem, timetable)
        return
    yield from _goals(problem, timetable.goals)
    for goal in timetable.goals:
        if goal.goal in values:
            yield from _goal(goal, values[Goal(goal.goal)])
    yield from _status(timetable, values)
    yield from _unplaced(timetable.unplaced, ways.agenda)
    yield from _reasons(timetable.unplaced, ways)
    if timetable.conflict:
        yield Claim(Claimed.CONFLICT, f"Only an infeasible timetable has a conflict; this one is {timetable.status}.")


def _goals(problem: Problem, goals: tuple[GoalValue, ...]) -> Iterator[Claim]:
    """The policy's goals in their order; a repair may put `changes` besides, directly after `required` or first."""
    policy, claimed = [goal.value for goal in problem.policy.goals], [goal.goal for goal in goals]
    repair = list(policy)
    if Goal.CHANGES not in policy and problem.published is not None:
        repair.insert(1 if policy[:1] == [Goal.REQUIRED] else 0, Goal.CHANGES)
    if claimed not in (policy, repair):
        message = f"The goals are {', '.join(claimed) or 'none'}; the policy's are {', '.join(policy) or 'none'}."
        yield Claim(Claimed.GOALS, message)


def _goal(claimed: GoalValue, value: int) -> Iterator[Claim]:
    """The value, and the bound against the true value, so that one falsehood is told once."""
    if claimed.value != value:
        message = f"The value of {claimed.goal} is given as {claimed.value}; it is {value}."
        yield Claim(Claimed.VALUE, message)
    if claimed.bound is None:
        return
    if claimed.bound < value if Goal(claimed.goal).maximised else claimed.bound > value:
        message = f"The bound of {claimed.goal} is given as {claimed.bound}, but the timetable attains {value}."
        yield Claim(Claimed.BOUND, message)


def _status(timetable: Timetable, values: Mapping[Goal, int]) -> Iterator[Claim]:
    """Optimal if and only if every goal's value equals its bound."""
    open_goals = [g.goal for g in timetable.goals if g.goal not in values or g.bound != values[Goal(g.goal)]]
    true = Status.FEASIBLE if open_goals else Status.OPTIMAL
    if timetable.status != true:
        why = f"value and bound of {', '.join(open_goals)} differ" if open_goals else "every value equals its bound"
        yield Claim(Claimed.STATUS, f"The status is given as {timetable.status}; it is {true}, since {why}.")


def _unplaced(unplaced: tuple[Unplaced, ...], agenda: Agenda) -> Iterator[Claim]:
    """Every meeting that is not held, once, and nothing else."""
    expected = [meeting.id for meeting in agenda.problem.meetings if meeting.id not in agenda.held]
    # Nearly always they are listed in the order of the instance, which is quickly seen.
    if [entry.meeting for entry in unplaced] == expected:
        return
    listed = Counter(entry.meeting for entry in unplaced)
    for meeting, times in listed.items():
        if meeting not in agenda.problem.meeting_by_id:
            yield Claim(Claimed.UNPLACED, f"{meeting} is listed as not held, but the instance does not know it.")
        elif meeting in agenda.held:
            yield Claim(Claimed.UNPLACED, f"{meeting} is listed as not held, but it is held.")
        if times > 1:
            yield Claim(Claimed.UNPLACED, f"{meeting} is listed {times} times as not held.")
    for meeting in expected:
        if meeting not in listed:
            yield Claim(Claimed.UNPLACED, f"{meeting} is not held, but not listed so.")


def _reasons(unplaced: tuple[Unplaced, ...], ways: Ways) -> Iterator[Claim]:
    """The first true reason of each meeting that is not held, with a broken rule if and only if that is the reason."""
    known, held = ways.agenda.problem.meeting_by_id, ways.agenda.held
    for entry in unplaced:
        meeting = known.get(entry.meeting)
        if meeting is not None and entry.meeting not in held:
            wrong = _wrong_reason(entry, meeting, ways)
            if wrong:
                yield Claim(Claimed.REASON, f"{meeting.id}: {wrong}.")


def _wrong_reason(entry: Unplaced, meeting: Meeting, ways: Ways) -> str:
    """What is wrong with a reason; empty if nothing is."""
    diagnosis = ways.diagnose(meeting)
    if entry.reason != diagnosis.reason:
        return f"the reason is given as {entry.reason}; the first true one is {diagnosis.reason}"
    if diagnosis.reason is not Reason.RULE:
        return "" if entry.rule is None else f"reason {entry.reason} has no rule, but {entry.rule} is named"
    if _breaks(entry.rule, diagnosis, ways, meeting):
        return ""
    return f"no way of holding it breaks {entry.rule or 'a rule without a name'}"


def _breaks(rule: str | None, diagnosis: Diagnosis, ways: Ways, meeting: Meeting) -> bool:
    """Whether the rule is one of those broken; which of them is the most telling is a matter of taste."""
    return rule in diagnosis.closed or (
        rule is not None and rule in RULES and ways.some_way_breaks(meeting, Rule(rule))
    )


def _infeasible(problem: Problem, timetable: Timetable) -> Iterator[Claim]:
    """The form of an infeasible file: a conflict with a pin in it, and nothing else."""
    for part in ("placements", "goals", "unplaced"):
        if getattr(timetable, part):
            yield Claim(Claimed.CONFLICT, f"An infeasible timetable has no {part}.")
    unknown = [part.rule for part in timetable.conflict if part.rule not in list(Rule)]
    if unknown:
        yield Claim(Claimed.CONFLICT, f"The conflict names what is no rule: {', '.join(unknown)}.")
    pinned = {meeting.id for meeting in problem.meetings if meeting.pin is not None}
    if not any(part.rule == Rule.PINS and pinned.intersection(part.subjects) for part in timetable.conflict):
        yield Claim(Claimed.CONFLICT, "The conflict names no pin, but without one no instance is infeasible.")
