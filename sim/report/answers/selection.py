"""What a survey would claim, next to what is true, in sentences."""

from __future__ import annotations

from sim.report.words.answered import Answered
from sim.report.words.told import Figure, Part, Sentence, say
from sim.report.words.values import DASH

__all__ = ["percent_of", "selection_answer"]

FINE = 10.0
"""Percents below which a digit after the point is told."""


def selection_answer(found: Answered) -> list[Sentence]:
    """The claim, the truth, and what the same survey claims where nothing can be true."""
    return [_claimed(found), _truly(found), _nothing(found)]


def percent_of(found: Answered, *path: str | int) -> Part:
    """``+211 %``, with one digit after the point below 10; a dash where it is not defined."""
    if not found.has(*path):
        return DASH
    value = float(found.at(*path))
    digits = 0 if abs(value) >= FINE or value == 0.0 else 1
    text = f"{value:+,.{digits}f} %".replace("-", "\N{MINUS SIGN}") if value else "0 %"
    return found.quoted(text, *path)


def _claimed(found: Answered) -> Sentence:
    """What a survey would say."""
    name = str(found.at("strategy"))
    many = say("{channels} channels or more", channels=found.figure("channels_from"))
    for who, end in ((say("one channel"), "one"), (many, "many")):
        if not found.has("naive", end):
            return say("Under {name} nobody used {who}: a survey has nothing to compare.",
                       name=name, who=who)  # fmt: skip
    told: Part = (
        say("a survey would claim {claim}", claim=percent_of(found, "naive", "percent"))
        if found.has("naive", "percent")
        else "those who used one channel brought nothing, so no survey could divide by it"
    )
    return say(
        "Under {name} people who used {many} brought {more} a year, those who used one {one}: "
        "{told}.",
        name=name, many=many, told=told, more=_money(found, "naive", "many"),
        one=_money(found, "naive", "one"),
    )  # fmt: skip


def _truly(found: Answered) -> Sentence:
    """What it does for the same people with the same luck."""
    name, base = str(found.at("strategy")), str(found.at("baseline"))
    if not (found.has("true", "mean") and found.has("true", "profit", "mean")):
        return say("What {name} truly brings against {base} is not defined.", name=name, base=base)
    share: Part = "earns"
    if found.has("true", "percent", "mean"):
        change = percent_of(found, "true", "percent", "mean")
        share = say("brings {percent} of contribution", percent=change)
    return say(
        "Truly {name} {brings} against {base}: {value} a head; after media and platform {profit} "
        "a head.",
        name=name, brings=share, base=base, value=_more(found, "true", "mean"),
        profit=_more(found, "true", "profit", "mean"),
    )  # fmt: skip


def _nothing(found: Answered) -> Sentence:
    """The same survey where no strategy can do anything."""
    claim = ("zero_effect", "naive", "contribution", "percent")
    true = ("zero_effect", "true", "mean")
    return say(
        "Where the brand is silent and no strategy can do anything, {claims}{truth}.",
        claims=say("the same survey still claims {claim}", claim=percent_of(found, *claim))
        if found.has(*claim) else "there is nothing to compare",
        truth=say("; the true effect there is exactly {zero}",
                  zero=found.quoted(f"{found.at(*true):g}", *true))
        if found.has(*true) else "",
    )  # fmt: skip


def _more(found: Answered, *path: str | int) -> Sentence:
    """``EUR 8.80 more``, or less."""
    side = "less" if float(found.at(*path)) < 0.0 else "more"
    return say("{money} {side}", money=_money(found, *path), side=side)


def _money(found: Answered, *path: str | int) -> Figure:
    """An amount a head without its sign, with its minor units: heads bring little."""
    currency = found.currency
    size = abs(float(found.at(*path)))
    return found.quoted(f"{currency.code} {size:,.{currency.digits}f}", *path)
