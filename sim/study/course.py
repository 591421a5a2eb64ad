"""What the events of one life mean together: visits and their ends, appointments, offers used."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.model.records.triggers import ASK_VISIT, TRIGGERS
from sim.model.records.vocabulary import EVENT, STEPS
from sim.scenario import Scenario
from sim.scenario.models.catalogue import Offer, Treatment
from sim.study.replay import Life

DAY = 86_400_000_000
HOUR = DAY // 24
MESSAGING = ("email", "sms", "messenger")
"""Kinds of channels where people write."""
WALKS = tuple(EVENT[step] for step in STEPS if step in EVENT)
ASIDE = tuple(
    EVENT[name]
    for name in ("deliver", "bounce", "open", "click", "signup", "opt_out", "review", "referral")
)
"""What may come of a contact within a visit."""


class Course:
    """Reads a life's rows together; places are those of the rows.

    Attributes:
        ends: words for the end of a visit that led to no order, by place of its last row.
        kept: of a booking, the place of the visit or the no-show that settled it.
        answered: visits that are a call which was answered.
        consents: bits of channels that may send messages, before each row.
    """

    def __init__(self, life: Life) -> None:
        self._life = life
        self._rows = life.rows
        self.kept = self._settled()
        self.answered = self._answered()
        self.consents = self._consents()
        self.ends = dict(self._endings())

    # --- appointments and calls -----------------------------------------------------------

    def _settled(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for place, row in enumerate(self._rows):
            if row["event"] != EVENT["booking"]:
                continue
            where = self._books(row)
            for later in range(place + 1, len(self._rows)):
                other = self._rows[later]
                if other["event"] == EVENT["booking"]:
                    break
                if other["event"] not in (EVENT["visit"], EVENT["no_show"]):
                    continue
                days = (int(other["time"]) - int(row["time"])) // DAY
                if other["channel"] == where and days == int(row["value"]):
                    found[place] = later
                    break
        return found

    def _books(self, row: Any) -> int:
        """The channel that keeps the book for the row's channel, -1 none."""
        books = self.scenario(row).channels[int(row["channel"])].books
        return -1 if books is None else self._life.market.channels.index(books)

    def _answered(self) -> frozenset[int]:
        found: set[int] = set()
        speaking: set[int] = set()
        for place, row in enumerate(self._rows):
            channel = int(row["channel"])
            if row["event"] == EVENT["answer"]:
                speaking.add(channel)
            elif row["event"] == EVENT["visit"] and channel in speaking:
                speaking.remove(channel)
                found.add(place)
        return frozenset(found)

    def _appointment_stands(self, place: int) -> bool:
        past = self._rows["event"][:place]
        settling = [EVENT[name] for name in ("booking", "service", "no_show")]
        last = past[np.isin(past, settling)][-1:]
        return bool(len(last)) and last[0] == EVENT["booking"]

    # --- visits ---------------------------------------------------------------------------

    def _endings(self) -> list[tuple[int, str]]:
        kept = set(self.kept.values())
        visits = np.flatnonzero(self._rows["event"] == EVENT["visit"])
        found = []
        for place in (int(visit) for visit in visits if int(visit) not in kept):
            last = self._last_of_visit(place)
            words = self._leaves(place, last)
            if words is not None:
                found.append((last, words))
        return found

    def _last_of_visit(self, place: int) -> int:
        """The last row of a visit: it runs whole, and its rows follow one another."""
        rows = self._rows
        channel = rows[place]["channel"]
        inline = self._params(rows[place])["c_inline"][channel]
        last = place
        for later in range(place + 1, len(rows)):
            event = rows[later]["event"]
            if rows[later]["channel"] != channel:
                break
            if event not in WALKS and not (inline and event in ASIDE):
                break
            last = later
        return last

    def _leaves(self, place: int, last: int) -> str | None:
        """How a visit ends that leads to nothing; None where it leads on, or nobody can know."""
        rows = self._rows
        row = rows[place]
        channel = self.scenario(row).channels[int(row["channel"])]
        if last + 1 < len(rows):
            after = rows[last + 1]
            if after["event"] == EVENT["give_up"] and int(after["value"]) == 0:
                return None
            paid = [EVENT[name] for name in ("booking", "purchase", "code_used")]
            till = self._params(row)["c_pays_at"][int(row["channel"])]
            if after["event"] in paid and after["channel"] in (row["channel"], till):
                return None
        elif int(rows[last]["time"]) > self._life.market.days * DAY - HOUR:
            return None  # the run ended before the answer
        if not channel.steps:
            return None
        if channel.books is not None and self._appointment_stands(place):
            return "Leaves it at that; the appointment stands."
        without = "booking" if channel.books is not None else "an order"
        if place in self.answered:
            return f"Hangs up without {without}."
        if channel.kind in MESSAGING:
            return f"Goes no further, without {without}."
        return f"Leaves without {without}."

    # --- contacts -------------------------------------------------------------------------

    def _consents(self) -> list[int]:
        held = int(self._life.born["consents"])
        found = []
        for row in self._rows:
            found.append(held)
            bit = 1 << max(int(row["channel"]), 0)
            if row["event"] == EVENT["opt_out"]:
                held &= ~bit
            elif row["event"] == EVENT["signup"]:
                held |= self._grants(row)
        return found

    def _grants(self, row: Any) -> int:
        fitting = self._treatment_of(row)
        return 0 if fitting is None else int(self._params(row)["t_grants"][fitting])

    def granted(self, place: int) -> list[int]:
        """Channels on which a sign-up newly allows messages."""
        new = self._grants(self._rows[place]) & ~self.consents[place]
        return [
            number
            for number, channel in enumerate(self._life.market.scenario.channels)
            if new >> number & 1 and channel.contact == "message"
        ]

    def idle(self, place: int) -> bool:
        """Whether a click leads nowhere: nothing is asked for, no page opens, no action starts."""
        row = self._rows[place]
        t = self._treatment_of(row)
        if t is None:
            return False
        params = self._params(row)
        if int(params["t_asks"][t]) != ASK_VISIT:
            return False
        landing, channel = int(params["t_landing"][t]), int(row["channel"])
        if landing >= 0 and not (params["c_inline"][channel] and landing == channel):
            return False
        return not any(
            moment.time == row["time"] and moment.trigger == TRIGGERS.index("click")
            for moment in self._life.moments
        )

    # --- offers ---------------------------------------------------------------------------

    def offer_used(self, place: int) -> Offer | None:
        """The offer that was taken off, as far as what was seen before tells."""
        row = self._rows[place]
        paid = self._rows[place + 1 : place + 2]
        if not len(paid) or paid[0]["event"] != EVENT["purchase"]:
            return None
        discount = int(row["value"])
        worth = discount + int(paid[0]["value"])
        fitting = [
            offer for offer in self.scenario(row).offers if _amount(offer, worth) == discount
        ]
        for offer in reversed(self._seen(place)):
            if offer in fitting:
                return offer
        return fitting[0] if len(fitting) == 1 else None

    def _seen(self, end: int) -> list[Offer]:
        """Offers in the order in which they were read; one of a scope is kept while it lives."""
        found: list[Offer] = []
        live: dict[int, tuple[Offer, int]] = {}
        for row in self._rows[:end]:
            own = self._offer_on(row)
            if own is None:
                continue
            scope = int(self._params(row)["offer_scope"][int(row["channel"])])
            held, since = live.get(scope, (own, int(row["time"])))
            lives = int(row["time"]) - since <= held.valid
            if lives and held.name != own.name and held.name not in own.replaces:
                own = held
            elif not lives or held.name != own.name:
                since = int(row["time"])
            live[scope] = (own, since)
            found.append(own)
        return found

    def _offer_on(self, row: Any) -> Offer | None:
        """The offer that the event lets the customer read."""
        treatment = self._treatment(row)
        if treatment is None or treatment.offer is None:
            return None
        wanted = ("signup",) if treatment.asks == "signup" else ("open", "impression")
        if row["event"] not in [EVENT[name] for name in wanted]:
            return None
        return next(o for o in self.scenario(row).offers if o.name == treatment.offer)

    # --- looking up -----------------------------------------------------------------------

    def _treatment_of(self, row: Any) -> int | None:
        market = self._life.market
        if row["action"] < 0 or row["channel"] < 0:
            return None
        action, channel = market.actions[int(row["action"])], market.channels[int(row["channel"])]
        for t, name in enumerate(market.treatments):
            if (name.action, name.channel) == (action, channel):
                return t
        return None

    def _treatment(self, row: Any) -> Treatment | None:
        market = self._life.market
        if row["action"] < 0 or row["channel"] < 0:
            return None
        wanted = market.actions[int(row["action"])]
        action = next(item for item in self.scenario(row).actions if item.name == wanted)
        channel = market.channels[int(row["channel"])]
        return next((item for item in action.treatments if item.channel == channel), None)

    def scenario(self, row: Any) -> Scenario:
        """As it is at the time of the row."""
        return self._life.market.phase_at(int(row["time"])).scenario

    def _params(self, row: Any) -> Any:
        return self._life.market.phase_at(int(row["time"])).params[0]


def _amount(offer: Offer, worth: int) -> int:
    """What the offer takes off an order, minor units."""
    if worth <= 0:
        return 0
    share = min(offer.discount + round(offer.amount) / worth, 1.0)
    return int(np.floor(share * worth + 0.5))
