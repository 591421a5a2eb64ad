"""STRESS-DES 4.3: of each run and study how often it lived what, and by which method it judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sim.report.page.sources import Source
from sim.report.words.counted import counted
from sim.report.words.told import Code, Part, Sentence, say

__all__ = ["how_estimated"]

SHAPLEY = "Shapley, A value for n-person games, 1953"
ORDERS = "Castro, Gomez and Tejada, Polynomial calculation of the Shapley value, 2009"
RACING = "Maron and Moore, Hoeffding races, 1994"
SEARCH = "Hooke and Jeeves, Direct search solution, 1961"
PATHS = "Held and Karp, A dynamic programming approach to sequencing problems, 1962"
BEST = "Kim and Nelson, A fully sequential procedure for indifference-zone selection, 2001"
WELCH = "Welch, The generalization of Student's problem, 1947"
MORRIS = "Morris, Factorial sampling plans, 1991; means of sizes by Campolongo and others, 2007"
SOBOL = "Sobol' 1993; estimated as by Saltelli and others, 2010, and Jansen, 1999"


def how_estimated(source: Source) -> Sentence:
    """Of a run or a study."""
    return say("{folder}: {how}.", folder=Code(source.name), how=_HOW[source.kind](source))


def _run(source: Source) -> Sentence:
    return say("{count} of the strategy", count=_lives(source))


def _drivers(source: Source) -> Sentence:
    drawn = source.at("method") != "all mixtures"
    return say(
        "Shapley values ({shapley}) of the dials in which the two strategies differ, {over}; "
        "{count} of each mixture on the same luck",
        shapley=SHAPLEY, count=_lives(source),
        over=f"over orders that each replication draws anew ({ORDERS})" if drawn
        else "over all mixtures of the two",
    )  # fmt: skip


def _lift(source: Source) -> Sentence:
    return say("{count} with each thing and without it, the same people on the same luck",
               count=_lives(source))  # fmt: skip


def _breakeven(source: Source) -> Sentence:
    return say(
        "{count} of both strategies at each value of the number that was tried, on the same luck; "
        "a crossing is closed in on by false position, and its interval is where the 95 % band of "
        "the difference holds zero",
        count=_lives(source),
    )


def _tipping(source: Source) -> Sentence:
    if source.at("first_look") >= source.at("replications"):
        return say("each number moved alone on the luck of the stated scenario, in {count}",
                   count=_lives(source))  # fmt: skip
    return say(
        "each number moved alone on the luck of the stated scenario, in {first} at "
        "first; where the 99 % interval of the change leaves it open whether the verdict turns, in "
        "{count}",
        first=counted(source.figure("first_look"), "replication"), count=_lives(source),
    )  # fmt: skip


def _map(source: Source) -> Sentence:
    filled = source.at("simulated") < source.at("points")
    return say(
        "{count} of every strategy at each of {lived} points{rest}, on the same luck",
        count=_lives(source), lived=source.figure("simulated"),
        rest=say(" out of {all}, the others filled in between points with the same sure winner",
                 all=source.figure("points")) if filled else "",
    )  # fmt: skip


def _sweep(source: Source) -> Sentence:
    method: Part = ""
    if source.has("sensitivity", "method"):
        screened = source.at("sensitivity", "method") == "screening"
        method = (
            f"; elementary effects ({MORRIS})" if screened else f"; parts of variance ({SOBOL})"
        )
    return say("{count} of every strategy at each of {size} points, on the same luck{method}",
               count=_lives(source), size=source.figure("size"), method=method)  # fmt: skip


def _robustness(source: Source) -> Sentence:
    return say(
        "{count} of both strategies as stated and with each mechanism off, halved and doubled, on "
        "the same luck; that a verdict flips is said at the joint level of {all} comparisons "
        "(Bonferroni)",
        count=_lives(source), all=source.figure("comparisons"),
    )  # fmt: skip


def _optimize(source: Source) -> Sentence:
    return say(
        "a pattern search ({search}) of {tried} points, each lived in {each} at most "
        "and given up early by racing ({racing}); what it found is told on {count} that it had "
        "not met",
        search=SEARCH, racing=RACING, tried=source.figure("evaluations"),
        each=counted(source.figure("each"), "replication"), count=_lives(source),
    )  # fmt: skip


def _roadmap(source: Source) -> Sentence:
    exact = source.at("method") == "exact"
    return say(
        "the best path through the states that were lived ({paths}), {which}, chosen on {count} "
        "of each and told on as many others",
        paths=PATHS, which="all of them" if exact else "which a greedy search has met",
        count=_lives(source),
    )  # fmt: skip


def _pilot(source: Source) -> Sentence:
    return say(
        "spread and effect from {count} of both strategies; size and power by Welch's test "
        "({welch}), checked in {pilots} pilots that were simulated",
        count=_lives(source), welch=WELCH, pilots=source.figure("pilots", "count"),
    )  # fmt: skip


def _selection(source: Source) -> Sentence:
    return say(
        "{count} of each strategy and of the market where the brand is silent, on the same luck; "
        "ratios by the jackknife",
        count=_lives(source),
    )


def _best(source: Source) -> Sentence:
    return say(
        "a sequential selection procedure ({best}) on paired differences: {count} of all "
        "candidates to begin with, then of those that are left, {most} at most",
        best=BEST, count=_lives(source), most=source.figure("most"),
    )  # fmt: skip


def _lives(source: Source) -> Sentence:
    return counted(source.figure("replications"), "replication")


_HOW: Mapping[str, Callable[[Source], Sentence]] = MappingProxyType({
    "run": _run, "drivers": _drivers, "lift": _lift, "breakeven": _breakeven, "tipping": _tipping,
    "map": _map, "sweep": _sweep, "robustness": _robustness, "optimize": _optimize,
    "roadmap": _roadmap, "pilot": _pilot, "selection": _selection, "best": _best,
})  # fmt: skip
