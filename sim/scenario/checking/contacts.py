"""How much contact actions and caps allow a customer, and whether it can do anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.scenario.checking.concern import Concern, Weight
from sim.scenario.checking.silent import SILENT, Contact, Planned, silent_year
from sim.scenario.checking.wording import length, listed, number
from sim.scenario.dials import ResolvedDials
from sim.scenario.implied.year import DAYS, curve_of
from sim.scenario.models import Cap, Channel
from sim.scenario.values.quantities import DAY

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Alone = Mapping[str, tuple[Sequence[Contact], ...]]
"""By action, a year of it alone with each of the silent."""

WEEKS = DAYS / 7.0
MOST_A_WEEK: dict[str, float] = {"email": 3.5, "sms": 2.0, "messenger": 3.0}
"""Messages a customer and week that are borne, by kind of channel; assumed."""
MOST_ELSEWHERE = 7.0
"""The same on other channels that send messages."""
LOOSE = 21.0
"""Contacts a week from which a cap holds back nothing that anybody would send."""
TIGHT = 1.5
"""Contacts a year below which a cap leaves next to none."""
MORNING, EVENING = 10 * 60, 17 * 60
"""The middle of the day, in minutes."""


def contact_concerns(
    scenario: Scenario,
    dials: Mapping[str, ResolvedDials],
    actions: Sequence[Planned],
    alone: Alone,
) -> Iterator[Concern]:
    """Every concern about how often, when and for how long people are contacted.

    Args:
        actions: from `silent.planned_messages`, those that some strategy allows.
        alone: from `silent.years_alone`.
    """
    yield from _together(scenario, dials, actions, alone)
    yield from _caps(scenario)
    yield from _daytime(scenario)
    yield from _silence(scenario)
    yield from _offers(scenario)
    yield from _delays(scenario)


def _together(
    scenario: Scenario,
    dials: Mapping[str, ResolvedDials],
    actions: Sequence[Planned],
    alone: Alone,
) -> Iterator[Concern]:
    """All planned messages of a strategy to somebody who never reacts, a week."""
    told: dict[tuple[str, str], list[str]] = {}
    for name, strategy in dials.items():
        allowed = {
            action.name for action, on in zip(scenario.actions, strategy.actions, strict=True) if on
        }
        used = [planned for planned in actions if planned.action.name in allowed]
        for pair in _too_many(scenario, strategy, used, alone):
            told.setdefault(pair, []).append(name)
    rests = tuple(f"action.{planned.action.name}.{planned.layer}" for planned in actions)
    for (where, arithmetic), names in told.items():
        yield Concern(
            f"channel.{where}",
            f"people who never react get too many messages here under {listed(names)}",
            arithmetic,
            rests_on=rests,
        )


def _too_many(
    scenario: Scenario, dials: ResolvedDials, actions: Sequence[Planned], alone: Alone
) -> Iterator[tuple[str, str]]:
    """(channel, arithmetic) where one of the silent gets too many messages."""
    most = {
        channel.name: MOST_A_WEEK.get(channel.kind, MOST_ELSEWHERE) for channel in scenario.channels
    }
    done: set[str] = set()
    for who in range(len(SILENT)):
        going_on = [planned for planned in actions if alone[planned.action.name][who]]
        apart = Counter(
            contact.channel for planned in going_on for contact in alone[planned.action.name][who]
        )
        if not any(count > most[where] * WEEKS for where, count in apart.items()):
            continue  # together they are no more than each by itself
        counts = Counter(
            (contact.channel, contact.action)
            for contact in silent_year(scenario, going_on, who, dials)
        )
        for where in sorted({channel for channel, _ in counts} - done):
            parts = {action: n for (channel, action), n in counts.items() if channel == where}
            total = sum(parts.values())
            if total > most[where] * WEEKS:
                done.add(where)
                shown = " + ".join(f"{action} {number(count)}" for action, count in parts.items())
                shown += f" = {number(total)}" if len(parts) > 1 else ""
                yield (
                    where,
                    f"{shown} messages a year to each; / 52 = {number(total / WEEKS)} a week, and "
                    f"{number(most[where])} are a lot",
                )


def days_of(cap: Cap) -> float:
    """Length of a cap's period in days."""
    return cap.per / DAY if isinstance(cap.per, int) else {"day": 1.0, "week": 7.0}[cap.per]


def _caps(scenario: Scenario) -> Iterator[Concern]:
    """Caps that leave next to nothing, or hold back nothing."""
    messages = {channel.name for channel in scenario.channels if channel.contact == "message"}
    for place, cap in enumerate(scenario.contact_policy.caps, start=1):
        if cap.limit == 0 or not (not cap.channels or messages & set(cap.channels)):
            continue
        days = days_of(cap)
        a_day = cap.limit / days
        where = listed(cap.channels) or "all channels"
        sum_ = f"{cap.limit} in {length(days * DAY)} = "
        if a_day * DAYS < TIGHT:
            yield Concern(
                f"contact_policy.caps.{place}.per",
                f"this cap leaves hardly any contact on {where}",
                f"{sum_}{number(a_day * DAYS)} a year",
            )
        elif a_day * 7.0 > LOOSE:
            yield Concern(
                f"contact_policy.caps.{place}.per",
                f"this cap holds back next to nothing on {where}",
                f"{sum_}{number(a_day * 7.0)} a week",
            )


def _daytime(scenario: Scenario) -> Iterator[Concern]:
    """Quiet hours that are the day."""
    quiet = scenario.contact_policy.quiet
    if quiet is None:
        return
    hours = (quiet[1] - quiet[0]) % 1440 or 1440
    noon = (MORNING - quiet[0]) % 1440 + EVENING - MORNING
    if noon <= hours <= 22 * 60:
        clocks = [f"{minutes // 60 % 24:02d}:{minutes % 60:02d}" for minutes in quiet]
        yield Concern(
            "contact_policy.quiet",
            "the quiet hours cover the whole day, and leave the night",
            f"{clocks[0]} to {clocks[1]} is quiet, {length((1440 - hours) * 60_000_000)} are left; "
            f'was "{clocks[1]}-{clocks[0]}" meant?',
            Weight.WRONG,
        )


def _silence(scenario: Scenario) -> Iterator[Concern]:
    """A stop after a purchase that lasts beyond the next need of everybody."""
    stop = scenario.contact_policy.after_purchase / DAY
    rates = [persona.need * curve_of(scenario) for persona in scenario.personas]
    if not rates or min(rates) <= 0.0 or not scenario.actions:
        return
    longest = 1.0 / min(rates)
    if stop > longest and not all(action.after_purchase for action in scenario.actions):
        yield Concern(
            "contact_policy.after_purchase",
            "contact stops until long after customers need something again",
            f"{number(stop)} d of silence; a need comes back after {number(longest)} d at the "
            "latest, in the mean",
            rests_on=(
                *(f"persona.{persona.name}.need" for persona in scenario.personas),
                "scenario.season", "contact_policy.after_purchase",
            ),
        )  # fmt: skip


def _offers(scenario: Scenario) -> Iterator[Concern]:
    """Offers that end before their message is read."""
    channels: dict[str, Channel] = {channel.name: channel for channel in scenario.channels}
    for offer in scenario.offers:
        late = [
            channels[treatment.channel]
            for action in scenario.actions
            for treatment in action.treatments
            if treatment.offer == offer.name
            and channels[treatment.channel].contact == "message"
            and channels[treatment.channel].delay >= offer.valid
        ]
        if late:
            yield Concern(
                f"offer.{offer.name}.valid",
                f"this offer ends before half of those who open it on {late[0].name} have seen it",
                f"valid for {length(offer.valid)}; half of the messages that are opened there are "
                f"opened after {length(late[0].delay)} or later",
                rests_on=(f"offer.{offer.name}.valid", f"channel.{late[0].name}.delay"),
            )


def _delays(scenario: Scenario) -> Iterator[Concern]:
    """Actions that come after the end of the run."""
    run = scenario.scenario.days * DAY
    for action in scenario.actions:
        if action.delay >= run:
            yield Concern(
                f"action.{action.name}.delay",
                "this action comes after the end of the run",
                f"{length(action.delay)} after {action.when}; the run has "
                f"{scenario.scenario.days} d",
                rests_on=(f"action.{action.name}.delay",),
            )
