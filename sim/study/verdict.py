"""Which strategy is best, and how sure that is, in one honest sentence.

Decided means: the joint 95 % simulation intervals of the best minus every other strategy all
exclude 0 and, where numbers with ranges were drawn, the best wins nine of ten draws. Everything
else is open. The best being the baseline reads "stay as you are", with its name where that is not
`today`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from sim.study.kpis import Kpi
from sim.study.money import difference_amount
from sim.study.question import Question, Verdict
from sim.study.statistics import (
    Estimate,
    difference,
    joint_differences,
    joint_level,
    replications_needed,
)
from sim.study.uncertainty.words import draws_words, sure_words

TODAY = "today"
"""The name of the firm as it is."""
MANY_LOST = 0.25
"""From this share of years that earn less than the baseline on, luck decides a single year."""
MOST_REPLICATIONS = 100_000
"""Advice beyond this many replications is not given: the strategies are hard to tell apart."""


_HOLD = "if the numbers hold"


def nothing_to_compare(kpi: Kpi, able: Sequence[str]) -> Verdict:
    """The verdict where one strategy can pay for its platform, or none."""
    who = f"only {able[0]}" if able else "no strategy"
    words = f"Nothing to compare: {who} can pay for its platform."
    return _nothing(kpi, words)


def judge(question: Question) -> Verdict:
    """The verdict on one question."""
    measured, kpi = question.measured, question.kpi
    undefined = [name for name, found in measured.items() if found.theta is None]
    if undefined:
        words = f"{kpi.title} is not defined for {_listed(undefined)}: nothing to divide by."
        return _nothing(kpi, words)
    if len(measured) < 2:
        return nothing_to_compare(kpi, tuple(measured))
    leader = leading(question)
    others = {name: found for name, found in measured.items() if name != leader}
    joint = joint_differences(measured[leader], others)
    sure = all(found.excludes_zero() for found in joint.values())
    decided = sure and question.inputs.settles(leader)
    if decided:
        answer, other = _decided(question, leader, joint)
    elif sure:
        answer, other = _unsettled(question, leader, joint)
    else:
        answer, other = _undecided(question, leader, joint)
    told = [_parts(question, leader), _joined_or_not(question, leader, joint, answer)]
    if leader not in question.joined and told[1]:  # then its links matter less than joining
        told.reverse()
    first = (answer, _how_sure(question, leader, other, joint, sure=sure), told[0])
    further = (
        told[1],
        _hours(question, leader, joint),
        _others(question, leader, _nearest(joint)),
        *(_parts(question, name, name) for name in question.by_actions if name != leader),
        _luck(question, leader, joint),
    )
    return Verdict(
        decided=decided,
        best=leader if decided else None,
        leader=leader,
        kpi=kpi.name,
        probability_best=(question.inputs.shares or {}).get(leader),
        headline=tuple(part for part in first if part),
        further=tuple(part for part in further if part),
        by_actions=question.by_actions,
        joined=question.joined,
        unpaid=question.unpaid or {},
        leads=joint,
    )


def _parts(question: Question, name: str, called: str = "") -> str:
    """What the actions of a strategy bring and what joining does; empty where it is not told."""
    found = question.by_actions.get(name)
    if found is None:
        return ""
    joined = name in question.joined
    return found.words(question.kpi, question.currency, name=called, joined=joined)


def _nothing(kpi: Kpi, words: str) -> Verdict:
    """Where there is no best strategy to speak of."""
    return Verdict(False, None, None, kpi.name, None, (words,))


def leading(question: Question) -> str:
    """The strategy with the best mean; a tie goes to the baseline."""
    sign = 1.0 if question.kpi.better == "higher" else -1.0
    names = list(question.measured)
    values = {name: sign * (question.measured[name].theta or 0.0) for name in names}
    top = max(values.values())
    # A tie goes to the baseline: without a gain nothing is to be changed.
    if question.baseline in values and values[question.baseline] == top:
        return question.baseline
    return next(name for name in names if values[name] == top)


def _nearest(joint: Mapping[str, Estimate]) -> str:
    return min(joint, key=lambda name: abs(joint[name].mean or 0.0))


def _amount(question: Question, found: Estimate) -> str:
    """``EUR 5,160 a year``, without its sign."""
    kpi = question.kpi
    words = difference_amount(kpi, abs(found.mean or 0.0), question.currency, code=True)
    if kpi.unit in ("people", "hours", "days"):
        words += f" {kpi.unit}"
    return f"{words} a year" if kpi.period == "year" else words


def _gap(question: Question, other: str, found: Estimate, *, head: bool = False) -> str:
    """``EUR 5,160 a year more than today (EUR 8.60 a head)``."""
    kpi = question.kpi
    side = "more" if kpi.better == "higher" else "less"
    words = f"{_amount(question, found)} {side} than {other}"
    if head and kpi.unit == "money" and kpi.period == "year":
        each = question.currency.text(abs(found.mean or 0.0) / question.customers)
        words += f" ({each} a head)"
    return words


def _ahead(question: Question, leader: str, other: str, found: Estimate) -> str:
    gap = _gap(question, other, found, head=True)
    if question.kpi.name == "profit":
        return f"{leader} earns {gap}"
    return f"{leader} has {gap} in '{question.kpi.title}'"


def _decided(question: Question, leader: str, joint: Mapping[str, Estimate]) -> tuple[str, str]:
    """The answer, and the strategy that it compares the best one with."""
    if leader != question.baseline:
        words, other = _lead(question, leader, joint)
        free = " and its extra hours cost nothing" if _undone(question, leader, joint) else ""
        return f"{_settled(question)}: {words}, {_HOLD}{free}.", other
    nearest = _nearest(joint)
    words = _ahead(question, leader, nearest, joint[nearest])
    rest = ", the nearest other strategy" if len(joint) > 1 else ""
    which = "" if leader == TODAY else f", with {leader}"
    stay = f"{_settled(question)}: stay as you are{which}."
    return f"{stay} {_HOLD.capitalize()}, {words}{rest}.", nearest


def _settled(question: Question) -> str:
    """``Decided``, and of what where the ranges of the scenario were left out."""
    left_out = question.inputs.numbers > 0 and question.inputs.draws == 0
    return "Decided at stated values" if left_out else "Decided"


def _lead(question: Question, leader: str, joint: Mapping[str, Estimate]) -> tuple[str, str]:
    """How far ahead it is: of the baseline, and of the next best."""
    nearest = _nearest(joint)
    if question.baseline not in joint:
        return _ahead(question, leader, nearest, joint[nearest]), nearest
    words = _ahead(question, leader, question.baseline, joint[question.baseline])
    if nearest != question.baseline:
        more = _gap(question, nearest, joint[nearest]).replace(" a year", "")
        words += f" and {more}, the next best"
    return words, question.baseline


def _unsettled(question: Question, leader: str, joint: Mapping[str, Estimate]) -> tuple[str, str]:
    """Where the simulation is sure of the stated values, and their ranges leave it open."""
    words, other = _lead(question, leader, joint)
    draws = question.inputs.draws
    why = "numbers of the scenario are uncertain"
    if not question.inputs.enough:
        why = f"{draws} {'draw is' if draws == 1 else 'draws are'} too few to decide"
    return f"Open, as {why}: at stated values {words}.", other


def _undecided(question: Question, leader: str, joint: Mapping[str, Estimate]) -> tuple[str, str]:
    same = [
        other
        for other in joint
        if np.array_equal(
            question.measured[leader].values, question.measured[other].values, equal_nan=True
        )
    ]
    if len(same) == len(joint):
        return f"Open: {_listed([leader, *same])} come out exactly the same.", same[0]
    if same:
        other = next(name for name in joint if name not in same)
        words = f"{_listed([leader, *same])} come out exactly the same"
        return f"Open: {words}; {_ahead(question, leader, other, joint[other])}, {_HOLD}.", other
    open_ = [name for name, found in joint.items() if not found.excludes_zero()]
    rival = min(open_, key=lambda name: abs(joint[name].mean or 0.0))
    words = f"Open at this precision: {_ahead(question, leader, rival, joint[rival])}"
    if question.inputs.settles(leader):
        words += _advice(question, leader, rival, joint)
    base = joint.get(question.baseline)
    if base is not None and base.excludes_zero():
        words += f"; that it is {_gap(question, question.baseline, base)} is sure"
    return f"{words}.", rival


def _advice(question: Question, leader: str, rival: str, joint: Mapping[str, Estimate]) -> str:
    if joint[rival].low is None:
        return "; an interval needs at least 5 replications"
    needed = replications_needed(
        question.measured[leader], question.measured[rival], joint_level(len(joint))
    )
    if needed is None or needed > MOST_REPLICATIONS:
        return "; more replications will hardly decide it"
    step = 10 ** max(0, len(str(needed)) - 2)
    return f"; about {math.ceil(needed / step) * step:,} replications may decide it"


def _how_sure(
    question: Question, leader: str, other: str, joint: Mapping[str, Estimate], *, sure: bool
) -> str:
    """How sure it is in words; both intervals of one difference side by side; draws won."""
    if joint[other].mean == 0.0 and not joint[other].excludes_zero():
        return ""
    inputs, kpi = question.inputs, question.kpi
    ranges = []
    if joint[other].has_interval:
        kind = "joint 95 %" if len(joint) > 1 else "95 %"
        ranges.append(f"{_ends(question, joint[other])} by simulation ({kind})")
    drawn = inputs.seen_from(leader, other, kpi.name)
    if drawn.has_interval:
        ranges.append(f"{_ends(question, drawn)} by inputs")
    likely = drawn.has_interval and not drawn.excludes_zero()
    how = sure_words(inputs, leader, sure=sure, likely=likely)
    words = f"{how}: {', '.join(ranges)}" if ranges else ""
    draws = draws_words(inputs, leader)
    if not words:
        return f"{draws[0].upper()}{draws[1:]}." if draws else ""
    return f"{words}; {draws}." if draws else f"{words}."


def _ends(question: Question, found: Estimate) -> str:
    """``EUR 331 to 2,944``, of a difference that is told without its sign."""
    kpi, currency = question.kpi, question.currency
    low, high = found.low or 0.0, found.high or 0.0
    if kpi.better != "higher":
        low, high = -high, -low
    first, last = (difference_amount(kpi, end, currency) for end in (low, high))
    code = f"{currency.code} " if kpi.unit == "money" else ""
    return f"{code}{first}" if first == last else f"{code}{first} to {last}"


def _joined_or_not(
    question: Question, leader: str, joint: Mapping[str, Estimate], answer: str
) -> str:
    """How the best of the joined ones stands to a leader that is not, or the other way round."""
    joined = leader in question.joined
    others = {name: found for name, found in joint.items() if (name in question.joined) != joined}
    if not others or question.kpi.name != "profit":
        return ""
    best = min(others, key=lambda name: others[name].mean or 0.0)
    if f"than {best}" in answer or not others[best].mean:
        return ""
    called = "Best not joined" if joined else "Best joined"
    luck = ""
    if others[best].has_interval:
        luck = " (more than chance)" if others[best].excludes_zero() else " (perhaps chance)"
    return f"{called}: {best}, {_amount(question, others[best])} less than {leader}{luck}."


def _hours(question: Question, leader: str, joint: Mapping[str, Estimate]) -> str:
    """Where hours that profit does not charge would undo the gain."""
    if not _undone(question, leader, joint):
        return ""
    cost = question.currency.text(_unpaid(question, leader))
    return (
        f"But it takes more hours of calls and services, which are not in profit: if their {cost} "
        f"a year had to be paid on top, {leader} would earn less than {question.baseline}."
    )


def _undone(question: Question, leader: str, joint: Mapping[str, Estimate]) -> bool:
    """Whether the hours that profit does not charge cost more than the gain."""
    base = joint.get(question.baseline)
    if base is None or question.kpi.name != "profit":
        return False
    return _unpaid(question, leader) > (base.mean or 0.0)


def _unpaid(question: Question, leader: str) -> float:
    return (question.unpaid or {}).get(leader, 0.0)


def _luck(question: Question, leader: str, joint: Mapping[str, Estimate]) -> str:
    """What a single real year does to the difference, where that is known."""
    if question.one_year is None or question.kpi.name != "profit":
        return ""
    other = question.baseline if leader != question.baseline else _nearest(joint)
    if other not in joint or joint[other].mean == 0.0 or leader not in question.one_year:
        return ""
    low, _, high = question.one_year[leader]
    if high - low <= abs(joint[other].mean or 0.0):
        return ""
    text = question.currency.text
    gap = text(abs(joint[other].mean or 0.0))
    swings = f"A single real year swings by more than these {gap}, by luck alone"
    years = f"profit under {leader} then runs from {text(low)} to {text(high)} in nine years of ten"
    lost, of = (question.losses or {}).get(leader, (0, 0))
    if leader == question.baseline or not of:
        return f"{swings}: {years}."
    if lost >= MANY_LOST * of:
        return (
            f"In one real year luck dominates: {years}, and {lost} of {of} simulated years earn "
            f"less than {question.baseline}."
        )
    return (
        f"{swings}: {years}. With equal luck, {of - lost} of {of} simulated years earn no less "
        f"than {question.baseline}."
    )


def _others(question: Question, leader: str, nearest: str) -> str:
    """Where no joined strategy is ahead: how each stands to the baseline, and what is the cause."""
    base = question.measured.get(question.baseline)
    if base is None or leader in question.joined or question.kpi.name != "profit":
        return ""
    level = joint_level(len(question.measured) - 1)
    gaps = {
        name: difference(found, base, level)
        for name, found in question.measured.items()
        if name in question.joined and name != question.baseline
    }
    if leader == question.baseline and list(gaps) == [nearest]:  # its gap is the answer
        cause = _cause(question, [nearest])
        return f"{cause[0].upper()}{cause[1:]}." if cause else ""
    parts = []
    for less in (True, False):
        for sure in (True, False):
            some = {
                name: gap
                for name, gap in gaps.items()
                if gap.low is not None
                and gap.mean
                and (gap.mean < 0.0) is less
                and gap.excludes_zero() is sure
            }
            if some:
                parts.append(_stand(question, some, less=less, sure=sure))
    return f"Of the joined strategies, {'; '.join(parts)}." if parts else ""


def _stand(question: Question, gaps: Mapping[str, Estimate], *, less: bool, sure: bool) -> str:
    """``a and b earn less than today (EUR 10 and EUR 20 a year; …): what they bring more …``."""
    names, many = list(gaps), len(gaps) > 1
    money = _listed([question.currency.text(abs(gap.mean or 0.0)) for gap in gaps.values()])
    joint = "joint " if len(question.measured) > 2 else ""
    intervals = f"their {joint}95 % intervals" if many else f"its {joint}95 % interval"
    ends = f"{intervals} {'exclude' if sure else 'include'}{'' if many else 's'} 0"
    luck = "more than chance" if sure else "perhaps chance"
    words = (
        f"{_listed(names)} earn{'' if many else 's'} {'less' if less else 'more'} than "
        f"{question.baseline} ({money} a year; {ends}: {luck})"
    )
    cause = _cause(question, names) if less and sure else ""
    return f"{words}: {cause}" if cause else words


def _cause(question: Question, names: list[str]) -> str:
    """Why strategies earn less than the baseline: what they bring, against their platform."""
    if question.bring is None:
        return ""
    brings = [question.bring.get(name, 0.0) for name in names]
    they, their = ("they bring", "their") if len(names) > 1 else ("it brings", "its")
    net = " after media"  # who advertises less may bring more with a lower contribution
    by = ", by its actions as well as by joining," if question.other_actions else ""
    if len(names) > 1:
        by = by.replace("its", "their")
    if min(brings) > 0.0:
        return f"what {they} more{net}{by} does not pay for {their} platform"
    if max(brings) <= 0.0:
        return f"{they} no more{net}, even before {their} platform is paid"
    more = [name for name, bring in zip(names, brings, strict=True) if bring > 0.0]
    return f"only {_listed(more)} brings more{net}, and not enough to pay for the platform"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
