"""A year of planned messages with customers who never react.

Nobody can tell from a rule alone how often it will fire. So three customers who never react live a
year with the planned actions: one whom the firm has never seen, one who bought before the start,
and one who bought during the run. Plans are made at the start of each window; those of windows
shorter than a day are counted once a day, which is often enough to be told.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.rules import Expr, parse
from sim.scenario.checking.deadrules import LAYERS
from sim.scenario.dials import ResolvedDials
from sim.scenario.models import Action, Cap
from sim.scenario.values.quantities import DAY

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

DAYS = 365

_STRANGER: dict[str, Any] = {
    "visits": 0, "unanswered": 0, "signups": 0, "step": "none", "customer": False, "booked": False,
    "bought": False, "reviewed": False, "referred": False, "attended": False, "identified": True,
    "case_open": False, "member": False,
}  # fmt: skip
_BUYER = {"visits": 3, "customer": True, "bought": True, "attended": True, "points": 0}
SILENT: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    (_STRANGER, ()),
    ({**_STRANGER, "customer": True, "points": 0}, ()),
    ({**_STRANGER, **_BUYER}, ("days_since_visit", "days_since_purchase")),
)
"""Values of those who never react, and the fields that grow by one each day."""


@dataclass(frozen=True)
class Planned:
    """A planned action that sends messages.

    Attributes:
        action: the action.
        layer: the rule to look at.
        rules: all its rules, parsed.
        channels: where it sends messages.
    """

    action: Action
    layer: str
    rules: tuple[Expr, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True)
class Contact:
    """One message to one of the silent."""

    day: int
    channel: str
    action: str


def planned_messages(scenario: Scenario) -> Iterator[Planned]:
    """Every planned action with messages; those that customers asked for are left out."""
    messages = {item.name for item in scenario.channels if item.contact == "message"}
    view = scenario.profile
    for action in scenario.actions:
        channels = [t.channel for t in action.treatments if t.channel in messages]
        if not action.planned or action.transactional or not channels:
            continue
        texts = {layer: getattr(action, layer) for layer in LAYERS}
        yield Planned(
            action,
            next((name for name, text in texts.items() if text), "eligible"),
            tuple(parse(text, view, expects="condition") for text in texts.values() if text),
            tuple(dict.fromkeys(channels)),
        )


def years_alone(
    scenario: Scenario, actions: Sequence[Planned]
) -> dict[str, tuple[list[Contact], ...]]:
    """By action, a year of it alone with each of the silent."""
    return {
        planned.action.name: tuple(
            silent_year(scenario, [planned], who) for who in range(len(SILENT))
        )
        for planned in actions
    }


def silent_year(
    scenario: Scenario,
    actions: Sequence[Planned],
    who: int,
    dials: ResolvedDials | None = None,
) -> list[Contact]:
    """A year with one of the silent; nothing where contacts end within the year.

    Args:
        actions: what may be sent, those first that are preferred.
        who: place in `SILENT`.
        dials: whose slots bound what a plan sends, and what each channel knows of the others'
            contacts; by default one profile and no bound.
    """
    # Imported only here, as the interpreter brings the compiler along: half of a second.
    from engine.rules import evaluate

    person, growing = SILENT[who]
    index = {channel.name: place for place, channel in enumerate(scenario.channels)}
    made: list[Contact] = []
    for day in range(0, DAYS, max(scenario.scenario.window // DAY, 1)):
        started: dict[int, set[str]] = {}
        for planned in actions:
            for channel in planned.channels:
                seen = _seen(made, channel, index, dials)
                values = _values(scenario, planned, person, growing, day, seen)
                if not all(evaluate(rule, values) is True for rule in planned.rules):
                    continue
                shares = _shares(channel, index, dials)
                if not all(
                    _leaves(cap, channel, shares, made, day) for cap in _caps(scenario, channel)
                ):
                    continue
                if _too_close(scenario, planned.action, shares, made, day):
                    continue
                if not _slot(dials, index[channel], planned.action.name, started):
                    continue
                made.append(Contact(day, channel, planned.action.name))
                if planned.action.deliver != "all":
                    break
    return made if any(contact.day >= DAYS // 2 for contact in made) else []


def _values(
    scenario: Scenario,
    planned: Planned,
    person: Mapping[str, Any],
    growing: tuple[str, ...],
    day: int,
    seen: Sequence[Contact],
) -> dict[str, Any]:
    """What rules read of somebody who never reacts."""
    date = scenario.scenario.start + datetime.timedelta(days=day)
    values = {
        **person,
        **dict.fromkeys(growing, float(day + 1)),
        "unanswered": len(seen),
        "weekday": date.weekday(),
        "month": date.month,
        "hour": (planned.action.at or 12 * 60) // 60,
    }
    if seen:
        values["days_since_contact"] = float(day - seen[-1].day)
    return values


def _seen(
    made: Sequence[Contact], channel: str, index: Mapping[str, int], dials: ResolvedDials | None
) -> Sequence[Contact]:
    """Contacts that a channel knows of."""
    if dials is None:
        return made
    knows = dials.knowledge[index[channel]]
    return [contact for contact in made if knows[index[contact.channel]]]


def _slot(
    dials: ResolvedDials | None, channel: int, action: str, started: dict[int, set[str]]
) -> bool:
    """Take one of the decider's slots of the plan, if there is one left, or the action has one."""
    if dials is None:
        return True
    taken = started.setdefault(int(dials.decider[channel]), set())
    if action not in taken and len(taken) >= dials.slots:
        return False
    taken.add(action)
    return True


def _caps(scenario: Scenario, channel: str) -> list[Cap]:
    return [
        cap for cap in scenario.contact_policy.caps if not cap.channels or channel in cap.channels
    ]


def _shares(channel: str, index: Mapping[str, int], dials: ResolvedDials | None) -> frozenset[str]:
    """Channels whose contacts count together with those of a channel, where a cap does not say."""
    if dials is None:
        return frozenset((channel,))
    own = dials.contact_policy[index[channel]]
    return frozenset(name for name, place in index.items() if dials.contact_policy[place] == own)


def _too_close(
    scenario: Scenario,
    action: Action,
    shares: frozenset[str],
    made: Sequence[Contact],
    day: int,
) -> bool:
    """Whether the policy keeps a distance from something that was sent lately."""
    groups = {item.name: item.group for item in scenario.actions}
    return any(
        day - contact.day < gap.days
        for gap in scenario.contact_policy.gaps
        if gap.of in (action.name, action.group)
        for contact in made
        if contact.channel in shares and gap.after in (contact.action, groups[contact.action])
    )


def _leaves(
    cap: Cap, channel: str, shares: frozenset[str], made: Sequence[Contact], day: int
) -> bool:
    """Whether a cap leaves room for one more contact on a channel."""
    if isinstance(cap.per, int):
        since = day - cap.per / DAY
        counted = [contact for contact in made if contact.day > since]
    else:
        length = 7 if cap.per == "week" else 1
        counted = [contact for contact in made if contact.day // length == day // length]
    if cap.channels:
        counted = [contact for contact in counted if contact.channel in cap.channels]
    if cap.scope != "customer":  # groups are those of a strategy: at least the channel's own count
        together = shares if cap.scope is None else {channel}
        counted = [contact for contact in counted if contact.channel in together]
    return len(counted) < cap.limit
