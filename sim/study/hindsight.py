"""What was true at a decision, next to what was known: only a simulation can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.rules import Value
from sim.model.records.triggers import TRIGGERS
from sim.model.records.vocabulary import EVENT, EVENTS
from sim.study.replay import PLANNED, Life, Moment

DAY = 86_400_000_000
HOUR = DAY // 24
SPELT = {"signup": "sign-up", "service": "finished service", "purchase": "payment"}
"""Events whose name is not the word that a story uses."""
MINUTE_OF_DAY = 1.0 / 1440.0
"""Observed times are whole minutes."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A field of the view that was behind the truth.

    Attributes:
        field: its name.
        truth: the value that it would have had.
        words: what was not known, and why.
    """

    field: str
    truth: Value
    words: str


class Hindsight:
    """Compares views with a customer's events."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._rows = life.rows

    def gaps(self, moment: Moment, reader: int, known: Mapping[str, Value]) -> list[Gap]:
        """Fields that would have held more, had the reading channel seen everything.

        Fields that say more than happened in the run, from history or a false match, are left out.
        """
        past = self._past(moment)
        found = []
        for field, event, truth in self._truths(past, moment.time):
            if event is None or not _behind(field, known.get(field), truth):
                continue
            recognised = known.get("identified") is not False
            found.append(Gap(field, truth, self._words(event, reader, moment, recognised)))
        return found

    def _past(self, moment: Moment) -> NDArray[np.void]:
        """Rows before the decision, the one that asked for it included."""
        rows = self._rows
        if moment.trigger == PLANNED:
            return rows[rows["time"] < moment.time]
        before = rows[rows["time"] <= moment.time]
        asked = EVENT.get(TRIGGERS[moment.trigger])
        places = np.flatnonzero((before["event"] == asked) & (before["time"] == moment.time))
        return before[: places[-1] + 1] if len(places) else before

    @staticmethod
    def _truths(past: NDArray[np.void], now: int) -> list[tuple[str, np.void | None, Value]]:
        """Field, the event that made it so, and its value."""

        def of(name: str) -> NDArray[np.void]:
            found: NDArray[np.void] = past[past["event"] == EVENT[name]]
            return found

        def last(rows: NDArray[np.void]) -> np.void | None:
            return rows[-1] if len(rows) else None

        def since(event: np.void | None) -> float | None:
            return None if event is None else (now - int(event["time"])) / DAY

        visit, purchase, booking = last(of("visit")), last(of("purchase")), last(of("booking"))
        settled = past[np.isin(past["event"], [EVENT["service"], EVENT["no_show"]])]
        booked = booking is not None and not (settled["time"] >= booking["time"]).any()
        review = last(of("review"))
        return [
            ("visits", visit, float(len(of("visit")))),
            ("days_since_visit", visit, since(visit)),
            ("signups", last(of("signup")), float(len(of("signup")))),
            ("booked", booking if booked else None, True),
            ("bought", purchase, True),
            ("customer", purchase, True),
            ("days_since_purchase", purchase, since(purchase)),
            ("attended", last(of("service")), True),
            ("reviewed", review, True),
            ("rating", review, None if review is None else float(review["value"])),
            ("referred", last(of("referral")), True),
        ]

    def _words(self, event: np.void, reader: int, moment: Moment, recognised: bool) -> str:
        """What happened where, and why the reader does not know it."""
        market = self._life.market
        place = int(event["channel"])
        name = EVENTS[int(event["event"])]
        what = SPELT.get(name, name.replace("_", "-"))
        params = market.phase_at(moment.time).params[0]
        own, other = market.channels[reader], market.channels[place]
        ago = ago_words(moment.time - int(event["time"]))
        if not recognised:
            why = "the person was not recognised"
        elif not int(params["knows"][reader]) >> place & 1:
            why = f"{own} does not learn what {other} sees"
        else:
            why = "it was not tied to the profile, or not passed on yet"
        return f"the {what} on {other} {ago} ({why})"


def ago_words(elapsed: int) -> str:
    """How long before, microseconds given: `just before` is within the hour."""
    hours = elapsed / HOUR
    if hours < 1.0:
        return "just before"
    if hours < 36.0:
        whole = max(1, round(hours))
        return f"{whole} hour{'s' * (whole != 1)} before"
    return f"{hours / 24.0:.0f} days before"


def _behind(field: str, known: Value, truth: Value) -> bool:
    """Whether the view says less than the truth."""
    if known is None:
        return truth is not None
    if isinstance(truth, bool):
        return truth and known is False
    if not isinstance(truth, float) or not isinstance(known, float):
        return False
    if field == "days_since_purchase":
        return False  # the view counts from the booking that came before it
    if field == "days_since_visit":
        return known > truth + MINUTE_OF_DAY
    return truth > known
