"""The scenario file of a firm, with its comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.wizard.actions import Action, action_lines
from sim.scenario.wizard.answers import Firm, firm_of
from sim.scenario.wizard.catalogue import actions_of
from sim.scenario.wizard.channels import Setting, channel_lines
from sim.scenario.wizard.fit import Found
from sim.scenario.wizard.head import head_lines
from sim.scenario.wizard.industries import DAY, OFFICE_DAY
from sim.scenario.wizard.intensity import Intensity, intensity_of
from sim.scenario.wizard.menu import PLACE
from sim.scenario.wizard.people import Measures, opening_measures, persona_lines
from sim.scenario.wizard.spending import advertised, price_list, split
from sim.scenario.wizard.strategies import strategy_lines
from sim.scenario.wizard.toml_writing import (
    WIDTH,
    Labelled,
    comment,
    joined,
    labels,
    number,
    rounded,
    table,
    text,
)
from sim.scenario.wizard.words import creative_lines, offer_lines

START = "2026-01-05"
LONGEST_PAUSE = 60
DUE = 0.7
"""Part of the time between two needs after which customers may be asked to come back."""
CAPS = (
    ("email", 2, "7 d"), ("sms", 1, "7 d"), ("messenger", 1, "7 d"), ("push", 2, "7 d"),
    ("letter", 2, "60 d"), ("catalogue", 1, "90 d"),
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A file, and what is said of it.

    Attributes:
        text: of the file.
        told: sentences: how near a simulated year comes to the answers.
    """

    text: str
    told: tuple[str, ...]


def page_of(
    given: Mapping[str, Any], found: Found | None = None, *, fewest_servers: int = 1
) -> Page:
    """The file for read answers; the same answers give the same bytes.

    Args:
        given: from `answers.read_all` or a dialogue.
        found: what simulated years have taught.
        fewest_servers: people or places of a group at least, so that a sample can be simulated.
    """
    from sim.scenario.scenario import Scenario
    from sim.scenario.wizard.solving import measures_of, servers_of
    from sim.scenario.wizard.told import NOT_TRIED, told

    firm = firm_of(given, found.fit if found is not None else None)
    draft = Scenario.from_text(_text(firm, opening_measures(firm), {}))
    measures = measures_of(firm, draft)
    solved = Scenario.from_text(_text(firm, measures, {}))
    servers = {name: max(fewest_servers, count) for name, count in servers_of(firm, solved).items()}
    said = [NOT_TRIED]
    if found is not None and found.year is not None:
        said = told(firm, found.year, measures.days_between_needs)
    return Page(_text(firm, measures, servers, said), tuple(said))


def _text(
    firm: Firm, measures: Measures, servers: Mapping[str, int], said: Sequence[str] = ()
) -> str:
    intensity = intensity_of(firm)
    people = {"phone": 1, "chat": 1, "place": 1, **servers}
    shortest = min(measures.days_between_needs.values())
    due = max(4, int(rounded(DUE * shortest)))
    actions = actions_of(firm, pause_of(measures), due)
    creatives = [name for action in actions for name in action.creatives]
    offers = [name for action in actions for name in action.offers]
    return joined(
        [
            *head_lines(firm),
            *_rule("What is simulated"),
            *_scenario(firm),
            *_behaviour(firm, intensity),
            *_rule("What you know of last year"),
            *_known(firm, said),
            *_rule("What joining costs"),
            *_platform(firm),
            *_rule("What the firm allows itself"),
            *_policy(firm, measures, actions),
            *_budget(firm),
            *_rule("Who the customers are"),
            *comment(
                "Kinds of people, with their share of the market. Rename them, change them, add "
                "your own; the shares add up to 1."
            ),
            "",
            *persona_lines(firm, measures),
            *_rule("Where firm and customers meet"),
            *comment(
                'What is not written of a channel has the default of its kind: see "journey '
                'explain KIND", or docs/scenario.md. On which channels people order: visits here, '
                "and channels of the personas above, move it; who knows the parts can answer them, "
                'such as "shop 90 %, web 10 %".'
            ),
            "",
            *channel_lines(Setting(firm, intensity, people)),
            *_catalogue(firm, actions, creatives, offers),
            *_rule("Ways to run it"),
            *comment(
                "The same customers, actions and money go through each of them. They differ in "
                "what each channel may know, and in who decides."
            ),
            "",
            *strategy_lines(firm, actions),
            *_uncertainty(firm),
        ]
    )


def pause_of(measures: Measures) -> int:
    """Days after a purchase in which hardly anybody needs the next thing: a quarter of the way."""
    shortest = min(measures.days_between_needs.values())
    return max(2, min(LONGEST_PAUSE, int(rounded(0.25 * shortest))))


def _rule(title: str) -> list[str]:
    return [f"# --- {title} ".ljust(WIDTH, "-"), ""]


# --- tables --------------------------------------------------------------------------------------


def _scenario(firm: Firm) -> list[str]:
    size = f"{Labelled(firm.size, *firm.mine('size'))} # prospects included"
    curve = list(firm.industry.season)
    season = (
        ["season = [" + ", ".join(map(number, curve)) + "] # January to December"] if curve else []
    )
    return [
        "[scenario]",
        f"name = {text('my-' + firm.industry.name)}",
        f"title = {text('My firm: ' + firm.industry.title)}",
        f"description = {text(_described(firm))}",
        f"currency = {text(firm.purse.currency)}",
        f"start = {START} # a Monday",
        'zone = "UTC" # or your own, such as "Europe/Berlin"',
        'window = "1 d" # the firm plans its contacts once a day',
        "days = 365",
        f"market = {size}",
        *season,
        *_day(firm),
        labels(
            f"{firm.industry.season_source or 'the calendar of the program'}; hours of the day: "
            "people sleep at night, a guess"
        ),
        "",
    ]


def _day(firm: Firm) -> list[str]:
    """How active people are in each hour of their day, in two lines."""
    curve = [number(value) for value in (OFFICE_DAY if firm.industry.business else DAY)]
    return [
        "# How active people are in each hour of the day, from midnight.",
        "day = [",
        *(f"  {', '.join(half)}," for half in (curve[:12], curve[12:])),
        "]",
    ]


def _described(firm: Firm) -> str:
    names = ", ".join(channel.title for channel in firm.channels if channel is not PLACE)
    return f"{firm.size:,} people in reach, {firm.orders:,} orders a year. {names}."


def _behaviour(firm: Firm, intensity: Intensity) -> list[str]:
    met = intensity.met_in
    return [
        *comment("How people react. What is not here has the documented default."),
        "[behaviour]",
        f'competitor = {{ value = "1 per {met} d", low = "1 per {round(1.6 * met)} d", '
        f'high = "1 per {max(2, round(0.6 * met))} d", kind = "assumed", '
        'source = "an open need is met by somebody else in the meantime" }',
        f'interest_half_life = "{intensity.half_life} d" # how long a need is on the mind',
        f"seek = {number(intensity.seek)} # visits with a need, as a multiple of those without",
        f"idle_search = {number(intensity.idle_search)} # searches without a need, in the same way",
        labels("rates that suit the orders of a year and the size of the market"),
        "",
    ]  # fmt: skip


def _known(firm: Firm, said: Sequence[str]) -> list[str]:
    spent = advertised(firm)
    lines = [
        *comment(
            "Totals as you answered them; what is labelled assumed you did not know, and the books "
            "do. No result hangs on them: journey check holds the rest of the file against them, "
            "and says where it does not fit. The year that check shows is one without campaigns: "
            "it has fewer orders than these."
        ),
        *(line for sentence in said for line in comment(sentence)),
        "[known]",
        f"orders = {_total(firm, 'orders', firm.orders)}",
        f"revenue = {_revenue(firm)}",
        f"buyers = {_total(firm, 'customers', firm.customers)} # different people in that year",
        f"customers = {_total(firm, 'customers', firm.customers)} # in all years: at least those",
    ]
    kind, source = firm.mine("spend")
    if spent and kind == "mine":  # a rule of thumb is nothing that is known
        parts = ", ".join(f"{name} = {firm.purse.money(amount)}" for name, amount in spent.items())
        lines.append(f"spend = {{ {parts} }} # your total, spread by what such channels take")
        told = f"spend: {source}" if len(spent) == 1 else f"parts of the spend: {source}, in total"
        lines.append(labels(told, kind if len(spent) == 1 else "assumed"))
    return [*lines, ""]


def _total(firm: Firm, key: str, value: float) -> Labelled:
    kind, source = firm.mine(key)
    return Labelled(value, kind, source)


def _revenue(firm: Firm) -> Labelled:
    both = {firm.mine("orders"), firm.mine("basket")}
    kind = "mine" if {one for one, _ in both} == {"mine"} else "assumed"
    return Labelled(rounded(firm.sales, 6), kind, "orders x mean value of an order")


def _platform(firm: Firm) -> list[str]:
    lines = [
        *comment(
            "Set-up once, fees and hours each month, by link or channel that is joined. A strategy "
            "pays for what it joins and for nothing else. Put offers of vendors here."
        ),
        "[platform]",
        f"wage = {_wage(firm)}",
    ]
    for dial, prices in price_list(firm).items():
        if dial == "recognition":
            setup = prices["setup"]
            ranged = _spread(setup, "tools for knowing customers differ most in price")
            lines.append(
                f"{dial} = {{ setup = {ranged}, monthly = {number(prices['monthly'])}, "
                f"hours = {number(prices['hours'])} }}"
            )
            continue
        lines.append(f"{dial} = {table(dict(prices))}")
    source = "tools of a small firm, as in the built-in car service; dearer where more is sold"
    return [*lines, labels(source), ""]


def _spread(value: float, source: str) -> Labelled:
    return Labelled(value, "assumed", source, None, rounded(0.5 * value), rounded(2.0 * value))


def _wage(firm: Firm) -> Labelled:
    kind, source = firm.mine("wage")
    return Labelled(firm.wage, kind, source)


def _policy(firm: Firm, measures: Measures, actions: Iterable[Action]) -> list[str]:
    caps = [
        f"  {{ limit = {limit}, per = {text(per)}, channels = [{text(name)}] }},"
        for name, limit, per in CAPS
        if firm.has(name)
    ]
    gaps = [
        f"  {{ of = {text(action.name)}, after = {text(action.name)}, days = {action.every} }},"
        for action in actions
        if action.every
    ]
    return [
        *comment(
            "How often and when a customer may be contacted. A gap is the least time between two; "
            "a channel that is not told of the others' contacts keeps its own only."
        ),
        "[contact_policy]",
        'quiet = "21:00-08:00"',
        *(["caps = [", *caps, "]"] if caps else []),
        *(["gaps = [", *gaps, "]"] if gaps else []),
        "count_transactional = false # a confirmation takes no room from anything else",
        f'after_purchase = "{pause_of(measures)} d" # no campaigns so long after an order',
        labels("a firm that does not want to annoy"),
        "",
    ]  # fmt: skip


def _budget(firm: Firm) -> list[str]:
    kind, source = firm.mine("spend")
    parts = split(firm)
    lines = [
        *comment(
            "A ceiling on media money in 365 days: last year's. The parts hold where a strategy "
            "keeps money apart by channel; a pooled budget ignores them."
        ),
        "[budget]",
        f"total = {Labelled(firm.purse.written(firm.spend), kind, source)}",
    ]
    if firm.spend and not advertised(firm):
        lines[:0] = comment(
            "None of your channels takes money for advertising: what you spent went elsewhere, and "
            "is not simulated."
        )
    if parts and firm.spend:
        weights = "usual weights of such channels"
        if firm.fit.parts:
            weights += ", less where no more can be spent"
        lines += [f"split = {table(dict(parts))}", labels(weights)]
    return [*lines, "", *comment("The result that decides."), "[kpi]", 'primary = "profit"', ""]


def _catalogue(
    firm: Firm, actions: Sequence[Action], creatives: Sequence[str], offers: Sequence[str]
) -> Iterator[str]:
    if not actions:
        return
    yield from _rule("Words and pictures")
    yield from comment("resolves: what of an objection is gone for those who have seen it.")
    yield ""
    yield from creative_lines(creatives)
    if offers:
        yield from _rule("Offers")
        yield from offer_lines(firm, offers)
    yield from _rule("What the firm can do")
    yield from comment(
        "eligible, applicable and suitable say for whom; propensity is the chance that it does "
        "what it is for, by which the firm chooses among actions."
    )
    yield ""
    yield from action_lines(actions)


def _uncertainty(firm: Firm) -> list[str]:
    """Ranges of numbers that decide much and have none beside them."""
    rows = []
    if firm.has("web"):
        rows.append('"strategy.omnichannel.recognition.web" = { low = 0.45, high = 0.75 }')
    if firm.has("shop"):
        rows.append('"strategy.omnichannel.recognition.shop" = { low = 0.3, high = 0.7 }')
    if not rows:
        return []
    return [
        *_rule("How far numbers may be off"),
        *comment("Ranges may stand beside a number, as above, or here."),
        "[uncertainty]",
        *rows,
    ]
