"""Which of many strategies is the best, in sentences."""

from __future__ import annotations

from sim.report.answers.gap import a_year, unit_of
from sim.report.words.answered import Answered
from sim.report.words.told import Code, Figure, Part, Sentence, joined, say

__all__ = ["best_answer"]


def best_answer(found: Answered) -> list[Sentence]:
    """Who is best, how sure that is, and by what difference; or who is left."""
    if not found.has("best"):
        return _open(found)
    kpi, best = found.kpi, str(found.at("best"))
    many = found.figure("counts", "candidates", unit="count")
    equal = [Code(best), *_equal(found, best)]
    if len(equal) > 1:
        return [
            say("{names} come out exactly the same, the best of {many} in '{kpi}'{mean}.",
                names=joined(equal), many=many, kpi=kpi.title, mean=_mean(found, best))
        ]  # fmt: skip
    return [
        say("{best} is the best of {many} in '{kpi}'{mean}.",
            best=Code(best), many=many, kpi=kpi.title, mean=_mean(found, best)),
        say("With a probability of {sure} at least it is the best, or none of the others has "
            "{within} {side} than it, if the numbers hold.",
            sure=found.quoted(f"{100.0 * found.at('probability'):g} %", "probability"),
            within=_within(found), side="more" if kpi.better == "higher" else "less"),
    ]  # fmt: skip


def _open(found: Answered) -> list[Sentence]:
    leader = str(found.at("leader"))
    return [
        say(
            "Open after {replications} replications, the most allowed: of {many} candidates {left} "
            "cannot be told apart by {within}: {names}.",
            replications=found.figure("candidates", leader, "replications", unit="count"),
            many=found.figure("counts", "candidates", unit="count"),
            left=found.figure("counts", "left", unit="count"), within=_within(found),
            names=joined([Code(str(name)) for name in found.at("left")], last=", "),
        ),
        say("{leader} has the best mean so far. More replications ({most}), or a larger "
            "difference that matters ({within}), decide it.",
            leader=Code(leader), most=Code("--most"), within=Code("--within")),
    ]  # fmt: skip


def _equal(found: Answered, best: str) -> list[Code]:
    """Those that are the same as the best, replication by replication."""
    return [
        Code(str(name))
        for name, one in found.at("candidates").items()
        if name != best and (one["behind_low"], one["behind_high"]) == (0.0, 0.0)
    ]


def _within(found: Answered) -> Figure:
    """The difference that matters."""
    kpi = found.kpi
    return found.figure("within", unit=unit_of(found, kpi), difference=kpi.unit == "share")


def _mean(found: Answered, name: str) -> Part:
    if not found.has("candidates", name, "mean"):
        return ""
    mean = found.figure("candidates", name, "mean")
    return say(": {mean}{period}", mean=mean, period=a_year(found.kpi))
