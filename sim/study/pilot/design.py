"""From lives to a design: which length, how many customers, by which outcome."""

from __future__ import annotations

from sim.study.lines import comparison_notes
from sim.study.pilot.asked import QUESTIONS, Asked
from sim.study.pilot.course import OUTCOMES, Arm, Course, arms_of, course_of, profit_a_head
from sim.study.pilot.result import Outcome, PilotResult, Tried
from sim.study.pilot.simulated import carried_out
from sim.study.pilot.sizing import Size, size_of
from sim.study.statistics import Estimate
from sim.study.trials.answer import effort
from sim.study.trials.experiment import Experiment

__all__ = ["design"]


def design(asked: Asked, experiment: Experiment) -> PilotResult:
    """Live both strategies, size all lengths, choose one and carry it out."""
    lives = arms_of(asked, experiment)
    tried = tuple(
        Tried(course, {name: _size(asked, course, name) for name in QUESTIONS})
        for course in (course_of(asked, lives, place) for place in range(len(asked.days)))
    )
    chosen = _chosen(asked, tried)
    verdict = profit_a_head(lives)
    simulated = carried_out(
        asked, experiment, lives, chosen.course, chosen.sizes[asked.wanted.question].arms
    )
    outcomes = tuple(
        _outcome(asked, lives, asked.days.index(chosen.course.days), name) for name in OUTCOMES[1:]
    )
    return PilotResult(
        **effort(asked.inquiry, experiment, *_notes(asked, verdict)),
        first=asked.inquiry.first,
        second=asked.inquiry.second,
        question=asked.wanted.question,
        power=asked.wanted.power,
        alpha=asked.wanted.alpha,
        share=asked.wanted.share,
        available=asked.people,
        verdict=verdict,
        tried=tried,
        chosen=chosen,
        outcomes=outcomes,
        simulated=simulated,
    )


def _size(asked: Asked, course: Course, question: str) -> Size:
    return _sized(asked, course.expected - course.against(question), course.variances)


def _sized(asked: Asked, effect: float, variances: tuple[float, float]) -> Size:
    wanted = asked.wanted
    return size_of(
        effect, variances, people=asked.people, share=wanted.share, power=wanted.power,
        alpha=wanted.alpha,
    )  # fmt: skip


def _chosen(asked: Asked, tried: tuple[Tried, ...]) -> Tried:
    """The length that is asked for; else the shortest for which the market suffices and that points
    where the year does; else the one with which all of the market sees most."""
    if asked.fixed is not None:
        return next(each for each in tried if each.course.days == asked.fixed)
    year = tried[-1].sizes[asked.wanted.question].effect
    alike = [each for each in tried if each.sizes[asked.wanted.question].effect * year > 0.0]
    for each in alike:
        if each.sizes[asked.wanted.question].suffices:
            return each
    return max(alike or tried, key=lambda each: each.sizes[asked.wanted.question].whole_power)


def _outcome(asked: Asked, lives: tuple[Arm, Arm], place: int, name: str) -> Outcome:
    first, second = (arm.moments(place, name) for arm in lives)
    means = (float(first.means.mean()), float(second.means.mean()))
    size = _sized(asked, means[0] - means[1], (first.variance, second.variance))
    return Outcome(name, means, size)


def _notes(asked: Asked, verdict: Estimate) -> tuple[str, ...]:
    """What must be known before the design is believed."""
    scenario, names = asked.inquiry.study.scenario, asked.inquiry.strategies
    told = comparison_notes(scenario, names)
    if verdict.has_interval and verdict.mean != 0.0 and not verdict.excludes_zero():
        told = (
            "the simulation itself does not decide which of the two earns more: more "
            "--replications tell what a pilot would have to prove",
            *told,
        )
    return told
