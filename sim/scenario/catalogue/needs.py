"""What a catalogue made from a scenario needs to know of a customer: the columns of a profile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from engine.constraints import with_propensity
from engine.rules import parse
from engine.rules.expressions import fields_of
from sim.scenario import profile
from sim.scenario.models import Action, Channel

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

SUPPRESSED = "lately_bought"
RULES: tuple[str, ...] = ("eligible", "applicable", "suitable")


@dataclass(frozen=True)
class Column:
    """A field of the profile.

    Attributes:
        name, kind, values: as in a ``[[profile]]`` table.
        about: what it holds, one phrase; missing: when it may be missing, empty where never.
        read: moments whose decisions read it; empty for all.
    """

    name: str
    kind: str
    about: str
    missing: str = ""
    values: tuple[str, ...] = ()
    read: tuple[str, ...] = ()


@dataclass
class Needs:
    """All columns that a scenario's catalogue reads, beside who the customer is.

    Attributes:
        of_rules: fields that rules and formulas read, in the order of the scenario's view.
        of_channels: consent, suppression and contacts.
        consent, contacts: names of these columns by channel (and period).
        suppressed: channels on which a purchase stops actions.
        counted: channels whose contacts caps count: those of actions, and where the scenario counts
            them what is shown in a session.
    """

    of_rules: list[Column]
    of_channels: list[Column] = field(default_factory=list)
    consent: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, dict[str, str]] = field(default_factory=dict)
    suppressed: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)

    @property
    def columns(self) -> list[Column]:
        """All of them."""
        return [*self.of_rules, *self.of_channels]

    @property
    def customer(self) -> str:
        """The column that says who the customer is: the view has a field `customer` of its own."""
        return "id" if any(column.name == "customer" for column in self.of_rules) else "customer"


def needs_of(
    scenario: Scenario, actions: list[Action], channels: list[Channel], counted: Sequence[str] = ()
) -> Needs:
    """What the actions and channels of a catalogue read, and the formulas of its constraints."""
    needs = Needs(_of_rules(scenario, actions, counted))
    used = {treatment.channel for action in actions for treatment in action.treatments}
    held = {
        treatment.channel
        for action in actions
        for treatment in action.treatments
        if not (action.transactional or action.after_purchase)
    }
    for channel in channels:
        if channel.name in used and _asks_consent(scenario, channel):
            name = f"consent_{_word(channel.name)}"
            needs.consent[channel.name] = name
            about = f"permits contact on {channel.name}"
            needs.of_channels.append(Column(name, "boolean", about))
    if scenario.contact_policy.after_purchase > 0:
        needs.suppressed = {channel.name for channel in channels if channel.name in held}
    if needs.suppressed:
        about = f"has bought or booked within {_after_purchase(scenario)}: only some actions go on"
        needs.of_channels.append(Column(SUPPRESSED, "boolean", about))
    policy = scenario.contact_policy
    needs.counted = {
        channel.name
        for channel in channels
        if channel.name in used and (policy.count_inbound or channel.contact != "inbound")
    }
    for number, cap in enumerate(policy.caps):
        per = str(scenario.data["contact_policy"]["caps"][number]["per"])
        for channel in channels:
            if channel.name in needs.counted and channel.name in (cap.channels or needs.counted):
                _count(needs, channel.name, per)
    return needs


def _count(needs: Needs, channel: str, period: str) -> None:
    """Add the column with the contacts of a period on a channel, once."""
    of_channel = needs.contacts.setdefault(channel, {})
    if period not in of_channel:
        name = f"contacts_{_word(channel)}_{_word(period)}"
        taken = {column.name for column in needs.columns}
        number = 2
        while name in taken:  # "7 d" and "7d" make the same word
            name = f"contacts_{_word(channel)}_{_word(period)}_{number}"
            number += 1
        of_channel[period] = name
        about = f"contacts on {channel} in the last {period}"
        if period in ("day", "week"):
            about = f"contacts on {channel} so far this {period}"
        needs.of_channels.append(Column(name, "number", about, "counts as none"))


def _after_purchase(scenario: Scenario) -> str:
    written = scenario.data.get("contact_policy", {}).get("after_purchase")
    return str(written) if written is not None else "60 d"


def _word(name: str) -> str:
    """A name as part of a field's name."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)


def _asks_consent(scenario: Scenario, channel: Channel) -> bool:
    """Whether not everybody permits contact here from the start."""
    place = scenario.channels.index(channel)
    return channel.contact == "message" or bool((scenario.consents()[:, place] < 1.0).any())


def _of_rules(scenario: Scenario, actions: list[Action], counted: Sequence[str]) -> list[Column]:
    read: dict[str, list[str]] = {}
    for action in actions:
        for name in _fields(scenario, action):
            moments = read.setdefault(name, [])
            if action.when not in moments:
                moments.append(action.when)
    every = {action.when for action in actions}
    for text in counted:  # a decision reads these at every moment
        for seen in fields_of(parse(text, with_propensity(scenario.profile), expects="number")):
            read[seen.name] = list(every)
    return [
        Column(
            about.name,
            about.kind,
            about.help,
            about.missing,
            scenario.profile[about.name].values,
            () if set(read[about.name]) == every else tuple(sorted(read[about.name])),
        )
        for about in profile.FIELDS
        if about.name in read
    ]


def _fields(scenario: Scenario, action: Action) -> Iterator[str]:
    """Names of the fields that an action reads."""
    yield from action.propensity.weights
    texts: list[tuple[Any, Literal["condition", "number"]]] = [
        (getattr(action, layer), "condition") for layer in RULES
    ]
    texts.append((action.propensity.text or None, "number"))
    factors = (action.context, action.value)
    texts += [(factor.text, "number") for factor in factors if factor is not None]
    for text, expects in texts:
        if text is not None:
            for seen in fields_of(parse(text, scenario.profile, expects=expects)):
                yield seen.name
