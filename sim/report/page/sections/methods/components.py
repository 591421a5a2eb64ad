"""STRESS-DES 2.5: entities, activities, resources, queues, and where entities come and go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sim.report.page.document import Block, Table
from sim.report.page.sections.methods.items import code, listed, text
from sim.report.page.sources import Sources
from sim.report.words.counted import counted
from sim.report.words.told import Code, Part, Sentence, say
from sim.report.words.values import DASH
from sim.scenario.ledger import Entry, ledger

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.models import Action, Channel

__all__ = ["components"]

FORMS = {
    "message": "messages to one person", "audience": "paid impressions", "mass": "mass media",
    "inbound": "only when people come",
}  # fmt: skip


def components(sources: Sources) -> Iterator[Block]:
    """What the scenario has of each."""
    scenario = sources.scenario
    numbers = {entry.key: entry for entry in ledger(scenario)}
    yield text(_entities(scenario))
    yield _personas(scenario, numbers)
    yield text(
        say("Activities: steps of visits on channels, services by staff, and contacts, which the "
            "actions of the catalogue start.")
    )  # fmt: skip
    yield _channels(scenario)
    if scenario.actions:
        yield _actions(scenario)
    yield from _resources(sources, numbers)
    yield text(
        say("Entry: all people are there from the start of the run, and nobody joins or leaves "
            "the market; a visit begins at random, by a link, by a call or by an appointment."),
        say("Exit: a visit ends with a purchase, a booking, without either, or with giving up in "
            "a queue; a need ends with a purchase or a booking, or lapses; contact ends where "
            "consent is withdrawn."),
    )  # fmt: skip


def _entities(scenario: Scenario) -> Sentence:
    told = say("Entities: customers, each with own traits and latent state; the firm with its "
               "channels, actions, budgets and what it has observed.")  # fmt: skip
    for word, names in (
        ("Devices", scenario.devices), ("Variants of the product", scenario.variants),
        ("Competitors", scenario.competitors),
    ):  # fmt: skip
        if names:
            told = say("{told} {word}: {names}.", told=told, word=word,
                       names=listed([one.name for one in names]))  # fmt: skip
    return told


def _told(numbers: Mapping[str, Entry], key: str) -> Part:
    """A number as the file has it."""
    return Code(numbers[key].text) if key in numbers else DASH


def _personas(scenario: Scenario, numbers: Mapping[str, Entry]) -> Table:
    rows = tuple(
        (
            Code(one.name), one.title, *(
                _told(numbers, f"persona.{one.name}.{key}")
                for key in ("share", "need", "order_value", "margin", "customer")
            ),
        )
        for one in scenario.document.persona
    )  # fmt: skip
    headings = ("persona", "title", "share", "need arises", "order value", "margin",
                "bought before")  # fmt: skip
    return Table("methods-personas", "Entities: kinds of customers", headings, rows)


def _channels(scenario: Scenario) -> Table:
    rows = tuple(
        (
            Code(one.name), Code(one.kind), FORMS[one.contact],
            code(list(one.steps)) if one.steps else DASH,
            Code(one.leads_to) if one.leads_to else DASH,
            Code(one.pays_at) if one.pays_at else DASH,
        )
        for one in scenario.document.channel
    )  # fmt: skip
    headings = ("channel", "kind", "contact", "steps of a visit", "leads to", "paid at")
    return Table("methods-channels", "Activities: where firm and customers meet", headings, rows)


def _actions(scenario: Scenario) -> Table:
    rows = tuple(
        (
            Code(one.name), one.title, _when(one),
            code(list(dict.fromkeys(form.channel for form in one.treatments))),
            code([name for name in scenario.strategies if _allowed(scenario, name, one.name)])
            if any(_allowed(scenario, name, one.name) for name in scenario.strategies) else DASH,
        )
        for one in scenario.document.action
    )  # fmt: skip
    headings = ("action", "title", "started by", "channels", "strategies that may use it")
    return Table(
        "methods-actions", "Activities: the catalogue of actions", headings, rows, folded=True
    )


def _when(action: Action) -> Part:
    if action.planned:
        return "the plan of a window"
    return say("the event {event}", event=Code(action.when))


def _allowed(scenario: Scenario, strategy: str, action: str) -> bool:
    dials = scenario.resolved(strategy)
    return bool(dials.actions[dials.action_names.index(action)])


def _resources(sources: Sources, numbers: Mapping[str, Entry]) -> Iterator[Block]:
    scenario, main = sources.scenario, sources.main
    staffed = [one for one in scenario.document.channel if one.servers > 0]
    if not staffed:
        yield text(say("Resources and queues: no channel has staff or places of limited number."))
        return
    keys = ("servers", "parallel", "service", "patience", "no_show")
    rows = tuple(
        (
            Code(one.name), "appointments" if one.appointments else "first come, first served",
            *(_told(numbers, f"channel.{one.name}.{key}") for key in keys),
            _hours(one), Code(one.overflow) if one.overflow else DASH,
        )
        for one in staffed
    )  # fmt: skip
    headings = ("channel", "queue", "servers", "at once each", "service, mean", "patience, mean",
                "not kept", "hours", "overflow")  # fmt: skip
    note = say("Budgets and servers are of the whole market of the scenario; with more or fewer "
               "people they grow or shrink with them, servers to the nearest whole number. "
               "Simulated: {people} of a market of {market}.",
               people=counted(main.figure("customers"), "person", "people"),
               market=main.figure("market"),
               ) if main.has("customers") and main.has("market") else None  # fmt: skip
    yield Table("methods-resources", "Resources and queues: staff and places", headings, rows, note)
    yield text(
        say("Who asks for a person waits in one queue a channel; talk and patience are exponential "
            "(a patience of {none} is endless), and who finds it closed or gives up turns to the "
            "overflow, if there is one. An appointment takes the first free place of a day that "
            "begins at least the channel's lead time after the request.", none=Code("0"))
    )  # fmt: skip


def _hours(channel: Channel) -> Part:
    if channel.hours is None:
        return "always open"
    first, last = (f"{minute // 60:02d}:{minute % 60:02d}" for minute in channel.hours)
    return Code(f"{first}-{last}")
