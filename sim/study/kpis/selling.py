"""Who comes, buys, comes back, and what that is worth."""

from __future__ import annotations

from sim.study.kpis.row import Kpi, of_run, yearly

SELLING: tuple[Kpi, ...] = (
    Kpi(
        "visits", "Visits", "count", "year", "higher",
        "sessions begun", None,
        "Sessions on the web, in the shop, on any channel where a customer comes to the firm.",
        "visits x 365 / days", "600 people with 5 visits each: 3,000.",
        yearly("visits"), channels=True,
    ),
    Kpi(
        "contacts", "Messages delivered", "count", "year", "lower",
        "messages delivered", None,
        "Messages that reached an inbox, phone or letter box, and pop-ups and greetings met on a "
        "visit. Paid ads are not among them.",
        "deliveries x 365 / days", "600 people with 12 mails each: 7,200.",
        yearly("deliveries"), channels=True,
    ),
    Kpi(
        "leads", "Leads", "count", "year", "higher",
        "sign-ups", None,
        "Times that somebody left an address.",
        "leads x 365 / days", "80 addresses left in a run of 365 days: 80.",
        yearly("leads"), channels=True,
    ),
    Kpi(
        "bookings", "Bookings", "count", "year", "higher",
        "appointments made", None,
        "Appointments made, kept or not.",
        "bookings x 365 / days", "45 appointments in half a year: 90.",
        yearly("bookings"), channels=True,
    ),
    Kpi(
        "no_shows", "Appointments not kept", "count", "year", "lower",
        "appointments not kept", None,
        "Appointments to which nobody came.",
        "no_shows x 365 / days", "5 of 90 appointments: 5.",
        yearly("no_shows"), channels=True,
    ),
    Kpi(
        "purchases", "Purchases", "count", "year", "higher",
        "purchases paid", None,
        "Purchases, counted on the channel where they were paid.",
        "purchases x 365 / days", "85 orders paid in 365 days: 85.",
        yearly("purchases"), channels=True,
    ),
    Kpi(
        "buyers", "Buyers", "people", "run", "higher",
        "different people who bought", None,
        "Different people who bought at least once in the run. Not scaled to a year. Per channel: "
        "where their first purchase in the run was paid.",
        "new_buyers", "85 orders by 70 people: 70.",
        of_run("new_buyers"), channels=True,
    ),
    Kpi(
        "conversion_rate", "Purchases per visit", "share", "run", "higher",
        "purchases", "visits",
        "How many purchases come out of a visit. Per channel it can exceed 1 where people pay "
        "elsewhere than they look.",
        "purchases / visits", "85 purchases in 3,000 visits: 0.028.",
        of_run("purchases"), of_run("visits"), channels=True,
    ),
    Kpi(
        "repeat_rate", "Buyers who bought again", "share", "run", "higher",
        "people with two purchases or more in the run", "buyers",
        "The share of buyers who came back within the run.",
        "repeat_buyers / new_buyers", "14 of 70 buyers bought twice or more: 0.2.",
        of_run("repeat_buyers"), of_run("new_buyers"),
    ),
    Kpi(
        "retention_rate", "Customers kept", "share", "run", "higher",
        "customers of before the start who bought in the run", "customers before the start",
        "The share of existing customers who bought again within the run.",
        "retained / opening customers", "150 of 240 existing customers bought: 0.625.",
        of_run("retained"), lambda figures: figures.opening,
    ),
    Kpi(
        "customer_value", "Contribution of a buyer", "money", "run", "higher",
        "contribution", "buyers",
        "What one buyer leaves within the run, before media and platform.",
        "contribution / new_buyers", "60,000 contribution of 1,000 buyers: 60.",
        lambda figures: figures.contribution, of_run("new_buyers"),
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
        "contribution / (media + platform)", "60,000 contribution, 17,000 outlay: 3.5.",
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
)  # fmt: skip
