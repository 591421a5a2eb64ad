"""What customers go through, and what they make of it."""

from __future__ import annotations

from sim.study.kpis.row import Kpi, of_run, yearly
from sim.study.sample import MICRO, MICROSECONDS_PER_DAY

EXPERIENCE: tuple[Kpi, ...] = (
    Kpi(
        "touches_per_purchase", "Messages, ads and visits per purchase", "ratio", "run", "lower",
        "messages and ads noticed, and visits, from the need to the purchase", "purchases",
        "How many messages, ads and visits a purchase takes; only those noticed count.",
        "touches / purchases", "425 noticed contacts and visits before 85 purchases: 5.",
        of_run("touches"), of_run("purchases"),
    ),
    Kpi(
        "days_to_purchase", "Days until purchase", "days", "run", "lower",
        "days from need to purchase, of purchases in the run", "purchases",
        "How long a purchase takes, of the needs that ended in a purchase within the run; needs "
        "that ended otherwise, or that the run's end cut off, are not in it.",
        "days / purchases", "340 days in all for 85 purchases: 4 d.",
        of_run("days", MICROSECONDS_PER_DAY), of_run("purchases"),
    ),
    Kpi(
        "effort_per_purchase", "Effort of a purchase", "ratio", "run", "lower",
        "effort of the steps that led to purchases", "purchases",
        "How much work a purchase is for the customer, in steps: one easy step is about 1.",
        "purchase_effort / purchases", "510 steps' worth of effort for 85 purchases: 6.",
        of_run("purchase_effort", MICRO), of_run("purchases"),
    ),
    Kpi(
        "effort_per_visit", "Effort of a visit", "ratio", "run", "lower",
        "effort of all steps", "visits",
        "Effort of all steps that are taken on a visit: where it is high, customers work hard to "
        "get what they came for.",
        "effort / visits", "9,000 steps' worth of effort in 3,000 visits: 3.",
        of_run("effort", MICRO), of_run("visits"), channels=True,
    ),
    Kpi(
        "opt_out_rate", "Opt-outs per message", "share", "run", "lower",
        "consents withdrawn", "messages delivered",
        "How many withdraw their consent per message delivered. Consents withdrawn after an ad "
        "count too.",
        "opt_outs / deliveries", "18 of 7,200 messages: 0.0025.",
        of_run("opt_outs"), of_run("deliveries"), channels=True,
    ),
    Kpi(
        "wasted_contacts", "Useless messages and ads", "count", "year", "lower",
        "messages and noticed ads that met people with no open need", None,
        "Messages delivered and ads noticed that could not sell anything then. Ads are not in "
        "`contacts`, so this can exceed it. What serves a booking or follows a purchase is never "
        "useless.",
        "wasted x 365 / days", "5,000 mails and 2,000 ads met people without a need: 7,000.",
        yearly("wasted"), channels=True,
    ),
    Kpi(
        "contradictions", "Contradictory offers", "count", "year", "lower",
        "offers seen that contradict one seen before", None,
        "Times that a customer saw an offer at odds with another that was still in mind. Where all "
        "offers are joined a few are left, in time: the old offer again, after 'only this week'.",
        "contradictions x 365 / days", "12 saw 10 % off, then 20 % off: 12.",
        yearly("contradictions"), channels=True,
    ),
    Kpi(
        "satisfaction", "Satisfaction", "ratio", "run", "higher",
        "satisfaction at purchase", "purchases",
        "Mean satisfaction at purchase, from 0 (none) to 1 (full); docs/model.md has the equation.",
        "satisfaction / purchases", "68 points in 85 purchases: 0.8.",
        of_run("satisfaction", MICRO), of_run("purchases"), channels=True,
    ),
    Kpi(
        "reviews", "Reviews", "count", "year", "higher",
        "reviews written", None,
        "Reviews written, good or bad.",
        "reviews x 365 / days", "20 reviews in 365 days: 20.",
        yearly("reviews"), channels=True,
    ),
    Kpi(
        "referrals", "Friends told", "count", "year", "higher",
        "friends told with a code", None,
        "Friends who were given a code by a customer.",
        "referrals x 365 / days", "8 codes passed on: 8.",
        yearly("referrals"), channels=True,
    ),
    Kpi(
        "queue_abandonment", "Callers who gave up", "share", "run", "lower",
        "calls given up while waiting", "calls",
        "The share of people who asked for a person's time and gave up waiting.",
        "give_ups / calls", "30 of 500 calls: 0.06.",
        of_run("give_ups"), of_run("calls"), channels=True,
    ),
)  # fmt: skip
