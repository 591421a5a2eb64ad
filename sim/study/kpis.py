"""The one table of KPIs: what each is called, what it divides by what, and what it means.

``docs/kpis.md`` is printed from this table by ``python -m sim.study.kpi_docs``.

A total is summed per replication and reported as the mean over replications. A ratio is reported
as the ratio of sums over all replications, so that a replication with few cases weighs little;
0/0 and anything/0 are undefined: null. "Per year" scales the run to 365 days, all but set-up. A
number of different people is never scaled to a year, for it does not add up over time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from sim.study.sample import (
    MICRO,
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_HOUR,
    Figures,
)
from sim.study.statistics import Values

Sum: TypeAlias = Callable[[Figures], Values]
Unit: TypeAlias = Literal["money", "count", "people", "hours", "days", "share", "ratio"]
Period: TypeAlias = Literal["year", "run"]


@dataclass(frozen=True, slots=True)
class Kpi:
    """One row of the table.

    Attributes:
        name: as in JSON and in ``[kpi] primary``.
        title: as in tables for people.
        unit: what it is measured in; money in minor units inside.
        period: "year" where the run is scaled to 365 days, "run" where it is not.
        better: which way is good.
        numerator, denominator: in words; denominator None for a total.
        meaning: one sentence for a strategist.
        formula: in the names of the counters.
        example: worked, in numbers.
        top, bottom: the sums, one value a replication; top None where it needs a baseline.
        channels: whether it is also given per channel.
    """

    name: str
    title: str
    unit: Unit
    period: Period
    better: Literal["higher", "lower"]
    numerator: str
    denominator: str | None
    meaning: str
    formula: str
    example: str
    top: Sum | None
    bottom: Sum | None = None
    channels: bool = False


def _yearly(counter: str, divisor: float = 1.0) -> Sum:
    return lambda figures: figures[counter] * figures.year / divisor


def _run(counter: str, divisor: float = 1.0) -> Sum:
    return lambda figures: figures[counter] / divisor


def _staff_hours(figures: Figures) -> Values:
    hours = figures["handling"] / MICROSECONDS_PER_HOUR * figures.year
    if figures.channel is None:
        hours = hours + figures.sample.charged.hours(figures.sample.days) * figures.year
    return hours


def _platform_cost(figures: Figures) -> Values:
    return np.full(figures.sample.replications, figures.sample.charged.yearly(figures.sample.days))


KPIS: tuple[Kpi, ...] = (
    Kpi(
        "profit", "Profit", "money", "year", "higher",
        "contribution less media cost less platform cost", None,
        "What the strategy earns in a year after the goods, the contacts and the joining are paid: "
        "contribution - media - platform. The hours that calls and services take are not in it, "
        "unless the scenario's margins leave room for them.",
        "(revenue - goods - media) x 365 / days - set-up - 12 x (monthly + hours x wage)",
        "60,000 contribution - 9,000 media - 8,000 platform = 43,000.",
        lambda figures: figures.profit,
    ),
    Kpi(
        "revenue", "Revenue", "money", "year", "higher",
        "paid by customers, net of discounts", None,
        "What customers paid, after discounts.",
        "revenue x 365 / days",
        "1,000 orders of 100, each with 10 off: 90,000.",
        _yearly("revenue"), channels=True,
    ),
    Kpi(
        "contribution", "Contribution", "money", "year", "higher",
        "revenue less the cost of goods", None,
        "What is left of revenue once the goods or the work sold are paid.",
        "(revenue - goods) x 365 / days",
        "90,000 revenue - 30,000 goods = 60,000.",
        lambda figures: figures.contribution * figures.year, channels=True,
    ),
    Kpi(
        "media_cost", "Media cost", "money", "year", "lower",
        "spent on contacts, impressions and clicks", None,
        "What the contacts cost: postage, messages, impressions and clicks. The budget limits it.",
        "media x 365 / days",
        "1,000 clicks at 0.60 and 10,000 mails at 0.01: 700.",
        lambda figures: figures.media * figures.year, channels=True,
    ),
    Kpi(
        "platform_cost", "Platform cost", "money", "year", "lower",
        "set-up, monthly fees and priced staff hours", None,
        "What the channels and their joining cost by the scenario's price list: set-up in full, "
        "monthly fees, and the hours of upkeep and content at the wage. Hours of calls and "
        "services are not in it.",
        "set-up + 12 x (monthly + hours x wage)",
        "2,000 set-up + 12 x (100 + 10 h x 30) = 6,800.",
        _platform_cost,
    ),
    Kpi(
        "discount_cost", "Discounts given", "money", "year", "lower",
        "given away by offers", None,
        "What offers took off the price. Revenue is already net of it.",
        "discount x 365 / days",
        "1,000 codes of 10 redeemed: 10,000.",
        _yearly("discount"), channels=True,
    ),
    Kpi(
        "staff_hours", "Staff hours", "hours", "year", "lower",
        "hours of calls and services, and hours of the platform", None,
        "Hours of people. Only the platform's hours are charged in profit, at `platform.wage`: "
        "those who answer and serve are there under every strategy, and busier under some. "
        "`compare` says what the difference would cost. Per channel: calls and services only.",
        "handling x 365 / days + 12 x hours",
        "500 calls of 6 min and 10 h a month: 50 + 120 = 170 h.",
        _staff_hours, channels=True,
    ),
    Kpi(
        "outlay", "Media and platform", "money", "year", "lower",
        "media cost plus platform cost", None,
        "All that the strategy spends beyond goods and discounts.",
        "media cost + platform cost",
        "9,000 media + 8,000 platform = 17,000.",
        lambda figures: figures.media * figures.year + _platform_cost(figures),
    ),
    Kpi(
        "visits", "Visits", "count", "year", "higher",
        "sessions begun", None,
        "Sessions on the web, in the shop, on any channel where a customer comes to the firm.",
        "visits x 365 / days", "600 people with 5 visits each: 3,000.",
        _yearly("visits"), channels=True,
    ),
    Kpi(
        "contacts", "Messages delivered", "count", "year", "lower",
        "messages delivered", None,
        "Messages that reached an inbox, phone or letter box, and pop-ups and greetings met on a "
        "visit. Paid ads are not among them.",
        "deliveries x 365 / days", "600 people with 12 mails each: 7,200.",
        _yearly("deliveries"), channels=True,
    ),
    Kpi(
        "leads", "Leads", "count", "year", "higher",
        "sign-ups", None,
        "Times that somebody left an address.",
        "leads x 365 / days", "80 addresses left in a run of 365 days: 80.",
        _yearly("leads"), channels=True,
    ),
    Kpi(
        "bookings", "Bookings", "count", "year", "higher",
        "appointments made", None,
        "Appointments made, kept or not.",
        "bookings x 365 / days", "45 appointments in half a year: 90.",
        _yearly("bookings"), channels=True,
    ),
    Kpi(
        "no_shows", "Appointments not kept", "count", "year", "lower",
        "appointments not kept", None,
        "Appointments to which nobody came.",
        "no_shows x 365 / days", "5 of 90 appointments: 5.",
        _yearly("no_shows"), channels=True,
    ),
    Kpi(
        "purchases", "Purchases", "count", "year", "higher",
        "purchases paid", None,
        "Purchases, counted on the channel where they were paid.",
        "purchases x 365 / days", "85 orders paid in 365 days: 85.",
        _yearly("purchases"), channels=True,
    ),
    Kpi(
        "buyers", "Buyers", "people", "run", "higher",
        "different people who bought", None,
        "Different people who bought at least once in the run. Not scaled to a year. Per channel: "
        "where their first purchase in the run was paid.",
        "new_buyers", "85 orders by 70 people: 70.",
        _run("new_buyers"), channels=True,
    ),
    Kpi(
        "conversion_rate", "Purchases per visit", "share", "run", "higher",
        "purchases", "visits",
        "How many purchases come out of a visit. Per channel it can exceed 1 where people pay "
        "elsewhere than they look.",
        "purchases / visits", "85 purchases in 3,000 visits: 0.028.",
        _run("purchases"), _run("visits"), channels=True,
    ),
    Kpi(
        "repeat_rate", "Buyers who bought again", "share", "run", "higher",
        "people with two purchases or more in the run", "buyers",
        "The share of buyers who came back within the run.",
        "repeat_buyers / new_buyers", "14 of 70 buyers bought twice or more: 0.2.",
        _run("repeat_buyers"), _run("new_buyers"),
    ),
    Kpi(
        "retention_rate", "Customers kept", "share", "run", "higher",
        "customers of before the start who bought in the run", "customers before the start",
        "The share of existing customers who bought again within the run.",
        "retained / opening customers", "150 of 240 existing customers bought: 0.625.",
        _run("retained"), lambda figures: figures.opening,
    ),
    Kpi(
        "customer_value", "Contribution of a buyer", "money", "run", "higher",
        "contribution", "buyers",
        "What one buyer leaves within the run, before media and platform.",
        "(revenue - goods) / new_buyers", "60,000 contribution of 1,000 buyers: 60.",
        lambda figures: figures.contribution, _run("new_buyers"),
    ),
    Kpi(
        "acquisition_cost", "Cost of a new customer", "money", "run", "lower",
        "media and platform cost of the run, set-up in full", "people who had never bought before",
        "All outlay of the run over the customers it won: people who bought for the first time.",
        "(media + platform) / (new_buyers - retained)", "17,000 outlay, 200 new customers: 85.",
        lambda figures: figures.outlay, lambda figures: figures.won,
    ),
    Kpi(
        "return_on_spend", "Return per 1 spent", "ratio", "run", "higher",
        "contribution", "media and platform cost of the run, set-up in full",
        "What 1 of outlay stands against in contribution: an average, not what one more would add. "
        "In a run that is no year it is not the ratio of the yearly figures: set-up is not scaled.",
        "(revenue - goods) / (media + platform)", "60,000 contribution, 17,000 outlay: 3.5.",
        lambda figures: figures.contribution, lambda figures: figures.outlay,
    ),
    Kpi(
        "payback_days", "Days to pay back", "days", "run", "lower",
        "days until profit so far is never again below the baseline's", None,
        "When the strategy, set-up included, has caught up with the baseline for good. Never "
        "within the run counts as the whole run (a restricted mean); where no replication gets "
        "there, tables say so in words. Needs a baseline: null in `run`, 0 for the baseline "
        "itself, for which tables show a dash.",
        "mean of min(day of catching up, days)",
        "Caught up on day 90 and, in another replication, never in 365 days: 227.5.",
        None,
    ),
    Kpi(
        "loss_probability", "Risk of earning less", "share", "run", "lower",
        "replications with less profit than the baseline, same luck", "replications",
        "In how many of the simulated years the strategy earns less than the baseline with the "
        "same luck. Needs a baseline: null in `run`, 0 for the baseline itself.",
        "count(profit < profit of the baseline) / replications", "6 of 40 years: 0.15.",
        None,
    ),
    Kpi(
        "touches_per_purchase", "Messages, ads and visits per purchase", "ratio", "run", "lower",
        "messages and ads noticed, and visits, from the need to the purchase", "purchases",
        "How many messages, ads and visits a purchase takes; only those noticed count.",
        "touches / purchases", "425 noticed contacts and visits before 85 purchases: 5.",
        _run("touches"), _run("purchases"),
    ),
    Kpi(
        "days_to_purchase", "Days until purchase", "days", "run", "lower",
        "days from need to purchase, of purchases in the run", "purchases",
        "How long a purchase takes, of the needs that ended in a purchase within the run; needs "
        "that ended otherwise, or that the run's end cut off, are not in it.",
        "days / purchases", "340 days in all for 85 purchases: 4 d.",
        _run("days", MICROSECONDS_PER_DAY), _run("purchases"),
    ),
    Kpi(
        "effort_per_purchase", "Effort of a purchase", "ratio", "run", "lower",
        "effort of the steps that led to purchases", "purchases",
        "How much work a purchase is for the customer, in steps: one easy step is about 1.",
        "purchase_effort / purchases", "510 steps' worth of effort for 85 purchases: 6.",
        _run("purchase_effort", MICRO), _run("purchases"),
    ),
    Kpi(
        "effort_per_visit", "Effort of a visit", "ratio", "run", "lower",
        "effort of all steps", "visits",
        "Where customers work hardest to get what they came for.",
        "effort / visits", "9,000 steps' worth of effort in 3,000 visits: 3.",
        _run("effort", MICRO), _run("visits"), channels=True,
    ),
    Kpi(
        "opt_out_rate", "Opt-outs per message", "share", "run", "lower",
        "consents withdrawn", "messages delivered",
        "How many withdraw their consent per message delivered. Consents withdrawn after an ad "
        "count too.",
        "opt_outs / deliveries", "18 of 7,200 messages: 0.0025.",
        _run("opt_outs"), _run("deliveries"), channels=True,
    ),
    Kpi(
        "wasted_contacts", "Useless messages and ads", "count", "year", "lower",
        "messages and noticed ads that met people with no open need", None,
        "Messages delivered and ads noticed that could not sell anything then. Ads are not in "
        "`contacts`, so this can exceed it. What serves a booking or follows a purchase is never "
        "useless.",
        "wasted x 365 / days", "5,000 mails and 2,000 ads met people without a need: 7,000.",
        _yearly("wasted"), channels=True,
    ),
    Kpi(
        "contradictions", "Contradictory offers", "count", "year", "lower",
        "offers seen that contradict one seen before", None,
        "Times that a customer saw an offer at odds with another that was still in mind.",
        "contradictions x 365 / days", "12 saw 10 % off, then 20 % off: 12.",
        _yearly("contradictions"), channels=True,
    ),
    Kpi(
        "satisfaction", "Satisfaction", "ratio", "run", "higher",
        "satisfaction at purchase", "purchases",
        "Mean satisfaction at purchase, from 0 (none) to 1 (full); docs/model.md has the equation.",
        "satisfaction / purchases", "68 points in 85 purchases: 0.8.",
        _run("satisfaction", MICRO), _run("purchases"), channels=True,
    ),
    Kpi(
        "reviews", "Reviews", "count", "year", "higher",
        "reviews written", None,
        "Reviews written, good or bad.",
        "reviews x 365 / days", "20 reviews in 365 days: 20.",
        _yearly("reviews"), channels=True,
    ),
    Kpi(
        "referrals", "Friends told", "count", "year", "higher",
        "friends told with a code", None,
        "Friends who were given a code by a customer.",
        "referrals x 365 / days", "8 codes passed on: 8.",
        _yearly("referrals"), channels=True,
    ),
    Kpi(
        "queue_abandonment", "Callers who gave up", "share", "run", "lower",
        "calls given up while waiting", "calls",
        "The share of people who asked for a person's time and gave up waiting.",
        "give_ups / calls", "30 of 500 calls: 0.06.",
        _run("give_ups"), _run("calls"), channels=True,
    ),
)  # fmt: skip
"""Every KPI, in the order in which it is shown."""

KPI = {kpi.name: kpi for kpi in KPIS}
