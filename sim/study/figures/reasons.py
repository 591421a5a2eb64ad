"""Why a simulated figure is what it is: its factors, as far as a run and its file show them.

A chance of the model is a sum of log-odds (docs/model.md, section 7): what the file states of the
channel, the appeal of what was sent, the stage that it is made for, and what differs from person to
person: interest, goodwill, pressure. The first three are worked out here for what was sent in the
run; the last is what is left, and is told by whether people had a need.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.models import Channel
from sim.scenario.models.catalogue import Treatment
from sim.study.figures.evidence import Evidence, Mask
from sim.study.money import Currency

NOTABLE = 1.1
"""A factor is told from here on, either way."""
DAY = 86_400_000_000
LEAST, MOST = 1e-12, 1.0 - 1e-12


@dataclass(frozen=True)
class Case:
    """A figure to be explained.

    Attributes:
        mask: the contacts that it counts.
        channels: the channels on which it is counted.
        published: what it is held against; shares from 0 to 1, amounts in main units.
        simulated: the same of the run.
    """

    evidence: Evidence
    mask: Mask
    channels: Sequence[int]
    published: float
    simulated: float

    @property
    def currency(self) -> Currency:
        """Of the scenario."""
        return Currency(self.evidence.scenario.scenario.currency)


def percent(share: float) -> str:
    """``0.25 %``, ``2.9 %``, ``47 %``: two digits that count, three of what is near all."""
    value = 100.0 * share
    if value == 0.0:
        return "0 %"
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    if 90.0 < value < 100.0:
        digits = 1
    return f"{value:.{min(digits, 4)}f} %"


def ratio(top: float, bottom: float) -> float | None:
    """A share, None of nothing."""
    return top / bottom if bottom > 0.0 else None


def notable(value: float, than: float) -> bool:
    """Whether one is a tenth more or less than the other."""
    if value <= 0.0 or than <= 0.0:
        return value != than
    return abs(math.log(value / than)) > math.log(NOTABLE)


# --- chances as the model has them ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chance:
    """Mean chance of a response to what was sent, people without interest or goodwill.

    Attributes:
        stated: of a plain contact: the rate of the channel.
        appealing: with the appeal of what was sent.
        fitting: and with the stage that it is made for, for those who were there.
        odds: mean factor on the odds, of appeal alone (geometric).
        fits: share that met people at that stage.
    """

    stated: float
    appealing: float
    fitting: float
    odds: float
    fits: float


def chance(evidence: Evidence, weights: NDArray[np.int64], rate: str) -> Chance | None:
    """The mean over contacts; None of none.

    Args:
        weights: int64[channels, actions + 1, need, fits], how many contacts.
        rate: the field of a channel that states it: "open" or "click".
    """
    total = float(weights.sum())
    if total <= 0.0:
        return None
    behaviour = evidence.scenario.behaviour
    sums = np.zeros(5)
    for channel, action in zip(*np.nonzero(weights.sum(axis=(2, 3))), strict=True):
        missed, met = weights[channel, action].sum(axis=0)
        stated = min(max(float(getattr(evidence.channel(channel), rate)), LEAST), MOST)
        plain = math.log(stated / (1.0 - stated))
        appeal = math.log(max(evidence.appeal(channel, action), LEAST))
        appealing = plain + behaviour.fit_weight * appeal
        fitting = appealing + behaviour.fit_weight * behaviour.stage_fit
        count = missed + met
        sums += (
            count * stated,
            count * _logistic(appealing),
            missed * _logistic(appealing) + met * _logistic(fitting),
            count * behaviour.fit_weight * appeal,
            met,
        )
    stated, appealing, fitting, log_odds, fits = (float(value) for value in sums / total)
    return Chance(stated, appealing, fitting, math.exp(log_odds), fits)


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


@dataclass(frozen=True, slots=True)
class Rest:
    """What else bears on a response, in words, either way."""

    done: str
    raises: str
    lowers: str


OPENING = Rest(
    "opened",
    "interest and goodwill raise",
    "want of goodwill, the pressure of other contacts and who they are that permit it lower",
)


def factors(found: Chance, published: float | None, reached: float, rest: Rest) -> list[str]:
    """What leads from the published rate to the one reached, as far as it is notable.

    Args:
        published: None where the stated rate is compared with nothing.
    """
    told = []
    if published is not None and notable(found.stated, published):
        told.append(f"The file states {percent(found.stated)} of the channel.")
    if notable(found.appealing, found.stated):
        more = "more" if found.odds > 1.0 else "less"
        told.append(
            f"What was sent appeals {more} than a plain message (odds x {found.odds:.1f}), which "
            f"turns {percent(found.stated)}, as the file states, into {percent(found.appealing)}."
        )
    if notable(found.fitting, found.appealing):
        told.append(
            f"{percent(found.fits)} of it met people at the stage that it is made for, which "
            f"makes {percent(found.fitting)}."
        )
    if notable(reached, found.fitting):
        why = rest.raises if reached > found.fitting else rest.lowers
        change = f"{percent(found.fitting)} to {percent(reached)} {rest.done}"
        told.append(f"{why[:1].upper()}{why[1:]} {change}.")
    return told


def rest_of_clicks(case: Case, what: str, done: str) -> Rest:
    """What else bears on clicks: who clicks, and the offer that is shown."""
    cells = case.evidence.cells(what, case.mask).sum(axis=(2, 3))
    offered = sum(
        int(cells[channel, action])
        for channel, action in zip(*np.nonzero(cells), strict=True)
        if any(item.offer is not None for item in case.evidence.treatments(channel, action)[:1])
    )
    share = ratio(float(offered), float(cells.sum())) or 0.0
    raises = f"interest, goodwill and an offer (on {percent(share)}) raise"
    if not share:
        raises = "interest and goodwill raise"
    return Rest(done, raises, "want of goodwill, and words and pictures seen before, lower")


def told_by_need(case: Case, what: str, base: str, done: str, things: str) -> list[str]:
    """How much of it met an open need, and what that changed."""
    bases = case.evidence.by_need(base, case.mask)
    tops = case.evidence.by_need(what, case.mask)
    share = ratio(bases[1], sum(bases))
    if share is None:
        return []
    without, having = (ratio(top, bottom) for top, bottom in zip(tops, bases, strict=True))
    words = f"{percent(share)} of the {things} met an open need"
    if without is None or having is None:
        return [f"{words}."]
    return [f"{words}: {percent(having)} of these were {done}, {percent(without)} of the others."]


# --- messages -------------------------------------------------------------------------------------


def opened(case: Case) -> list[str]:
    """Of a share of messages that are opened."""
    found = chance(case.evidence, case.evidence.cells("deliver", case.mask), "open")
    if found is None:
        return []
    told = factors(found, case.published, case.simulated, OPENING)
    return told + told_by_need(case, "open", "deliver", "opened", "messages")


def clicked(case: Case) -> list[str]:
    """Of a share of messages that are clicked: opened first, then clicked."""
    evidence = case.evidence
    opening = chance(evidence, evidence.cells("deliver", case.mask), "open")
    clicking = chance(evidence, evidence.cells("open", case.mask), "click")
    opens = float(evidence.counts("open", case.mask).sum())
    share = ratio(opens, float(evidence.arrived(case.mask).sum()))
    done = ratio(float(evidence.counts("click", case.mask).sum()), opens)
    if opening is None or clicking is None or share is None or done is None:
        return []
    stated = opening.stated * clicking.stated
    told = [
        f"{percent(share)} are opened and {percent(done)} of the opened clicked; the file states "
        f"{percent(opening.stated)} and {percent(clicking.stated)}, together {percent(stated)}."
    ]
    told += factors(clicking, None, done, rest_of_clicks(case, "open", "of the opened"))
    return told + told_by_need(case, "click", "deliver", "clicked", "messages")


def unsubscribed(case: Case) -> list[str]:
    """Of a share of messages after which consent is withdrawn."""
    evidence = case.evidence
    weights = evidence.cells("deliver", case.mask).sum(axis=(1, 2, 3)).astype(float)
    if not weights.sum():
        return []
    rates = [float(evidence.channel(place).unsubscribe) for place in range(len(weights))]
    stated = float(np.average(rates, weights=weights))
    told = []
    if notable(stated, case.published):
        told.append(f"The file states {percent(stated)} of the channel.")
    if notable(case.simulated, stated):
        monthly = evidence.monthly(case.channels)
        often = "" if monthly is None else f"; who gets mails gets {monthly:.1f} of them a month"
        told.append(
            f"From {percent(stated)} to {percent(case.simulated)} it is pressure beyond what "
            f"people bear, which adds, and goodwill, which takes away{often}."
        )
    return told


def bounced(case: Case) -> list[str]:
    """Of a share of messages that do not arrive."""
    weights = case.evidence.cells("deliver", case.mask).sum(axis=(1, 2, 3)).astype(float)
    if not weights.sum():
        return []
    rates = [float(case.evidence.channel(place).bounce) for place in range(len(weights))]
    stated = float(np.average(rates, weights=weights))
    return [f"The file states {percent(stated)}; nothing else bears on it."]


# --- orders ---------------------------------------------------------------------------------------


def click_orders(case: Case) -> list[str]:
    """Of a share of clicks that an order follows."""
    without, having = case.evidence.by_need("click", case.mask)
    orders = case.evidence.by_need("order", case.mask)
    told = []
    share = ratio(having, without + having)
    if share is not None:
        words = f"{percent(share)} of the clicks came from people with an open need"
        rates = [ratio(top, bottom) for top, bottom in zip(orders, (without, having), strict=True)]
        if rates[1] is not None:
            words += f": an order followed {percent(rates[1])} of these"
            if rates[0] is not None:
                words += f", {percent(rates[0])} of the others"
        told.append(words + f", within {_attribution(case.evidence)}.")
    through = _through(case)
    if through is not None:
        told.append(
            f"Where the clicks lead, the steps let {percent(through)} of those pass who have a "
            "need and nothing in the way."
        )
    return told


def message_orders(case: Case) -> list[str]:
    """Of a share of messages that an order follows."""
    evidence = case.evidence
    clicks = float(evidence.counts("click", case.mask).sum())
    share = ratio(clicks, float(evidence.arrived(case.mask).sum()))
    done = ratio(float(evidence.counts("order", case.mask).sum()), clicks)
    if share is None or done is None:
        return []
    told = [f"{percent(share)} are clicked, and an order follows {percent(done)} of the clicks."]
    return told + click_orders(case)


def _attribution(evidence: Evidence) -> str:
    days = evidence.scenario.behaviour.attribution / DAY
    return f"{days:g} day{'' if days == 1.0 else 's'}"


def _through(case: Case) -> float | None:
    """Mean chance to get through the steps where clicks lead; None where they lead to none."""
    evidence = case.evidence
    places = {channel.name: channel for channel in evidence.scenario.channels}
    clicks = evidence.cells("click", case.mask).sum(axis=(2, 3))
    total = weight = 0.0
    for channel, action in zip(*np.nonzero(clicks), strict=True):
        for treatment in evidence.treatments(channel, action)[:1]:
            passed = _passed(treatment, places)
            if passed is not None:
                total += float(clicks[channel, action]) * passed
                weight += float(clicks[channel, action])
    return ratio(total, weight)


def _passed(treatment: Treatment, places: Mapping[str, Channel]) -> float | None:
    landing = places.get(treatment.landing or "")
    if landing is None or not landing.steps:
        return None
    return _to_the_end(landing, treatment.starts)


def _to_the_end(channel: Channel, step: str | None) -> float:
    """Chance to get from a step of a channel (default: the first) to the end of a visit."""
    start = channel.steps.index(step) if step in channel.steps else 0
    # A rate is that of going on from its step; that of paying is a factor on the last one.
    rates = (float(getattr(channel.go_on, name)) for name in (*channel.steps[start:], "pay"))
    return math.prod(rates)


def abandoned(case: Case) -> list[str]:
    """Of a share of baskets that are not paid."""
    evidence = case.evidence
    everywhere = case.mask | _no_action(case)
    laid = evidence.cells("basket", everywhere).sum(axis=(1, 2, 3))
    total = float(laid.sum())
    if not total:
        return []
    passed = sum(
        float(laid[place]) * _to_the_end(evidence.channel(place), "basket")
        for place in case.channels
    )
    told = [
        f"The steps from the basket on lose {percent(1.0 - passed / total)} of those who have a "
        "need and nothing in the way."
    ]
    bases = evidence.by_need("basket", everywhere)
    paid = evidence.by_need("basket_order", everywhere)
    without, having = (ratio(top, bottom) for top, bottom in zip(paid, bases, strict=True))
    if having is not None:
        words = f"{percent(bases[1] / sum(bases))} were laid with an open need, and no order came "
        words += f"of {percent(1.0 - having)} of these"
        if without is not None:
            words += f", of {percent(1.0 - without)} of the others"
        told.append(f"{words}.")
    told.append("Objections, effort and want of goodwill stop some; others come back and pay.")
    return told


def _no_action(case: Case) -> Mask:
    """Visits that no contact has led to, on these channels."""
    found = np.zeros_like(case.mask)
    found[list(case.channels), 0] = True
    return found


def nothing(case: Case) -> list[str]:
    """Of figures that are held against none."""
    del case
    return []
