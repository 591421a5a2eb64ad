"""STRESS-DES 2: how the model works, what its variants differ in, and what it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import altair as alt

from sim.report.page.document import Block, Chart, Table
from sim.report.page.drawing.shared import BASELINE, chart_of, finished
from sim.report.page.sections.methods.components import components
from sim.report.page.sections.methods.items import code, group, item, listed, points, text
from sim.report.page.sources import Source, Sources
from sim.report.words.told import Code, Sentence, joined, say
from sim.scenario.models import Strategy
from sim.scenario.words import DIALS

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["logic"]

PARTS = (
    ("open", "news and changes become visible",
     "Changes, outages, synced observations, spending, referrals, reviews and learned rates of "
     "earlier windows become visible; rates are set."),
    ("plan", "each decider picks on its own view",
     "Every planned action is judged for every customer on what its channel may know; a price is "
     "found for each budget; each decider picks."),
    ("live", "customers meet events, staff, queues",
     "Customers meet their events one by one: needs, visits, contacts, calls, appointments, "
     "purchases. A contact is checked again when it goes out."),
    ("close", "counts and money are summed",
     "Counts and money are summed in whole numbers, and the next window opens."),
)  # fmt: skip
"""Of a window: its name, what stands in the box, and the whole."""
COMMON = ("study", "version", "scenario", "scenario_sha256", "changed", "customers", "days",
          "seed", "replications", "strategies", "kpi", "people")  # fmt: skip
"""What questions of all studies have, and what is told elsewhere."""


def logic(sources: Sources) -> Iterator[Block]:
    """2.1 to 2.5."""
    scenario = sources.scenario
    return group(
        2, _overview(), _base(scenario), _variants(sources), _algorithms(scenario),
        item("2.5", *components(sources)),
    )  # fmt: skip


def _overview() -> Iterator[Block]:
    rows = [
        {"place": place, "end": place + 0.68, "arrow": place + 0.84, "name": name, "told": short,
         "upper": place + 0.23, "lower": place + 0.47,
         "next": "\N{DOWNWARDS ARROW}" if place < len(PARTS) - 1
         else "\N{CLOCKWISE OPEN CIRCLE ARROW} next window"}
        for place, (name, short, _) in enumerate(PARTS)
    ]  # fmt: skip
    base = chart_of(rows)
    y: Any = {"scale": alt.Scale(domain=[0, len(PARTS)], reverse=True), "axis": None}
    box = base.mark_rect(color=BASELINE, opacity=0.3, cornerRadius=6).encode(
        x=alt.value(0), x2=alt.value("width"), y=alt.Y("place:Q", **y), y2="end:Q"
    )
    layers = [box]
    for at, field, weight in (("upper", "name", "bold"), ("lower", "told", "normal"),
                              ("arrow", "next", "normal")):  # fmt: skip
        words = base.mark_text(fontWeight=weight).encode(
            x=alt.value({"expr": "width / 2"}), y=alt.Y(f"{at}:Q", **y), text=f"{field}:N"
        )
        layers.append(words)
    table = Table(
        "methods-window", "Parts of a window", ("part", "what happens"),
        tuple((name, told) for name, _, told in PARTS),
    )  # fmt: skip
    caption = say(
        "One window of simulated time, from top to bottom; the next one follows until the run ends."
    )
    spec = finished(alt.layer(*layers), height=330)
    return item("2.1", Chart("methods-window", "A window", caption, spec, table))


def _base(scenario: Scenario) -> Iterator[Block]:
    window = code(scenario.data.get("scenario", {}).get("window", "1 d"))
    return item(
        "2.2",
        text(
            say(
                "A discrete-event simulation. Time is in whole microseconds; a window, here "
                "{window}, is the unit at which the firm plans and at which customers affect one "
                "another. Within a window a customer depends on own state, on shared state that "
                "is only read, and on queues, and on nothing else.", window=window,
            ),
            say(
                "A customer's next event is the earliest of what is on the agenda (a message to "
                "open, a link to follow, an appointment, an answer), of contacts planned for this "
                "window, and of four competing clocks: a need arises, a visit, the need lapses, an "
                "impression is noticed."
            ),
            say(
                "A visit is a session of steps, each of which can fail; a purchase follows the "
                "last one. Effort, goodwill, contact pressure, interest, objections and loyalty "
                "are latent state, which no rule of the firm reads: rules read what channels have "
                "observed, as far as the strategy links them."
            ),
            say("Every equation is in {model}, every field of state in {state}.",
                model=Code("docs/model.md"), state=Code("docs/state.md")),
        ),
    )  # fmt: skip


def _variants(sources: Sources) -> Iterator[Block]:
    scenario = sources.scenario
    used = sources.main.folder.manifest["strategies"]
    return item(
        "2.3",
        text(
            say("Variants are strategies: sets of dials on the same customers, actions and money. "
                "What a strategy does not say has the default of the dial.")
        ),
        points(_strategy(scenario, one) for one in scenario.document.strategy if one.name in used),
        points(_events(scenario)),
        points(found for source in sources.all if (found := _question(source)) is not None),
    )  # fmt: skip


def _strategy(scenario: Scenario, strategy: Strategy) -> Sentence:
    """All dials as the file has them, with the defaults of those that it does not name."""
    raw = next(one for one in scenario.data["strategy"] if one.get("name") == strategy.name)
    dials = [
        say("{dial} {value}", dial=dial.replace("_", " "),
            value=code(raw[dial] if dial in raw else Strategy.model_fields[dial].default))
        for dial in DIALS
    ]  # fmt: skip
    groups: list[Sentence] = []
    if strategy.groups:
        groups.append(say("groups {groups}", groups=code(raw.get("groups"))))
    return say("{name}: {dials}.", name=Code(strategy.name),
               dials=joined([*groups, *dials], last="; ", between="; "))  # fmt: skip


def _events(scenario: Scenario) -> Iterator[Sentence]:
    """What happens during the run."""
    for change in scenario.data.get("change", ()):
        note = f" {change['note']}" if change.get("note") else ""
        yield say("A change after {at}: {set}.{note}", at=code(change["at"]),
                  set=code(change["set"]), note=note)  # fmt: skip
    for outage in scenario.data.get("outage", ()):
        what = list(outage.get("channels", ())) or "what joins channels"
        yield say("An outage after {at}, of {what}, for {lasts}.", at=code(outage["at"]),
                  what=code(what), lasts=code(outage["lasts"]))  # fmt: skip
    for rule in scenario.document.kpi_rule:
        yield say("A rule, {name}: where {channel} misses its target it moves {moves}.",
                  name=Code(rule.name), channel=Code(rule.channel), moves=rule.moves)  # fmt: skip


def _question(source: Source) -> Sentence | None:
    """What a study varies, in the words of its question."""
    asked: Mapping[str, Any] = source.folder.question
    own = {key: value for key, value in asked.items() if key not in COMMON and value}
    if not own:
        return None
    told = [say("{key} {value}", key=key.replace("_", " "), value=code(value))
            for key, value in own.items()]  # fmt: skip
    return say("{name} asks: {told}.", name=Code(source.name),
               told=joined(told, last="; ", between="; "))  # fmt: skip


def _algorithms(scenario: Scenario) -> Iterator[Block]:
    return item("2.4", points(_algorithm(scenario)))


def _algorithm(scenario: Scenario) -> Iterator[Sentence]:
    yield say(
        "Competing clocks. Each holds one unit exponential a window, is consumed by its rate and "
        "drawn anew when it has run out. Rates are set as the window opens and after each event "
        "of the customer's own."
    )
    yield say(
        "Steps, contacts and clicks. Each is a chance {form}, of terms for effort, objections, "
        "goodwill, loyalty, offers, interest and fit, decided by one uniform number.",
        form=Code("1 / (1 + exp(-x))"),
    )
    yield say(
        "Decisions. What passes eligibility, applicability and suitability, consent, suppression, "
        "caps and holdout has a priority, {priority}; each decider takes what has the most "
        "priority left after price times expected cost, while that is above nothing, until its "
        "slots are used.",
        priority=Code("propensity * context * value * boost"),
    )
    yield say(
        "Budgets. One shadow price a pool, found window by window at which expected demand is "
        "within the allowance: what is left of the budget, over the windows left, less the "
        "in-window cost of the window before. It is no plan for the whole run."
    )
    if scenario.constraints or scenario.exclusions:
        yield say(
            "Limits on a plan ({names}). Budgets and limits are solved together by their dual "
            "prices; picks are mended until every maximum is kept.",
            names=listed([one.name for one in scenario.constraints], "exclusions"),
        )
    yield say("The engine that decides is described in {engine}.", engine=Code("docs/engine.md"))
