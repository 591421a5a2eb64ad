"""The closed lists of words that kernels count by: events, stages, steps, objections, counters.

Their order is part of every digest and file: add at the end, never reorder.
"""

from __future__ import annotations

import numpy as np

EVENTS: tuple[str, ...] = (
    "need", "visit", "browse", "product", "basket", "checkout", "purchase", "booking", "no_show",
    "service", "deliver", "bounce", "impression", "open", "click", "signup", "opt_out",
    "code_used", "call", "answer", "give_up", "case", "review", "referral", "point", "lapse",
    "follow", "survey", "solved", "join",
)  # fmt: skip
"""Kinds of event row, as in the events files."""

STAGES: tuple[str, ...] = ("unaware", "aware", "considering", "intent", "customer", "advocate")
"""Funnel stages of a customer, in order."""

STEPS: tuple[str, ...] = ("none", "browse", "product", "basket", "checkout", "paid")
"""Furthest step of the current purchase."""

OBJECTIONS: tuple[str, ...] = ("price", "trust", "information", "timing", "touch")
"""What can stand in the way of a purchase."""

COUNTERS: tuple[str, ...] = (
    "needs",  # needs that arose, wherever they led; none belongs to a channel
    "visits",  # sessions begun on the channel
    "baskets",  # sessions that reached the basket
    "leads",  # sign-ups
    "bookings",  # appointments made on the channel
    "no_shows",  # appointments not kept
    "services",  # appointments kept
    "purchases",  # purchases credited to the channel where they were paid
    "new_buyers",  # first purchase in the run by a person
    "repeat_buyers",  # second purchase in the run by a person
    "retained",  # first purchase in the run by a person who was a customer before it
    "revenue",  # minor units, net of discounts
    "discount",  # minor units given away
    "goods",  # minor units, cost of goods sold
    "media",  # millionths of a minor unit, spent on contacts, impressions and clicks
    "deliveries",  # contacts delivered
    "bounces",  # contacts that did not arrive
    "impressions",  # paid impressions, noticed or not
    "noticed",  # paid impressions noticed
    "opens",  # contacts noticed or opened
    "clicks",  # contacts acted upon
    "opt_outs",  # consents withdrawn
    "wasted",  # contacts to people with no open need for what they offer
    "contradictions",  # contradictory offers seen
    "calls",  # requests for a person's time
    "answers",  # calls answered
    "give_ups",  # calls given up
    "waiting",  # microseconds waited, answered or not
    "handling",  # microseconds of staff time in calls and services
    "reviews",  # reviews written
    "stars",  # sum of stars in reviews
    "referrals",  # friends told with a code
    "points",  # points earned
    "codes_used",  # codes redeemed
    "lapses",  # needs met by a competitor or dropped
    "cases",  # service cases
    "touches",  # contacts noticed and visits that came before purchases, summed at purchase
    "days",  # microseconds from need to purchase, summed at purchase
    "effort",  # millionths, effort of all steps taken on the channel
    "purchase_effort",  # millionths, effort summed at purchase
    "satisfaction",  # millionths, satisfaction summed at purchase
    "capped",  # contacts held back by a contact policy
    "unconsented",  # contacts held back for want of consent
    "suppressed",  # contacts held back after a purchase
    "quiet",  # contacts held back in quiet hours
    "misfiled",  # touches filed under another customer
    "crowded_out",  # messages forgotten because too many were pending
    "follows",  # people who began to follow
    "surveys",  # surveys answered
    "spaced",  # contacts held back for being too close to another
    "diverted",  # needs met by a competitor on the channel (part of lapses)
    "solved",  # service cases solved
    "repeats",  # cases that had to be told again
    "case_waiting",  # microseconds from a case to its solution
    "points_earned",  # minor units credited by the loyalty programme
    "points_spent",  # minor units paid with its points (part of discount)
    "joins",  # people who joined the loyalty programme
    "failures",  # visits to a channel that was out of order
    "sameness",  # creatives noticed that had been seen on another channel
    "commissions",  # minor units, commissions and fees that channels took of sales
)
"""Integer counters, one row a channel; a market total is the sum over channels."""

COUNTER = {name: index for index, name in enumerate(COUNTERS)}
EVENT = {name: index for index, name in enumerate(EVENTS)}

ROW = np.dtype(
    [
        ("time", "i8"),  # microseconds since the start
        ("customer", "i8"),  # id
        ("value", "i8"),  # minor units, stars, points or minutes, by event
        ("propensity", "f8"),  # NaN where no decision led here
        ("choice_probability", "f8"),
        ("earned", "i8"),  # contribution of a purchase, minor units; not in files, nor in digests
        ("window", "i4"),  # the window in which it was decided
        ("sequence", "i4"),  # per customer and replication, from 0
        ("action", "i2"),  # index into the market's actions, -1 none
        ("channel", "i1"),  # index into the market's channels, -1 none
        ("event", "u1"),
        ("stage", "u1"),
        ("step", "u1"),
        ("before", "u1"),  # 1 of who was a customer before the start; not in files, nor in digests
        ("pad", "u1"),
    ]
)
"""One event as the clocks write it (64 bytes, aligned)."""
