"""What is valid but looks wrong: dead rules, equal strategies, impossible policies, odd money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.scenario.checking.buying import buying_concerns, unbooked
from sim.scenario.checking.concern import Concern, Weight, arranged
from sim.scenario.checking.contacts import contact_concerns
from sim.scenario.checking.costs import cost_concerns, uncharged_concerns
from sim.scenario.checking.deadrules import dead_layer
from sim.scenario.checking.demand import demand_concerns
from sim.scenario.checking.endless import endless_contacts
from sim.scenario.checking.kinds import kind_concerns
from sim.scenario.checking.known import known_concerns
from sim.scenario.checking.limits import limit_concerns
from sim.scenario.checking.money import price_concerns
from sim.scenario.checking.needless import needless_concerns
from sim.scenario.checking.people import people_concerns
from sim.scenario.checking.plausible import implausible_numbers, wide_ranges
from sim.scenario.checking.reach import bounds_in, reach_concerns, why_unreached
from sim.scenario.checking.siblings import lonely_shares
from sim.scenario.checking.silent import planned_messages, years_alone
from sim.scenario.checking.spending import spending_concerns
from sim.scenario.checking.staffing import staffing_concerns
from sim.scenario.checking.timing import timing_concerns
from sim.scenario.checking.wording import percent
from sim.scenario.dials import ResolvedDials
from sim.scenario.models import Action, Channel
from sim.scenario.scenario import Scenario
from sim.scenario.values.quantities import DAY


def warnings_of(scenario: Scenario, *, equal: bool = True) -> list[Concern]:
    """All concerns about a valid scenario, most important first.

    What only follows from another concern is left out.

    Args:
        equal: whether strategies with equal dials are among them.
    """
    dials = {name: scenario.resolved(name) for name in scenario.strategies}
    allowed = {
        action.name
        for place, action in enumerate(scenario.actions)
        if any(strategy.actions[place] for strategy in dials.values())
    }
    planned = [one for one in planned_messages(scenario) if one.action.name in allowed]
    alone = years_alone(scenario, planned)
    concerns = [
        *kind_concerns(scenario),
        *implausible_numbers(scenario),
        *_ranges(scenario),
        *demand_concerns(scenario),
        *known_concerns(scenario),
        *price_concerns(scenario),
        *cost_concerns(scenario, dials),
        *spending_concerns(scenario, dials),
        *staffing_concerns(scenario),
        *buying_concerns(scenario),
        *people_concerns(scenario),
        *timing_concerns(scenario, dials),
        *endless_contacts(scenario, planned, alone),
        *contact_concerns(scenario, dials, planned, alone),
        *_policy(scenario, dials),
        *_nobody(scenario),
        *_unused(scenario),
        *needless_concerns(scenario),
        *_dead_rules(scenario),
        *reach_concerns(scenario),
        *_never_started(scenario, dials),
        *uncharged_concerns(scenario, dials),
        *limit_concerns(scenario, dials),
        *_forgetful(dials),
        *(_equal(scenario, dials) if equal else ()),
    ]
    told = {concern.where for concern in concerns}
    slips = (*wide_ranges(scenario), *lonely_shares(scenario))  # the number itself comes first
    return arranged([*concerns, *(slip for slip in slips if slip.where not in told)])


def _ranges(scenario: Scenario) -> Iterator[Concern]:
    for key, label in scenario.labels.items():
        value = scenario.numbers.get(key)
        if label.low is None or label.high is None or value is None:
            continue
        if not label.low <= value <= label.high:
            yield Concern(
                key,
                "the value lies outside its own range",
                f"{value:g} against {label.low:g} to {label.high:g}",
                rests_on=(key,),
            )


# --- contact policy ----------------------------------------------------------------------------


def _policy(scenario: Scenario, dials: dict[str, ResolvedDials]) -> Iterator[Concern]:
    policy = scenario.contact_policy
    for number, cap in enumerate(policy.caps, start=1):
        key = f"contact_policy.caps.{number}"
        where = ", ".join(cap.channels) or "all channels"
        if cap.limit == 0:
            yield Concern(
                f"{key}.limit",
                f"this cap forbids every contact on {where}",
                "0 contacts allowed; messages that customers asked for are exempt",
            )
            continue
        length = cap.per if isinstance(cap.per, int) else {"day": DAY, "week": 7 * DAY}[cap.per]
        for name, strategy in dials.items():
            if length <= scenario.scenario.window and strategy.slots > cap.limit:
                yield Concern(
                    f"{key}.limit",
                    f"the cap leaves slots of {name} that can never be used",
                    f"{strategy.slots} slots a window, {cap.limit} contacts in {length / DAY:g} d",
                )
    yield from _quiet(scenario)


def _quiet(scenario: Scenario) -> Iterator[Concern]:
    quiet = scenario.contact_policy.quiet
    if quiet is None:
        return
    length = (quiet[1] - quiet[0]) % 1440 or 1440
    if length > 22 * 60:
        yield Concern(
            "contact_policy.quiet",
            "the quiet hours leave hardly any time for contacts",
            f"{length / 60:g} of 24 hours are quiet",
        )
    for action in scenario.actions:
        if action.at is not None and (action.at - quiet[0]) % 1440 < length:
            clock = f"{action.at // 60:02d}:{action.at % 60:02d}"
            until = f"{quiet[1] // 60 % 24:02d}:{quiet[1] % 60:02d}"
            yield Concern(
                f"action.{action.name}.at",
                "this is in the quiet hours, so that every contact waits for their end",
                f"planned at {clock}, sent at {until}",
                rests_on=("contact_policy.quiet",),
            )


# --- nobody, never, nothing --------------------------------------------------------------------


def _leads_to(channel: Channel) -> tuple[str, ...]:
    """Channels to which a visit on this one can lead."""
    ways = (channel.leads_to, channel.overflow, channel.pays_at)
    return (*(name for name in ways if name is not None), *channel.beside)


def _used(actions: Iterable[Action]) -> set[str]:
    """Channels on which actions go out or lead to."""
    treatments = [treatment for action in actions for treatment in action.treatments]
    return {name for one in treatments for name in (one.channel, one.landing) if name is not None}


def _nobody(scenario: Scenario) -> Iterator[Concern]:
    """Channels that nobody uses, and actions that nobody permits."""
    affinities, consents = scenario.affinities(), scenario.consents()
    booked = {channel.books for channel in scenario.channels}
    used = _used(scenario.actions)
    asking = _used(action for action in scenario.actions if not action.transactional)
    led_to = {name for channel in scenario.channels for name in _leads_to(channel)}
    for place, channel in enumerate(scenario.channels):
        key = f"channel.{channel.name}"
        idle = channel.name not in booked | used | led_to and channel.name not in unbooked(scenario)
        asked = channel.takes_cases and affinities[:, place].max() > 0.0
        if idle and not asked and not _visited(channel, affinities[:, place].max()):
            yield Concern(
                key,
                "nothing ever happens on this channel",
                "no visits, no action, no link that leads there",
            )
        if channel.users and max(channel.users.values()) == 0.0:
            yield Concern(
                f"{key}.users",
                "nobody of any age uses this channel",
                ", ".join(f"{ages}: 0 %" for ages in channel.users),
            )
        if channel.name in asking and consents[:, place].max() == 0.0:
            signups = any(
                t.asks == "signup" and (not t.grants or channel.name in t.grants)
                for action in scenario.actions
                for t in action.treatments
            )
            if not signups:
                yield Concern(
                    key,
                    "nobody permits contact here, and no sign-up asks for it",
                    "consents of all personas are 0",
                )
        if channel.contact == "audience" and channel.name in used:
            if channel.impressions * affinities[:, place].max() == 0.0:
                yield Concern(
                    f"{key}.impressions",
                    "nobody ever sees an ad here",
                    f"{channel.impressions:g} a day at affinity {affinities[:, place].max():g}",
                )


def _visited(channel: Channel, affinity: float) -> bool:
    return channel.visits > 0.0 and affinity > 0.0


def _unused(scenario: Scenario) -> Iterator[Concern]:
    treatments = [t for action in scenario.actions for t in action.treatments]
    creatives, offers = {t.creative for t in treatments}, {t.offer for t in treatments}
    for creative in scenario.creatives:
        if creative.name not in creatives:
            yield Concern(
                f"creative.{creative.name}", "no action uses this creative", weight=Weight.REMARK
            )
    for offer in scenario.offers:
        if offer.name not in offers:
            yield Concern(f"offer.{offer.name}", "no action makes this offer", weight=Weight.REMARK)


def _dead_rules(scenario: Scenario) -> Iterator[Concern]:
    for action in scenario.actions:
        yield from _dead_rule(scenario, action)


def _dead_rule(scenario: Scenario, action: Action) -> Iterator[Concern]:
    found = dead_layer(action, scenario.profile, bounds_in(scenario))
    if found is not None:
        layer, reason = found
        message = "this rule can never hold, so the action never starts"
        if action.planned and "channel" in reason.split():
            message += "; a planned action happens on no channel"
        reason += why_unreached(scenario, reason)
        yield Concern(f"action.{action.name}.{layer}", message, reason)


def _never_started(scenario: Scenario, dials: dict[str, ResolvedDials]) -> Iterator[Concern]:
    """Actions that no strategy allows, or whose start their channels can never know of."""
    index = {channel.name: place for place, channel in enumerate(scenario.channels)}
    for place, action in enumerate(scenario.actions):
        allowing = [name for name, strategy in dials.items() if strategy.actions[place]]
        if not allowing:
            yield Concern(f"action.{action.name}", "no strategy allows this action")
        if action.planned:
            continue
        places = _places(action, scenario)
        if not places:
            where = f" on {' or '.join(action.on)}" if action.on else ""
            yield Concern(
                f"action.{action.name}.when",
                f"this action never starts: there is no {action.when}{where}",
                _WHERE[action.when],
            )
            continue
        for name in allowing:
            knows = dials[name].knowledge
            if any(
                knows[index[t.channel], index[where]] for t in action.treatments for where in places
            ):
                continue
            targets = ", ".join(sorted({t.channel for t in action.treatments}))
            yield Concern(
                f"strategy.{name}.knowledge",
                f"{action.name} never starts under {name}",
                f"it starts on {', '.join(places)}, of which {targets} learns nothing",
            )


_WHERE = {
    "basket": "only channels with the step basket have one",
    "call": "only channels where people take calls have one",
    "booking": "only channels with steps and books have one",
    "no_show": "only channels with appointments that another books have one",
    "service": "only channels with appointments that another books have one",
}
"""Where events can happen that cannot happen everywhere."""


def _places(action: Action, scenario: Scenario) -> list[str]:
    """Channels where the event of an action can happen and is to count."""
    booked = {channel.books for channel in scenario.channels if channel.has_sessions}
    found = []
    for channel in scenario.channels:
        possible = {
            "basket": "basket" in channel.steps,
            "call": channel.takes_calls,
            "booking": channel.has_sessions and channel.books is not None,
            "no_show": channel.name in booked,
            "service": channel.name in booked,
        }.get(action.when, True)
        if possible and (not action.on or channel.name in action.on):
            found.append(channel.name)
    return found


def _forgetful(dials: dict[str, ResolvedDials]) -> Iterator[Concern]:
    """A strategy that joins more channels than another and knows far fewer customers again."""
    links = {name: int(strategy.knowledge.sum()) for name, strategy in dials.items()}
    known = {name: float(strategy.recognition.mean()) for name, strategy in dials.items()}
    for name in dials:
        fewer = [other for other in dials if links[other] < links[name]]
        best = max(fewer, key=lambda other: known[other], default=None)
        if best is not None and known[name] * 2.0 < known[best]:
            yield Concern(
                f"strategy.{name}.recognition",
                f"{name} links more channels than {best} and knows far fewer customers again",
                f"{percent(known[name])} against {percent(known[best])}, mean of all channels",
            )


def _equal(scenario: Scenario, dials: dict[str, ResolvedDials]) -> Iterator[Concern]:
    names = list(dials)
    for place, name in enumerate(names):
        for other in names[:place]:
            if dials[name].effective() == dials[other].effective():
                yield Concern(
                    f"strategy.{name}",
                    f"{name} and {other} are the same in every dial, and earn exactly the same",
                )
