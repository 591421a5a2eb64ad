"""Which settings are best, and how that stands to what is stated, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.answers.gap import is_apart
from sim.report.answers.spans import known, mean_of, spread
from sim.report.words.answered import Answered
from sim.report.words.told import Code, Part, Sentence, joined, say
from sim.study.kpis import KPI, Kpi
from sim.study.optimise.settings import SPLIT

__all__ = ["optimise_answer", "optimise_below", "optimise_bounds"]


def optimise_answer(found: Answered) -> list[Sentence]:
    """What was found, by its verdict; then whether it lies at a bound, and how a split stands to
    equal parts."""
    verdict, who = str(found.at("verdict")), str(found.at("strategy"))
    if verdict == "none keeps":
        return [
            say("No settings of {who} were found that keep what must hold; those shown come "
                "nearest.",
                who=who)
        ]  # fmt: skip
    if verdict == "nothing better":
        return [say("Nothing better was found than {who} as stated.", who=who)]
    if verdict == "as good" and _is_plain(found):
        return [say("A plain split is as good: the tuned one {perhaps}.",
                    perhaps=_perhaps(found, "gain"))]  # fmt: skip
    return [_first(found, verdict, who), *_at_bound(found), *_of_plain(found)]


def optimise_bounds(found: Answered) -> list[Sentence]:
    """What must hold, and what it comes to as stated and with the settings found."""
    return [_bound(found, place) for place in range(len(found.at("constraints")))]


def optimise_below(found: Answered) -> list[Sentence]:
    """Which changes matter, and what all of it rests on."""
    split = SPLIT in found.at("best")
    return [
        *_matters(found),
        _rests(found),
        *(
            [say("Where one part of the budget is moved, the others keep their proportions.")]
            if split else []
        ),
    ]  # fmt: skip


# --- the answer ----------------------------------------------------------------------------------


def _first(found: Answered, verdict: str, who: str) -> Sentence:
    """The answer itself."""
    if mean_of(found, "gain") is None and verdict != "keeps":
        return say("Whether other settings do better than {who} as stated cannot be told: there is "
                   "nothing to divide '{kpi}' by.", who=who, kpi=_kpi(found).title)  # fmt: skip
    if verdict == "keeps":
        return say("As stated, {who} breaks what must hold. These settings keep it, and {gap}.",
                   who=who, gap=_kept_gap(found))  # fmt: skip
    if verdict == "better":
        return say(
            "With this split {who} {does} {gap} than with equal parts." if _is_plain(found) else
            "With these settings {who} {does} {gap} than as stated.",
            who=who, does=_does(found), gap=_gap(found, "gain"),
        )  # fmt: skip
    if verdict == "worse":
        return say("Stay with {who} as stated: on fresh luck the settings found {do} {gap}.",
                   who=who, do=_does(found, many=True), gap=_gap(found, "gain"))  # fmt: skip
    return say("{who} as stated is as good: with the settings found it {perhaps}.",
               who=who, perhaps=_perhaps(found, "gain"))  # fmt: skip


def _kept_gap(found: Answered) -> Sentence:
    """What it costs, or brings, to keep what must hold."""
    if mean_of(found, "gain") is None:
        return say("how they stand to that in '{kpi}' cannot be told", kpi=_kpi(found).title)
    luck = known(found, "gain") and not is_apart(found, "gain")
    return say("{do} {gap} than as stated{luck}", do=_does(found, many=True),
               gap=_gap(found, "gain"), luck=", which may be chance" if luck else "")  # fmt: skip


def _at_bound(found: Answered) -> Iterator[Sentence]:
    """Where fresh luck falls beyond a bound that the search kept."""
    names: list[Part] = [
        Code(str(one["kpi"])) for one in found.at("constraints") if not one["kept"]
    ]
    if names:
        yield say(
            "They lie at the bound: on fresh luck {names} {comes} out beyond it, which may be "
            "chance. A bound with some room is surer.",
            names=joined(names, ", "), comes="comes" if len(names) == 1 else "come",
        )  # fmt: skip


def _of_plain(found: Answered) -> Iterator[Sentence]:
    """How the split that was found stands to equal parts, with all other settings as found."""
    if not found.has("plain_split") or _is_plain(found):
        return
    over = ("plain_split", "gain")
    if found.at("plain_split", "values") == found.at("best"):
        yield say("For the budget nothing better was found than a plain split, in equal parts.")
    elif _sign(found) * (mean_of(found, *over) or 0.0) > 0.0 and is_apart(found, *over):
        yield say(
            "The split of the budget matters: with equal parts, all else alike, it would {do} "
            "{gap}.",
            do=_does(found, many=True), gap=_gap(found, *over, turned=True),
        )  # fmt: skip
    else:
        yield say("A plain split of the budget is as good: the tuned one {perhaps}.",
                  perhaps=_perhaps(found, *over))  # fmt: skip


def _is_plain(found: Answered) -> bool:
    """Whether nothing but a split is searched, and equal parts are stated."""
    best, stated = found.at("best"), found.at("stated", "values")
    plain = found.at("plain_split")
    return list(best) == [SPLIT] and plain is not None and plain["values"] == stated


def _perhaps(found: Answered, *path: str) -> Sentence:
    mean = mean_of(found, *path)
    if mean is None:
        return say("cannot be compared")
    if mean == 0.0 and known(found, *path) and set(_ends(found, *path)) == {0.0}:
        return say("comes out exactly the same")
    return say("{does} {gap}, which may be chance", does=_does(found), gap=_gap(found, *path))


def _ends(found: Answered, *path: str) -> tuple[float, float]:
    return float(found.at(*path, "ci_low")), float(found.at(*path, "ci_high"))


def _kpi(found: Answered) -> Kpi:
    return KPI[str(found.at("kpi", "name"))]


def _sign(found: Answered) -> float:
    """1 where more of it is better, else -1."""
    return 1.0 if _kpi(found).better == "higher" else -1.0


def _does(found: Answered, *, many: bool = False) -> str:
    if _kpi(found).name == "profit":
        return "earn" if many else "earns"
    return f"{'have' if many else 'has'} in '{_kpi(found).title}'"


def _gap(found: Answered, *path: str, turned: bool = False) -> Sentence:
    """``EUR 63 a year more (3 to 123)``, of a difference; turned: seen from the other side."""
    up = (mean_of(found, *path) or 0.0) >= 0.0
    return say(
        "{gap}{period} {side}{spread}",
        gap=found.figure(*path, "mean", size=True, difference=True),
        period=" a year" if _kpi(found).period == "year" else "",
        side="more" if up != turned else "less",
        spread=spread(found, *path, turned=not up, difference=True),
    )  # fmt: skip


# --- bounds --------------------------------------------------------------------------------------


def _bound(found: Answered, place: int) -> Sentence:
    at = ("constraints", place)
    one: dict[str, Any] = found.at(*at)
    side = "at_most" if "at_most" in one else "at_least"
    kept = "which keeps that" if one["kept"] else "which breaks that"
    return say(
        "{kpi} must be at {side} {limit}: as stated it is {stated}, with the settings found {best}"
        "{spread}, {kept}{luck}.",
        kpi=KPI[str(one["kpi"])].title, side=side.removeprefix("at_"),
        limit=found.figure(*at, side, unit=one["best"]["unit"]),
        stated=found.figure(*at, "stated", "mean"), best=found.figure(*at, "best", "mean"),
        spread=spread(found, *at, "best"), kept=kept,
        luck="" if one["sure"] else ", perhaps by chance",
    )  # fmt: skip


# --- below ---------------------------------------------------------------------------------------


def _matters(found: Answered) -> Iterator[Sentence]:
    """Which changes are more than chance."""
    changed = list(found.at("worth"))
    if len(changed) < 2:
        return
    matters: list[Part] = [Code(key) for key in changed if is_apart(found, "worth", key)]
    idle: list[Part] = [Code(key) for key in changed if not is_apart(found, "worth", key)]
    if idle and matters:
        yield say("More than chance: {matters}. {idle} may stay as stated.",
                  matters=joined(matters, ", "), idle=joined(idle, ", "))  # fmt: skip
    elif idle:
        yield say("No single change is more than chance: each may stay as stated.")


def _rests(found: Answered) -> Sentence:
    early: Part = ""
    if found.has("given_up") and found.at("given_up"):
        early = say(", {count} of which were given up early", count=found.figure("given_up"))
    flattered: Part = ""
    if found.at("best") != found.at("stated", "values") and found.has("search_gain", "mean"):
        flattered = say(
            " There the gain looked like {gap}: the best was picked for its luck too.",
            gap=_gap(found, "search_gain"),
        )
    beside = min(("each", "replications"), key=lambda name: int(found.at(name)))
    return say(
        "{count} settings were tried{early}, on luck of their own.{flattered} All figures above "
        "are of {fresh} fresh replications that the search has never met, those around the best "
        "of the first {beside}.",
        count=found.figure("evaluations"), early=early, flattered=flattered,
        fresh=found.figure("replications"), beside=found.figure(beside),
    )  # fmt: skip
