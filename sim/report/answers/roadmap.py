"""What to join next, and in which order, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.report.answers.adding import adding_up
from sim.report.answers.gap import is_apart
from sim.report.answers.spans import known, mean_of, spread
from sim.report.words.answered import Answered, Place
from sim.report.words.counted import counted
from sim.report.words.told import Code, Figure, Part, Sentence, joined, say
from sim.study.sample import YEAR

__all__ = [
    "roadmap_answer",
    "roadmap_below",
    "roadmap_cash",
    "roadmap_others",
    "within_chance",
]

THEN = ", then "
MOST_OF = 0.8
"""Part of what a path earns from which little is left of it without."""
OTHERS = {
    "runner-up": "Next best: {names}",
    "another first step": "Best with another first step: {names}",
    "everything": "Everything, in its best order: {names}",
}
"""By the kind of an alternative."""


def roadmap_answer(found: Answered) -> list[Sentence]:
    """Which path, what all of it earns and whether that may be luck; or to stay."""
    if found.at("stay"):
        return [
            say(
                "Stay as you are: of {states} states between {start} and {target} none is on a "
                "path that earns more over {years}.",
                states=found.figure("states"), start=str(found.at("start")),
                target=str(found.at("target")), years=_years(found),
            )
        ]  # fmt: skip
    return [say("{path}.", path=_path(found)), _gain(found), *_in_one_run(found), *_undone(found)]


def roadmap_cash(found: Answered) -> list[Sentence]:
    """When it has paid back, how low cash falls, and what profit leaves out; empty where one stays
    as one is."""
    if found.at("stay"):
        return []
    told = [_paid_back(found)]
    if (mean_of(found, "worst") or 0.0) < 0.0:
        told.append(
            say("The lowest that cash falls is {least}, on day {day}.",
                least=found.figure("worst", "mean"), day=_day(found, "worst", "day"))
        )  # fmt: skip
    return [*told, *_unpaid(found)]


def roadmap_others(found: Answered) -> list[Sentence]:
    """Other paths, and what each earns beside the one that is recommended."""
    shown = [
        place
        for place, one in enumerate(found.at("alternatives"))
        if one["path"] or found.at("stay")
    ]
    return [_other(found, place) for place in shown]


def roadmap_below(found: Answered) -> list[Sentence]:
    """What else must be known: steps within chance, the path as one run, how it was found."""
    told: list[Sentence] = []
    if not found.at("stay"):
        unsure = [place for place in _places(found) if within_chance(found, place)]
        if unsure:
            told.append(
                say(
                    "Within chance: {names}. Whether that adds anything, {count} replications do "
                    "not tell.",
                    names=joined(_names(found, unsure), last=", "),
                    count=found.figure("replications"),
                )
            )
    if found.has("check"):
        told.append(_lived(found))
    if not found.at("stay"):
        told.append(
            say(
                "States on the way lie between {start} and {target}: compare, which has the two "
                "ends alone, may say otherwise of these.",
                start=str(found.at("start")), target=str(found.at("target")),
            )
        )  # fmt: skip
    return [*told, _how(found)]


def within_chance(found: Answered, place: int) -> bool:
    """Whether what a step of the path adds may be nothing."""
    return known(found, "steps", place) and not is_apart(found, "steps", place)


# --- the path ------------------------------------------------------------------------------------


def _path(found: Answered) -> Sentence:
    """Such as ``Join web first, then email; after that phone, within chance``; where joining costs
    what actions bring, it is the actions that are named."""
    steps: Sequence[dict[str, Any]] = found.at("steps")
    links = all(step["links"] and not step["channels"] for step in steps)
    verb = "Link" if links else "Join"
    if _joining_costs(found):
        verb = "What pays is actions, not joining: those of"
    (first, *then), unsure = _names(found, _firm(found)), _names(found, _open(found))
    after: Part = ""
    if unsure:
        names = joined(unsure, THEN, THEN)
        after = say("; after that {names}, if at all, as {why}", names=names, why=_why(found))
    if not then:
        return say("{verb} {first}{only}{after}", verb=verb, first=first, after=after,
                   only=" first" if unsure else "")  # fmt: skip
    return say("{verb} {first} first, then {then}{after}", verb=verb, first=first, after=after,
               then=joined(then, THEN, THEN))  # fmt: skip


def _firm(found: Answered) -> list[int]:
    """Steps up to the last one that brings something beyond chance; the first in any case."""
    steps = _places(found)
    while len(steps) > 1 and known(found, "steps", steps[-1]) and not _brings(found, steps[-1]):
        steps.pop()
    return steps


def _open(found: Answered) -> list[int]:
    """The steps after these."""
    return _places(found)[len(_firm(found)) :]


def _brings(found: Answered, place: int) -> bool:
    return bool(is_apart(found, "steps", place)) and found.at("steps", place, "profit") > 0.0


def _why(found: Answered) -> str:
    """Why the last steps are left open."""
    many = len(_open(found)) > 1
    chance = [within_chance(found, place) for place in _open(found)]
    if all(chance):
        return "they are within chance" if many else "it is within chance"
    if any(chance):
        return "on fresh luck they are within chance, or cost more than they bring"
    loses = "they cost more than they bring" if many else "it costs more than it brings"
    return f"on fresh luck {loses}"


def _places(found: Answered) -> list[int]:
    return list(range(len(found.at("steps"))))


def _names(found: Answered, places: Sequence[int]) -> list[Part]:
    return [Code(str(found.at("steps", place, "step"))) for place in places]


def _gain(found: Answered) -> Sentence:
    """What all of the path earns, whether that may be luck."""
    less = (mean_of(found, "gain") or 0.0) < 0.0
    unsure = _names(found, _open(found))
    whole, parts = _parts(found)
    luck = known(found, "gain") and not is_apart(found, "gain")
    return say(
        "Over {years} {path} earns {gain} {side} than staying as you are{spread}{whole}{parts}."
        "{luck}",
        years=_years(found), gain=whole, parts=parts,
        path="this path, its channels joined," if _joining_costs(found) else "that",
        side="less" if less else "more", spread=spread(found, "gain", turned=less),
        whole=say(", {names} included", names=joined(unsure)) if unsure else "",
        luck=" That may be luck: staying as you are may be as good." if luck else "",
    )  # fmt: skip


def _parts(found: Answered) -> tuple[Part, Part]:
    """What all of the path gains, and what of it actions and joining bring, rounded together."""
    at = ("by_actions",)
    if not found.has(*at):
        return found.figure("gain", "mean", size=True), ""
    places: list[Place] = [(*at, part, "mean") for part in ("actions", "joining")]
    whole, actions, joining = adding_up(found, found.kpi, ("gain", "mean"), places, rest=True)
    return whole, say(
        ": its actions alone {bring}, {rest} {adds}",
        rest="joining" if found.at("joined") else "the rest of its set-up",
        bring=_brings_much(found, actions, "bring", *at, "actions"),
        adds=_brings_much(found, joining, "adds", *at, "joining"),
    )  # fmt: skip


def _brings_much(found: Answered, told: Figure, verb: str, *path: str | int) -> Sentence:
    """``bring EUR 4,745``, or cost; ``adds``, or costs."""
    value = mean_of(found, *path) or 0.0
    if value == 0.0:
        return say("{verb} {nothing}", verb=verb, nothing=found.quoted("nothing", *path, "mean"))
    ending = "s" if verb.endswith("s") else ""
    chance = known(found, *path) and not is_apart(found, *path)
    return say("{verb} {much}{chance}", verb=verb if value > 0.0 else f"cost{ending}", much=told,
               chance=" (perhaps chance)" if chance else "")  # fmt: skip


def _joining_costs(found: Answered) -> bool:
    """Whether the path's actions pay and joining takes some of that away, both beyond chance."""
    if not found.has("by_actions") or not found.at("joined"):
        return False
    signs = {"actions": 1.0, "joining": -1.0}
    return all(
        is_apart(found, "by_actions", part)
        and sign * (mean_of(found, "by_actions", part) or 0.0) > 0.0
        for part, sign in signs.items()
    )


def _in_one_run(found: Answered) -> list[Sentence]:
    """What the run from end to end says, where it says something else."""
    if not found.has("check") or not is_apart(found, "check", "apart"):
        return []
    return [
        say("Lived in one run it comes to {gain}{spread}.",
            gain=found.figure("check", "simulated", "mean"),
            spread=spread(found, "check", "simulated"))
    ]  # fmt: skip


# --- cash ----------------------------------------------------------------------------------------


def _paid_back(found: Answered) -> Sentence:
    if not found.has("payback", "days"):
        return say("It has not paid back within {years}.", years=_years(found))
    if found.at("payback", "days") == 0.0:
        return say("It is never behind staying as you are.")
    ends: Part = ""
    if found.has("payback", "ci_low"):
        high = found.has("payback", "ci_high")
        ends = say(
            " ({low} to {high})",
            low=_day(found, "payback", "ci_low"),
            high=_day(found, "payback", "ci_high") if high else "beyond the horizon",
        )
    return say("It has paid back for good after {days}{ends}.", ends=ends,
               days=_days(found, "payback", "days"))  # fmt: skip


def _unpaid(found: Answered) -> list[Sentence]:
    """Hours that profit does not charge."""
    if "unpaid" not in found.answer:
        return [say("{rule}.", rule=RULE)]
    if not found.has("unpaid"):
        return []
    at = ("unpaid", "hours")
    if not is_apart(found, *at):
        return [
            say("{rule}; whether this path does is within chance.", rule=RULE)
            if known(found, *at)
            else say("{rule}.", rule=RULE)
        ]
    more = (mean_of(found, *at) or 0.0) > 0.0
    cost: Part = ""
    if found.has("unpaid", "cost", "mean"):
        cost = say(
            ", which would {do} {cost} at the scenario's wage", do="cost" if more else "save",
            cost=found.figure("unpaid", "cost", "mean", size=True),
        )  # fmt: skip
    return [
        say(
            "{rule}: over {years} this path takes {hours} {side} than staying as you are"
            "{spread}{cost}.",
            rule=RULE, years=_years(found), hours=found.figure(*at, "mean", size=True),
            side="more" if more else "fewer", spread=spread(found, *at, turned=not more), cost=cost,
        )
    ]  # fmt: skip


RULE = "Steps that sell more take more hours of calls and services, which profit does not charge"


def _undone(found: Answered) -> list[Sentence]:
    """Where these hours would cost most of what the path earns."""
    if not found.has("unpaid", "cost", "mean") or not is_apart(found, "unpaid", "hours"):
        return []
    whole = ("check", "simulated") if _in_one_run(found) else ("gain",)  # what was told last
    gain, cost = mean_of(found, *whole) or 0.0, mean_of(found, "unpaid", "cost") or 0.0
    if not 0.0 < gain < cost / MOST_OF:
        return []
    return [
        say(
            "But the path takes more hours of calls and services, which are not in profit: if "
            "their {cost} over {years} had to be paid on top, {little} of that would be left.",
            cost=found.figure("unpaid", "cost", "mean"), years=_years(found),
            little="nothing" if gain <= cost else "little",
        )
    ]  # fmt: skip


# --- other paths, and how it was found -----------------------------------------------------------


def _other(found: Answered, place: int) -> Sentence:
    one = found.at("alternatives", place)
    names = joined([Code(str(name)) for name in one["path"]], THEN, THEN)
    at = ("alternatives", place, "behind")
    behind = mean_of(found, *at) or 0.0
    words = say(OTHERS.get(str(one["kind"]), "{names}"), names=names)
    chosen = "staying" if found.at("stay") else "this path"
    if behind == 0.0 and not is_apart(found, *at):
        return say("{words}. That earns as much as {chosen}.", words=words, chosen=chosen)
    return say(
        "{words}. {that} earns {gap} {side} than {chosen}{luck}.",
        words=words, gap=found.figure(*at, "mean", size=True), chosen=chosen,
        that="That" if behind > 0.0 else "On fresh luck that",
        side="less" if behind > 0.0 else "more",
        luck=", within chance" if known(found, *at) and not is_apart(found, *at) else "",
    )  # fmt: skip


def _lived(found: Answered) -> Sentence:
    at = ("check", "apart")
    sure = "which is within chance"
    if not known(found, *at):
        sure = "from too few replications to tell"
    elif is_apart(found, *at):
        sure = "more than chance: what customers and firm remember from one step to the next counts"
    return say(
        "Steps are added up as if customers and firm began afresh with each. Lived once from end "
        "to end over {years}, the path brings {gain}{spread}: {gap} {side} than the sum, {sure}.",
        years=_years(found), gain=found.figure("check", "simulated", "mean"),
        spread=spread(found, "check", "simulated"), gap=found.figure(*at, "mean", size=True),
        side="more" if (mean_of(found, *at) or 0.0) >= 0.0 else "less", sure=sure,
    )  # fmt: skip


def _how(found: Answered) -> Sentence:
    states = found.figure("states")
    steps = counted(found.figure("steps_possible"), "step")
    if found.at("method") == "exact":
        way = say("All {states} sets of the {steps} were lived, all on the same luck.",
                  states=states, steps=steps)  # fmt: skip
    else:
        way = say(
            "{states} of the {sets} sets of {steps} were lived, all on the same luck, by a "
            "greedy search that looks two steps ahead: it may have missed a better path.",
            states=states, sets=found.figure("sets"), steps=steps,
        )  # fmt: skip
    return say(
        "{way} The path was chosen on {again} and is told on as many others, so that luck in "
        "choosing does not flatter it. A step is taken every {every} days; set-up is paid in full "
        "as it begins. What a step adds is after its running platform, before its set-up.",
        way=way, again=counted(found.figure("replications"), "replication"),
        every=found.quoted(f"{found.at('every'):g}", "every"),
    )  # fmt: skip


# --- times ---------------------------------------------------------------------------------------


def _years(found: Answered) -> Part:
    years = float(found.at("horizon")) / YEAR
    return found.quoted(f"{years:g} year{'' if years == 1.0 else 's'}", "horizon")


def _day(found: Answered, *path: str | int) -> Part:
    return found.quoted(f"{found.at(*path):,.0f}", *path)


def _days(found: Answered, *path: str | int) -> Part:
    days = float(found.at(*path))
    return found.quoted(f"{days:,.0f} day{'' if round(days) == 1 else 's'}", *path)
