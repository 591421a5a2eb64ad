"""What ties customers to the firm or takes them away: service, points, followers, competitors."""

from __future__ import annotations

from sim.study.kpis.row import Kpi, of_run, yearly
from sim.study.sample import MICROSECONDS_PER_HOUR

BONDS: tuple[Kpi, ...] = (
    Kpi(
        "cases", "Questions and complaints", "count", "year", "lower",
        "service cases", None,
        "Questions and complaints of customers, whatever the channel. Per channel: where they "
        "were first told.",
        "cases x 365 / days", "30 questions and 12 complaints: 42.",
        yearly("cases"), channels=True,
    ),
    Kpi(
        "answer_hours", "Hours until answered", "hours", "run", "lower",
        "hours from case to answer, of cases answered", "cases answered",
        "How long a customer waits for an answer that settles the matter; cases that are never "
        "answered are not in it.",
        "case_waiting / solved", "80 hours in all for 40 answers: 2 h.",
        of_run("case_waiting", MICROSECONDS_PER_HOUR), of_run("solved"), channels=True,
    ),
    Kpi(
        "told_again", "Cases told all over again", "count", "year", "lower",
        "times that a case had to be told again", None,
        "Times that a customer had to tell the same story once more, as the channel knew nothing.",
        "repeats x 365 / days", "9 who wrote had to tell it again on the telephone: 9.",
        yearly("repeats"), channels=True,
    ),
    Kpi(
        "stars", "Stars per review", "ratio", "run", "higher",
        "stars", "reviews",
        "Mean of the stars that reviews give, 1 to 5.",
        "stars / reviews", "84 stars in 20 reviews: 4.2.",
        of_run("stars"), of_run("reviews"), channels=True,
    ),
    Kpi(
        "members", "New members", "count", "year", "higher",
        "people who joined the loyalty programme", None,
        "People who joined the loyalty programme in the run.",
        "joins x 365 / days", "60 buyers took the card: 60.",
        yearly("joins"), channels=True,
    ),
    Kpi(
        "followers", "New followers", "count", "year", "higher",
        "people who began to follow", None,
        "People who began to follow the firm where it posts.",
        "follows x 365 / days", "120 people followed: 120.",
        yearly("follows"), channels=True,
    ),
    Kpi(
        "lost_to_rivals", "Needs met by a competitor met here", "count", "year", "lower",
        "needs that a competitor on a channel of the firm met", None,
        "People who came with a need, looked at a competitor next to the firm, and bought there. "
        "Needs that end elsewhere, or are dropped, are not in it.",
        "diverted x 365 / days", "35 buyers of the marketplace took the other offer: 35.",
        yearly("diverted"), channels=True,
    ),
)  # fmt: skip
