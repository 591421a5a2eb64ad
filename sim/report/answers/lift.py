"""What things bring under a strategy, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.answers.adding import adding_up
from sim.report.answers.gap import a_year, ends, is_apart, much, of_kpi
from sim.report.words.answered import Answered, Place
from sim.report.words.told import Code, Part, Sentence, joined, say
from sim.study.kpis import KPI

__all__ = ["lift_answer", "lift_below", "lift_fixed"]

CONDITIONS = (
    ("absent", "{if_} there were no {things}"),
    ("without", "{without} {things}"),
    ("reallocate", "{with_} {things} silent and the money left to others"),
)
NOTHING = 1e-9
"""Size up to which single lifts add up to the joint one."""


# --- the answer ----------------------------------------------------------------------------------


def lift_answer(found: Answered) -> list[Sentence]:
    """What there would be less or more without the things, and what they bring and cost."""
    kpi, name = found.kpi, str(found.at("strategy"))
    lift: Place = ("lift", kpi.name)
    condition = _condition(found)
    if not found.has(*lift, "mean"):
        return [say("{kpi} is not defined with it and without it.", kpi=kpi.title)]
    mean = float(found.at(*lift, "mean"))
    if mean == 0.0 and not any(one["used"] for one in found.at("things")):
        return [
            say("{condition} nothing would change: {name} uses no action there, so its lift is "
                "exactly {zero}.",
                condition=condition, name=name, zero=found.quoted("0", *lift, "mean"))
        ]  # fmt: skip
    if mean == 0.0:
        return [say("{condition} {name} would come out the same in '{kpi}'.",
                    condition=condition, name=name, kpi=kpi.title)]  # fmt: skip
    apart = is_apart(found, *lift)
    sure: Part = ""
    if apart is not None:
        sure = say(" ({ends})", ends=ends(found, *lift, mirrored=mean < 0.0))
    answer = say(
        "{condition} {name} would {verb} {much}{period} {side}{sure}{of}{luck}.",
        condition=condition, name=name, verb="earn" if kpi.name == "profit" else "have",
        much=much(found, *lift, "mean"), period=a_year(kpi), of=of_kpi(kpi),
        side="less" if mean > 0.0 else "more", sure=sure,
        luck=", which may be luck" if apart is False else "",
    )  # fmt: skip
    return [answer] if apart is False else [answer, *_worth(found)]


def _condition(found: Answered) -> Sentence:
    """What is imagined: the beginning of the answer."""
    parts: list[Sentence] = []
    for mode, words in CONDITIONS:
        things = [_named(str(one["thing"])) for one in found.at("things") if one["mode"] == mode]
        if things:
            starts = ("If", "Without", "With") if not parts else ("if", "without", "with")
            opened = dict(zip(("if_", "without", "with_"), starts, strict=True))
            parts.append(say(words, things=joined(things), **opened))
    several = joined(parts, last=", ", between=", ")
    return say("{parts},", parts=several) if len(parts) > 1 else several


def _named(thing: str) -> Part:
    """A thing within a sentence."""
    kind, _, name = thing.partition(".")
    words = {
        "channel": "{name}",
        "action": "the action {name}",
        "group": "the actions of {name}",
        "creative": "the creative {name}",
        "offer": "the offer {name}",
        "persona": "any action towards {name}",
    }.get(kind)
    return "any action" if words is None else say(words, name=Code(name))


def _worth(found: Answered) -> list[Sentence]:
    """Of a profit: what is brought, and what it costs."""
    places: list[Place] = [("lift", name, "mean") for name in ("contribution", "outlay")]
    if found.kpi.name != "profit" or not all(found.has(*place) for place in places):
        return []
    _, brought, cost = adding_up(
        found, KPI["profit"], ("lift", "profit", "mean"), places, signs=(1, -1)
    )
    gives, costs = (float(found.at(*place)) >= 0.0 for place in places)
    return [
        say("It {brings} and {costs}.",
            brings=say("brings {much} of contribution" if gives else
                       "takes {much} of contribution away", much=brought),
            costs=say("costs {much}" if costs else "saves {much} elsewhere", much=cost))
    ]  # fmt: skip


# --- below it ------------------------------------------------------------------------------------


def lift_below(found: Answered) -> list[Sentence]:
    """What the figures do not say by themselves."""
    told = [*_interaction(found), *_discounts(found)]
    unused = [str(one["thing"]) for one in found.at("things") if not one["used"]]
    if unused and len(unused) < len(found.at("things")):
        told.append(say("{name} uses no action of {things}.", name=str(found.at("strategy")),
                        things=_codes(unused)))  # fmt: skip
    silent = [str(name) for name in found.at("silent_transactional")]
    if silent:
        told.append(say("Silent too, though customers have asked for it: {actions}.",
                        actions=_codes(silent, last=", ")))  # fmt: skip
    return told


def _codes(names: Sequence[str], last: str = " and ") -> Sentence:
    return joined([Code(name) for name in names], last=last)


def _interaction(found: Answered) -> list[Sentence]:
    """Whether things do more together than each by itself."""
    at: Place = ("interaction", found.kpi.name)
    if not found.has("interaction"):
        return []
    mean = float(found.at(*at, "mean") or 0.0)
    if abs(mean) < NOTHING:
        return [say("The single lifts add up to the joint one exactly.")]
    if is_apart(found, *at) is False:
        why = ", which may be luck"
    elif mean > 0.0:
        why = ": where one is silent, others do its work"
    else:
        why = ": each needs the others, so what they do jointly is in more than one of them"
    return [
        say("Interaction: together they bring {much} {side} than the sum of what each loses by "
            "itself{why}.",
            much=much(found, *at, "mean"), side="more" if mean > 0.0 else "less", why=why)
    ]  # fmt: skip


def _discounts(found: Answered) -> list[Sentence]:
    """Discounts to who would have bought anyway; nothing where nothing falls silent, as then all
    is bought and given anyway."""
    at = "discounts"
    if not any(one["used"] for one in found.at("things")):
        return []
    if not found.has(at, "share", "mean") or not found.at(at, "money", "mean"):
        return []
    sure: Part = ""
    if found.has(at, "share", "ci_low") and found.has(at, "share", "ci_high"):
        low, high = (float(found.at(at, "share", end)) for end in ("ci_low", "ci_high"))
        sure = say(
            ", {low} to {high}",
            low=found.quoted(f"{100.0 * max(low, 0.0):.0f}", at, "share", "ci_low"),
            high=found.quoted(f"{100.0 * min(high, 1.0):.0f} %", at, "share", "ci_high"),
        )
    told = say(
        "Discounts to people who would have bought anyway: {anyway} of {money} a year ({share}"
        "{sure}), at {some} of {all} purchases with an offer.",
        anyway=found.figure(at, "anyway_money", "mean"), money=found.figure(at, "money", "mean"),
        share=found.figure(at, "share", "mean", unit="share", digits=0), sure=sure,
        some=found.figure(at, "anyway_purchases", "mean", unit="count"),
        all=found.figure(at, "purchases", "mean", unit="count"),
    )  # fmt: skip
    if not found.at(at, "still_money", "mean"):
        return [told]
    still = say(" Of this, other actions would have given them {still} all the same.",
                still=found.figure(at, "still_money", "mean"))  # fmt: skip
    return [say("{told}{still}", told=told, still=still)]


def lift_fixed(found: Answered) -> list[Sentence]:
    """What is held fixed."""
    modes = {str(one["mode"]) for one in found.at("things")}
    told = [
        say("The same people live with it and without it, on the same luck; all else is as "
            "stated, and so is what happened before the start.")
    ]  # fmt: skip
    if modes & {"without", "absent"}:
        told.append(
            say("What was spent there is saved: the ceiling on media is {saved} a year lower. "
                "Within it others do what they find best.",
                saved=found.figure("saved", unit=found.currency.code))
            if found.at("saved") else
            say("No media money was spent there, so that the ceiling stays.")
        )  # fmt: skip
    if "reallocate" in modes:
        told.append(say("Of what is moved the ceiling stays, and other actions may spend it."))
    told.append(
        say("A channel without actions saves its own fees, unless it is always charged; links "
            "stay.")
    )  # fmt: skip
    return told
