"""One customer's life in plain words: dated events, each contact with its reason."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sim.model.decisions import LOST, TAKEN
from sim.model.layout import CUSTOMER_BEFORE, NEED
from sim.model.triggers import TRIGGERS
from sim.model.vocabulary import EVENT, EVENTS, STAGES, STEPS
from sim.store.like import Pattern, find_match
from sim.study.money import Currency
from sim.study.reasons import PLAIN, Other, Reason, Reasons
from sim.study.replay import PLANNED, Life, Moment

DAY = 86_400_000_000
CONTACTS = ("deliver", "impression")
"""Events that the firm decides on."""
IN_PERSON = ("phone", "service", "shop")
"""Kinds of channels where people meet: a contact there is no message to be read."""


@dataclass(frozen=True)
class StoryEvent:
    """One event of the story.

    Attributes:
        time: days since the start.
        date: where the customer lives.
        text: what happens, a sentence.
        reason: why, one sentence; None where the event has no cause to tell.
        why: of a contact: the decision behind it.
        declined: what was weighed in answer to the event and not done.
        matched: the item of the pattern that it answers.
    """

    sequence: int
    time: float
    date: datetime.datetime
    event: str
    channel: str | None
    action: str | None
    value: int
    stage: str
    step: str
    text: str
    reason: str | None
    why: Reason | None
    declined: tuple[Other, ...]
    matched: str | None

    def to_json(self, currency: Currency) -> dict[str, Any]:
        """As `trace --json` has it; the event's value in minor units as in event files."""
        found: dict[str, Any] = {
            "time": self.time,
            "date": self.date.isoformat(timespec="seconds"),
            "sequence": self.sequence,
            "event": self.event,
            "channel": self.channel,
            "action": self.action,
            "stage": self.stage,
            "step": self.step,
            "value": self.value,
            "text": self.text,
            "reason": self.reason,
            "matched": self.matched,
            "declined": [_other(item) for item in self.declined],
        }
        if self.why is not None:
            found["decision"] = {
                "time": self.why.decided / DAY,
                "cause": self.why.cause,
                "rules": list(self.why.rules),
                "known": self.why.known,
                "priority": currency.main(self.why.worth),
                "propensity": _number(self.why.propensity),
                "others": [_other(item) for item in self.why.others],
                "unknown": list(self.why.unknown),
            }
        return found


def _other(item: Other) -> dict[str, str]:
    return {"action": item.action, "channel": item.channel, "why": item.why}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


@dataclass(frozen=True)
class Weighed:
    """How the daily plan dealt with one action on one channel: days by outcome."""

    action: str
    channel: str
    days: dict[str, int]


@dataclass(frozen=True)
class Story:
    """A customer's life, ready to be read.

    Attributes:
        persona: title. description: in the scenario's words.
        customer_before: whether they had bought before the start.
        consents: channels that may send them messages at the start.
        need: whether a need was open at the start, so that a purchase may come without one arising.
    """

    persona: str
    description: str
    customer_before: bool
    distance: float
    consents: tuple[str, ...]
    events: tuple[StoryEvent, ...]
    need: bool = False
    plan: tuple[Weighed, ...] = field(default=())


def tell(life: Life, pattern: Pattern | None = None) -> Story:
    """Put a life into words.

    Args:
        pattern: marks the events that live it.
    """
    return _Teller(life, pattern).story()


class _Teller:
    def __init__(self, life: Life, pattern: Pattern | None) -> None:
        self._life = life
        self._reasons = Reasons(life)
        scenario = life.market.scenario
        self._currency = Currency(scenario.scenario.currency)
        self._titles = {item.name: item.title or item.name for item in scenario.actions}
        self._channels = [item.title or item.name for item in scenario.channels]
        self._start = datetime.datetime.combine(scenario.scenario.start, datetime.time())
        self._offset = datetime.timedelta(minutes=15 * int(life.born["offset"]))
        self._marks = self._matched(pattern)
        self._used: set[tuple[int, int]] = set()

    def _matched(self, pattern: Pattern | None) -> dict[int, str]:
        if pattern is None:
            return {}
        rows = [(int(r["event"]), int(r["channel"]), int(r["action"])) for r in self._life.rows]
        places = find_match(pattern, rows) or []
        return {place: item.text for place, item in zip(places, pattern.items, strict=False)}

    def story(self) -> Story:
        life = self._life
        scenario = life.market.scenario
        persona = scenario.personas[int(life.born["persona"])]
        told = [self._event(place) for place in range(len(life.rows))]
        for moment in life.moments:
            self._decline(moment, told)
        return Story(
            persona=persona.title or persona.name,
            description=persona.description,
            customer_before=bool(life.born["flags"] & CUSTOMER_BEFORE),
            distance=float(life.born["distance"]),
            consents=tuple(
                channel.title or channel.name
                for place, channel in enumerate(scenario.channels)
                if channel.contact == "message" and int(life.born["consents"]) >> place & 1
            ),
            events=tuple(told),
            need=bool(life.born["flags"] & NEED),
            plan=self._plan(),
        )

    # --- events ---------------------------------------------------------------------------

    def _event(self, place: int) -> StoryEvent:
        row = self._life.rows[place]
        event = EVENTS[int(row["event"])]
        action, channel = int(row["action"]), int(row["channel"])
        time = int(row["time"])
        why = self._why(row) if event in CONTACTS else None
        return StoryEvent(
            sequence=int(row["sequence"]),
            time=time / DAY,
            date=self._start + datetime.timedelta(microseconds=time) + self._offset,
            event=event,
            channel=self._life.market.channels[channel] if channel >= 0 else None,
            action=self._life.market.actions[action] if action >= 0 else None,
            value=int(row["value"]),
            stage=STAGES[int(row["stage"])],
            step=STEPS[int(row["step"])],
            text=self._sentence(row, event),
            reason=self._cause(place, row, event, why),
            why=why,
            declined=(),
            matched=self._marks.get(place),
        )

    def _why(self, row: np.void) -> Reason | None:
        found = self._reasons.behind(int(row["action"]), int(row["channel"]), int(row["time"]))
        if found is None:
            return None
        moment, treatment = found
        self._used.add((id(moment), treatment))
        return self._reasons.reason(moment, treatment)

    def _cause(self, place: int, row: np.void, event: str, why: Reason | None) -> str | None:
        """Why it happened, in one sentence."""
        if why is not None:
            rules = f"; its rules held: {', '.join(why.rules)}" if why.rules else ""
            return f"in answer to {why.cause}{rules}" if _asked(why) else f"{why.cause}{rules}"
        action = int(row["action"])
        led = self._life.market.actions[action] if action >= 0 and event not in CONTACTS else None
        if event == "visit":
            if self._comes_for_appointment(place):
                return "for the appointment" + (f", after {led}" if led else "")
            if self._was_answered(place):
                return "the call was answered" + (f"; led there by {led}" if led else "")
        if led is not None:
            return f"led there by {led}"
        return "of their own accord" if event in ("visit", "call") else None

    def _was_answered(self, place: int) -> bool:
        """Whether a visit is the call that was answered just before."""
        rows = self._life.rows
        before = rows[place - 1] if place else None
        return (
            before is not None
            and before["event"] == EVENT["answer"]
            and before["channel"] == rows[place]["channel"]
        )

    def _comes_for_appointment(self, place: int) -> bool:
        """Whether a visit keeps the last appointment, made where such can be booked."""
        rows, channels = self._life.rows, self._life.market.scenario.channels
        past = rows[:place]
        settling = [EVENT[name] for name in ("booking", "service", "no_show")]
        last = past[np.isin(past["event"], settling)][-1:]
        if not len(last) or last[0]["event"] != EVENT["booking"]:
            return False
        books = channels[int(last[0]["channel"])].books
        return books == self._life.market.channels[int(rows[place]["channel"])]

    def _sentence(self, row: np.void, event: str) -> str:
        channel, action = int(row["channel"]), int(row["action"])
        where = self._channels[channel] if channel >= 0 else ""
        what = f"“{self._titles[self._life.market.actions[action]]}”" if action >= 0 else ""
        value = int(row["value"])
        if event == "deliver":
            return self._delivery(channel, action, what, where)
        if event == "open" and self._life.market.scenario.channels[channel].kind in IN_PERSON:
            return f"Is greeted: {what} ({where})."
        if event == "give_up" and value == 0:
            return f"Finds no free appointment ({where})."
        words = {
            "need": "A need arises.",
            "visit": f"Comes to: {where}.",
            "browse": f"Looks around ({where}).",
            "product": f"Looks at the product ({where}).",
            "basket": f"Fills the basket ({where}).",
            "checkout": f"Begins the order or booking form ({where}).",
            "purchase": f"Pays {self._money(value)} ({where}).",
            "booking": f"Books an appointment ({where}), {_days(value)} ahead.",
            "no_show": f"Does not come to the appointment ({where}).",
            "service": f"The work is done ({where}).",
            "bounce": f"It does not arrive ({where}).",
            "impression": f"Notices an ad: {what} ({where}).",
            "open": f"Reads {what} ({where}).",
            "click": f"Acts upon {what} ({where}).",
            "signup": f"Leaves an address ({where}).",
            "opt_out": f"Wants no more messages there ({where}).",
            "code_used": f"Uses a code: {self._money(value)} off.",
            "call": f"Calls ({where}).",
            "answer": f"Is answered after {value} s ({where}).",
            "give_up": f"Hangs up after {value} s of waiting ({where}).",
            "case": f"Asks for help ({where}).",
            "review": f"Writes a review: {value} of 5 stars ({where}).",
            "referral": f"Passes a code on to a friend ({where}).",
            "point": "Earns a point: a friend has used the code.",
            "lapse": "The need is met elsewhere, or dropped.",
        }
        return words[event]

    def _delivery(self, channel: int, action: int, what: str, where: str) -> str:
        scenario = self._life.market.scenario
        if scenario.channels[channel].contact == "inbound":
            return f"Meets {what} ({where})."
        free = scenario.actions[action].transactional
        if free and not int(self._life.born["consents"]) >> channel & 1:
            return f"Is sent {what} ({where}); it serves the booking or order and needs no consent."
        return f"Is sent {what} ({where})."

    def _money(self, minor: int) -> str:
        return f"{self._currency.code} {minor / 10.0**self._currency.digits:,.2f}"

    # --- what was not done ----------------------------------------------------------------

    def _decline(self, moment: Moment, told: list[StoryEvent]) -> None:
        """Tell what was weighed at an event and led to nothing."""
        if moment.trigger == PLANNED:
            return
        lost = [
            Other(name.action, name.channel, *self._came_to_nothing(moment, t))
            for t in moment.taken()
            if (id(moment), t) not in self._used
            for name in [self._life.market.treatments[t]]
        ]
        if any((id(moment), t) in self._used for t in moment.taken()):
            others: tuple[Other, ...] = ()  # told beside the contact that was made
        else:
            others = self._reasons.others(moment)
        if not lost and not others:
            return
        place = self._place_of(moment)
        if place >= 0:
            held = told[place]
            told[place] = replace(held, declined=(*held.declined, *lost, *others))

    def _came_to_nothing(self, moment: Moment, treatment: int) -> tuple[str, str]:
        """Why what was chosen was not sent when it was due: in words, and in short."""
        params = self._life.market.phase_at(moment.time).params[0]
        due = moment.time + int(params["t_delay"][treatment]) + 1
        rows = self._life.rows
        orders = np.isin(rows["event"], [EVENT["booking"], EVENT["purchase"]])
        first = (rows["time"] > moment.time) & (rows["time"] <= due)
        if (orders & first).any() and not params["t_after_purchase"][treatment]:
            return "chosen, but a booking or purchase came before it was due", "overtaken"
        return "chosen, but no longer allowed when it was due, or the run had ended", "too late"

    def _place_of(self, moment: Moment) -> int:
        """The event that asked for the decision, or the last one before it."""
        rows = self._life.rows
        before = np.flatnonzero(rows["time"] <= moment.time)
        asked = EVENT.get(TRIGGERS[moment.trigger], -1)
        same = before[(rows["event"][before] == asked) & (rows["time"][before] == moment.time)]
        chosen = same if len(same) else before
        return int(chosen[-1]) if len(chosen) else -1

    def _plan(self) -> tuple[Weighed, ...]:
        """Days by outcome of every action that the daily plan weighs."""
        counts: dict[int, Counter[str]] = {}
        for moment in self._life.moments:
            if moment.trigger != PLANNED:
                continue
            for t, outcome in moment.outcome.items():
                counts.setdefault(t, Counter())[_outcome_word(outcome)] += 1
        return tuple(
            Weighed(name.action, name.channel, dict(counts[t].most_common()))
            for t, name in enumerate(self._life.market.treatments)
            if t in counts
        )


def _outcome_word(outcome: int) -> str:
    if outcome == TAKEN:
        return "taken"
    if 1 <= outcome <= 3:
        return ("not eligible", "not applicable", "not suitable")[outcome - 1]
    if outcome == LOST:
        return "another was worth more"
    return PLAIN.get(outcome, "too dear for the budget")


def _asked(why: Reason) -> bool:
    return why.cause != "the daily plan"


def _days(count: int) -> str:
    return "less than a day" if count == 0 else f"{count} day{'s' * (count > 1)}"


__all__ = ["Story", "StoryEvent", "Weighed", "tell"]
