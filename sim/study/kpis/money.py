"""What comes in and what is spent."""

from __future__ import annotations

import numpy as np

from sim.study.kpis.row import Kpi, yearly
from sim.study.sample import MICROSECONDS_PER_HOUR, Figures
from sim.study.statistics import Values


def _staff_hours(figures: Figures) -> Values:
    hours = figures["handling"] / MICROSECONDS_PER_HOUR * figures.year
    if figures.channel is None:
        hours = hours + figures.sample.charged.hours(figures.sample.days) * figures.year
    return hours


def _platform_cost(figures: Figures) -> Values:
    return np.full(figures.sample.replications, figures.sample.charged.yearly(figures.sample.days))


MONEY: tuple[Kpi, ...] = (
    Kpi(
        "profit", "Profit", "money", "year", "higher",
        "contribution less media cost less platform cost", None,
        "What the strategy earns in a year after the goods, the contacts and the joining are paid: "
        "contribution - media - platform. The hours that calls and services take are not "
        "charged to it: they are paid for only where the scenario's margins have them taken off.",
        "(contribution - media) x 365 / days - set-up - 12 x (monthly + hours x wage)",
        "60,000 contribution - 9,000 media - 8,000 platform = 43,000.",
        lambda figures: figures.profit,
    ),
    Kpi(
        "revenue", "Revenue", "money", "year", "higher",
        "paid by customers, net of discounts", None,
        "What customers paid, after discounts.",
        "revenue x 365 / days",
        "1,000 orders of 100, each with 10 off: 90,000.",
        yearly("revenue"), channels=True,
    ),
    Kpi(
        "contribution", "Contribution", "money", "year", "higher",
        "revenue less the cost of goods and commissions", None,
        "What is left of revenue once the goods or the work sold are paid, and the commissions of "
        "channels that sell or lead to a sale.",
        "(revenue - goods - commissions) x 365 / days",
        "90,000 revenue - 29,000 goods - 1,000 commissions = 60,000.",
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
        yearly("discount"), channels=True,
    ),
    Kpi(
        "commissions", "Commissions", "money", "year", "lower",
        "commissions and fees of sales", None,
        "What marketplaces, affiliates and the like take of the sales made there or led on from "
        "there. Contribution is already net of it; the budget is not asked for it.",
        "commissions x 365 / days",
        "200 sales of 100 on a marketplace that takes 15 %: 3,000.",
        yearly("commissions"), channels=True,
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
)  # fmt: skip
