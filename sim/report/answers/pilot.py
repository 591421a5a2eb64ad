"""The experiment that would prove a verdict, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.words.answered import Answered
from sim.report.words.told import Code, Part, Sentence, joined, say

__all__ = ["pilot_answer", "pilot_below", "pilot_design"]

OUTCOMES = {"orders": "orders a head", "buyers": "share who buy"}
FEW = 0.1
"""A share below which it is told with a digit more."""


def pilot_answer(found: Answered) -> list[Sentence]:
    """Whether a pilot would tell, with how many people and how long."""
    days, asks = _days(found, "days"), _asks(found)
    if not any(found.at("standard_deviation").values()):
        return [say("Nobody buys within {days} in the simulation: no pilot can tell {asks}.",
                    days=days, asks=asks)]  # fmt: skip
    if not found.has("needed"):
        return [
            say("No pilot can tell {asks}: by the model the difference is exactly {against} a "
                "head.",
                asks=asks, against=_a_head(found, "against"))
        ]  # fmt: skip
    needed, available = found.figure("needed"), found.figure("available")
    if found.at("suffices"):
        return [
            say(
                "A pilot of {days} with {needed} of {available} people would tell {asks}, with "
                "{power} power.",
                days=days, needed=needed, available=available, asks=asks,
                power=_share(found, "power"),
            )
        ]  # fmt: skip
    return [
        say(
            "This market is too small to tell {asks}: after {days} it would take {needed} people, "
            "and there are {available}.",
            asks=asks, days=days, needed=needed, available=available,
        ),
        say(
            "All of them in two arms would see it with {power} power; what they could see with "
            "{wanted} is a difference of {detectable} a head, not the {effect} that there is to "
            "see.",
            power=_share(found, "power"), wanted=_share(found, "target_power"),
            detectable=_a_head(found, "detectable"), effect=_a_head(found, "effect", size=True),
        ),
    ]  # fmt: skip


def pilot_design(found: Answered) -> list[tuple[str, Sentence]]:
    """Lines of the design, each with its name."""
    first, second = _pair(found)
    up = found.at("expected", "mean") >= found.at("against")
    side = "above" if up else "below"
    refuted = str(found.at("falsified_if"))
    return [
        (
            "Arms",
            say("{some} people under {first}, {more} under {second}, by lot, at the same time",
                some=found.figure("arms", 0, "customers"), first=first,
                more=found.figure("arms", 1, "customers"), second=second),
        ),
        (
            "Measured",
            say("contribution less media, a head: everybody in the arm counts, buyer or not"),
        ),
        (
            "Expected",
            say("{first} less {second}: {expected}{ends}, against the {price} in this time",
                first=first, second=second, expected=_a_head(found, "expected", "mean"),
                ends=_by_simulation(found), price=_price(found)),
        ),
        (
            "Spread",
            say("customers differ by {one} under {first} and {other} under {second} (standard "
                "deviation)", first=first, second=second,
                one=_a_head(found, "standard_deviation", first),
                other=_a_head(found, "standard_deviation", second)),
        ),
        (
            "Proved if",
            say("the measured difference is {side} {border}: then its {sure} interval lies {side} "
                "{what}, and it is proved that {claim}",
                side=side, border=_a_head(found, "proved_beyond"), sure=_sureness(found),
                what="what the platform costs" if _pays(found) else "0", claim=_claim(found, up)),
        ),
        ("Refuted", say("{words}", words=found.quoted(refuted[0].lower() + refuted[1:],
                                                      "falsified_if"))),
    ]  # fmt: skip


def pilot_below(found: Answered) -> list[Sentence]:
    """How it fared, what would help, what the other question would take."""
    told = [_carried_out(found)] if found.has("pilots") else []
    if not found.at("suffices") and found.has("needed"):
        told.append(_help(found))
    told.append(_other_question(found))
    if found.at("days") != found.at("tried", len(found.at("tried")) - 1, "days"):
        told.append(_own_days(found))
    return [
        *told,
        say(
            "'People needed' is both arms together, 'power of all' what all people of the market "
            "in two arms would have. The lot is over everybody in the market. What customers of "
            "one arm do to those of the other (referrals, queues) is left out."
        ),
    ]


# --- parts of sentences --------------------------------------------------------------------------


def _pair(found: Answered) -> tuple[str, str]:
    return str(found.at("first")), str(found.at("second"))


def _pays(found: Answered) -> bool:
    return bool(found.at("question") == "pays")


def _asks(found: Answered) -> Sentence:
    first, second = _pair(found)
    if _pays(found):
        return say("whether {first} pays for its platform against {second}", first=first,
                   second=second)  # fmt: skip
    return say("whether {first} and {second} differ at all", first=first, second=second)


def _claim(found: Answered, up: bool) -> Sentence:
    """What is proved then."""
    first, second = _pair(found)
    if _pays(found):
        return say("{first} pays" if up else "{first} does not pay", first=first)
    return say("{first} brings {side} than {second}", first=first, second=second,
               side="more" if up else "less")  # fmt: skip


def _price(found: Answered) -> Sentence:
    """What the platform of the first costs more, or less."""
    return say("{price} a head that its platform costs {side}",
               price=_a_head(found, "platform", size=True),
               side="less" if found.at("platform") < 0.0 else "more")  # fmt: skip


def _by_simulation(found: Answered) -> Part:
    if not found.has("expected", "ci_low") or not found.has("expected", "ci_high"):
        return ""
    digits = found.currency.digits
    return say(
        " ({low} to {high} by simulation)",
        low=found.figure("expected", "ci_low", unit="", digits=digits),
        high=found.figure("expected", "ci_high", unit="", digits=digits),
    )


def _sureness(found: Answered) -> Part:
    return found.quoted(f"{100 * (1 - float(found.at('alpha'))):g} %", "alpha")


def _a_head(found: Answered, *path: str | int, size: bool = False) -> Part:
    """An amount with its minor unit, as a customer brings little."""
    currency = found.currency
    return found.figure(*path, unit=currency.code, digits=currency.digits, size=size)


def _share(found: Answered, *path: str | int) -> Part:
    """In whole percents, with a digit more where they are few."""
    few = 0.0 < float(found.at(*path)) < FEW
    return found.figure(*path, unit="share", digits=1 if few else 0)


def _days(found: Answered, *path: str | int) -> Part:
    days = float(found.at(*path))
    return found.quoted(f"{days:g} day{'' if days == 1.0 else 's'}", *path)


# --- below ---------------------------------------------------------------------------------------


def _carried_out(found: Answered) -> Sentence:
    """How the pilot fared when it was carried out."""
    how = (
        "each on people of its own, lived for it"
        if found.at("pilots", "fresh")
        else "each with customers drawn anew from all that were simulated"
    )
    return say(
        "Carried out {count} times, {how}: {seen} saw the difference, {false} saw one between two "
        "arms under {first} (stated: {alpha}).",
        count=found.figure("pilots", "count"), how=how, first=_pair(found)[0],
        seen=_of_pilots(found, "detected"), false=_of_pilots(found, "false_positives"),
        alpha=_share(found, "alpha"),
    )  # fmt: skip


def _of_pilots(found: Answered, name: str) -> Part:
    at = ("pilots", name)
    if not found.has(*at, "share"):
        return "-"
    if not found.has(*at, "ci_low") or not found.has(*at, "ci_high"):
        return _share(found, *at, "share")
    ends = (
        found.quoted(f"{100 * float(found.at(*at, end)):.0f}", *at, end)
        for end in ("ci_low", "ci_high")
    )
    return say("{share} ({low} to {high})", share=_share(found, *at, "share"), low=next(ends),
               high=next(ends))  # fmt: skip


def _help(found: Answered) -> Sentence:
    """What would help where the market is too small."""
    told: list[Part] = [*_longer(found)]
    enough: list[Part] = [
        say("{what} with {people} people", what=OUTCOMES[str(each["outcome"])],
            people=found.figure("outcomes", place, "needed"))
        for place, each in enumerate(found.at("outcomes"))
        if each["needed"] is not None and each["suffices"]
    ]  # fmt: skip
    if enough:
        told.append(
            say("a smaller question: that the two differ shows in {what}",
                what=joined(enough, " and in ", " and in "))
        )  # fmt: skip
    told += [
        "branches or firms that take part together",
        "an evaluation that takes out what each customer had bought before",
    ]
    return say("What would help: {means}.", means=joined(told, "; ", "; "))


def _longer(found: Answered) -> Iterator[Sentence]:
    """The longest other length that points the same way, and with which all would see more."""
    better = [place for place in range(len(found.at("tried"))) if _sees_more(found, place)]
    if better:
        yield say("{long} in place of {short}", long=_days(found, "tried", better[-1], "days"),
                  short=found.quoted(f"{found.at('days'):g}", "days"))  # fmt: skip


def _sees_more(found: Answered, place: int) -> bool:
    each = found.at("tried", place, str(found.at("question")))
    alike = each["effect"] * found.at("effect") > 0.0
    return bool(alike and each["whole_power"] > found.at("power"))


def _other_question(found: Answered) -> Sentence:
    other = "works" if _pays(found) else "pays"
    tried = [float(each["days"]) for each in found.at("tried")]
    at = ("tried", tried.index(float(found.at("days"))), other)
    some = found.has(*at, "needed")
    return say(
        "To tell whether {asks}, {takes} {people} in {days} ({option}).",
        asks="it pays the platform" if other == "pays" else
        "there is any difference, before platform",
        takes="takes" if some else "is possible with",
        people=say("{needed} people", needed=found.figure(*at, "needed")) if some else
        "no number of people",
        days=_days(found, "days"), option=Code(f"--question {other}"),
    )  # fmt: skip


def _own_days(found: Answered) -> Sentence:
    """What is expected of the pilot's days, and of all."""
    whole, question = len(found.at("tried")) - 1, str(found.at("question"))
    return say(
        "A pilot answers for its own days: in {days} {first} is expected to bring {ours} a head "
        "{beyond}, in all {all} {theirs}.",
        days=_days(found, "days"), first=_pair(found)[0], ours=_a_head(found, "effect"),
        beyond="beyond its platform" if question == "pays" else "more",
        all=_days(found, "tried", whole, "days"),
        theirs=_a_head(found, "tried", whole, question, "effect"),
    )  # fmt: skip
