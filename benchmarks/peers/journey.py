"""The fixed small journey: what happens in it, and every number of it.

A shop on the web with a telephone and a newsletter. It is small, but has what a journey consists
of: each customer's own events, a decision of the firm every day, a queue that all of them share.

**Needs.** Without a need, one arises at the rate `need`. With one, it lapses at the rate `lapse`.
At the start a need is open with chance need / (need + lapse).

**Visits and calls.** A customer comes to the web site at the rate `web`, and calls at the rate
`phone`; with a need both are 1 + `seek` · `interest` times as frequent. All these clocks are
exponential and compete. Who is on a visit or on the telephone starts nothing else meanwhile.

**Steps.** A visit goes through the steps of its channel and may end before each. The chance to go
on is the step's p with a need, and without one p / (p + (1 − p) · e^browsing), which takes
`browsing` off the log-odds; what is certain stays certain. A step lasts a fixed time and then
counts. The last one is paying: a purchase, which ends the need. Who has a need goes on later where
the furthest step was reached, but on that channel only.

**Calls.** One of `servers` people takes calls in order of arrival. Talks are exponential with mean
`service`. Callers give up after an exponential time with mean `patience`. After the talk the steps
of the telephone follow.

**Newsletter.** At midnight the firm picks everybody who has consented, whose last visit (or talk)
is at most `seen_within` days ago, whose last newsletter is at least `gap` days ago, who has had
fewer than `weekly` newsletters since Monday, and who has not bought in the last `silence` days. It
goes out at `sent_at`, if consent, week and silence still allow it. Consent is withdrawn with
chance `opt_out`. It is opened with chance `open`, after an exponential time with median `delay`;
opened, it is clicked with chance `click`, and `landing` later that is a visit to the web site.

**Counted** as events: a need, a lapse, a visit (a talk leads to one), each step but paying, a
purchase, a newsletter delivered, opened, clicked, a consent withdrawn, a call, its answer, a call
given up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

MINUTE = 1 / (24 * 60)
BROWSE, PRODUCT, BASKET, CHECKOUT, PAID = range(1, 6)
WEB, PHONE = "web", "phone"
END_OF_NEED, TO_WEB, TO_PHONE = range(3)
"""What may come next of itself: the need begins or ends, a visit, a call."""


class Step(NamedTuple):
    """A step of a channel: its number, the chance to go on to it, with a need and without one."""

    number: int
    chance: float
    idly: float


@dataclass(frozen=True)
class Journey:
    """Numbers of the journey; times in days, rates a day."""

    customers: int = 20_000
    days: int = 90
    need: float = 1 / 60
    lapse: float = 1 / 20
    web: float = 1 / 20
    phone: float = 1 / 100
    seek: float = 10.0
    interest: float = 0.6
    browsing: float = 3.0
    web_steps: Mapping[int, float] = field(
        default_factory=lambda: MappingProxyType(
            {BROWSE: 1.0, PRODUCT: 0.6, BASKET: 0.4, CHECKOUT: 0.6, PAID: 0.5}
        )
    )
    web_step: float = 1 * MINUTE
    phone_steps: Mapping[int, float] = field(
        default_factory=lambda: MappingProxyType({PRODUCT: 1.0, PAID: 0.3})
    )
    phone_step: float = 0.5 * MINUTE
    servers: int = 3
    service: float = 10 * MINUTE
    patience: float = 5 * MINUTE
    consent: float = 0.7
    seen_within: float = 14.0
    gap: float = 2.0
    weekly: int = 2
    silence: float = 30.0
    sent_at: float = 10 / 24
    opt_out: float = 0.002
    open: float = 0.3
    click: float = 0.1
    delay: float = 3 / 24
    landing: float = MINUTE / 6

    @cached_property
    def rates(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Without a need and with one: rate of anything, and rate of what is not a call."""
        push = 1 + self.seek * self.interest
        idle = (self.need + self.web + self.phone, self.need + self.web)
        driven = (self.lapse + push * (self.web + self.phone), self.lapse + push * self.web)
        return idle, driven

    @cached_property
    def steps(self) -> dict[str, tuple[Step, ...]]:
        """The steps of each channel, in order."""
        return {
            channel: tuple(Step(step, p, self._idly(p)) for step, p in chances.items())
            for channel, chances in ((WEB, self.web_steps), (PHONE, self.phone_steps))
        }

    @cached_property
    def step_time(self) -> dict[str, float]:
        """How long a step takes on each channel."""
        return {WEB: self.web_step, PHONE: self.phone_step}

    @property
    def needs_at_start(self) -> float:
        """Share of customers with a need at the start."""
        return self.need / (self.need + self.lapse)

    @property
    def opening_rate(self) -> float:
        """Rate of the exponential time until a newsletter is opened, of the median `delay`."""
        return math.log(2) / self.delay

    def _idly(self, p: float) -> float:
        return p / (p + (1 - p) * math.exp(self.browsing))

    def __str__(self) -> str:
        return f"small journey: {self.customers:,} customers × {self.days} days"


FULL = Journey()
QUICK = Journey(customers=5_000, days=30, servers=1)


@dataclass(slots=True)
class Tally:
    """What a run has come to; `waited` in days, of calls answered and given up."""

    needs: int = 0
    lapses: int = 0
    visits: int = 0
    steps: int = 0
    baskets: int = 0
    purchases: int = 0
    deliveries: int = 0
    opens: int = 0
    clicks: int = 0
    opt_outs: int = 0
    calls: int = 0
    answers: int = 0
    give_ups: int = 0
    waited: float = 0.0

    @property
    def events(self) -> int:
        """All that is counted as an event; a basket is one of the steps."""
        counted = (f.name for f in fields(self) if f.name not in ("baskets", "waited"))
        return sum(getattr(self, name) for name in counted)

    @property
    def mean_wait(self) -> float:
        """Minutes that a caller waits, until answered or giving up."""
        return self.waited / MINUTE / max(self.answers + self.give_ups, 1)


def statistics(tally: Tally) -> dict[str, float]:
    """What must agree between packages, by name: all counts, and the mean wait in minutes."""
    counts = {f.name: float(getattr(tally, f.name)) for f in fields(tally) if f.name != "waited"}
    return {**counts, "mean_wait": tally.mean_wait}
