"""One customer's life in plain words: dated events, each contact with its reason."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sim.model.deciding.decisions import LOST, TAKEN
from sim.model.records.layout import CUSTOMER_BEFORE, NEED
from sim.model.records.triggers import TRIGGERS
from sim.model.records.vocabulary import EVENT, EVENTS, STAGES, STEPS
from sim.store.like import Pattern, find_match
from sim.study.course import Course
from sim.study.money import Currency
from sim.study.phrases import Phrase, Phrases
from sim.study.reasons import PLAIN, Other, Reason, Reasons
from sim.study.replay import PLANNED, Life, Moment

DAY = 86_400_000_000
CONTACTS = ("deliver", "impression")
"""Events that the firm decides on."""
TAKEN_WORD = "taken"


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
        phrase: the text in parts, to be joined with others in print.
        idle: of a click: it leads nowhere.
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
    phrase: Phrase
    idle: bool = False

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
    """How the daily plan dealt with one action on one channel.

    Attributes:
        days: by outcome; `TAKEN_WORD` where it was chosen.
        ad: whether being chosen only lets the customer meet it, as ads are.
        reached: ads noticed, or contacts sent.
    """

    action: str
    channel: str
    days: dict[str, int]
    ad: bool
    reached: int


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
        start = datetime.datetime.combine(scenario.scenario.start, datetime.time())
        offset = datetime.timedelta(minutes=15 * int(life.born["offset"]))
        self._course = Course(life)
        self._phrases = Phrases(life, self._course, start, offset)
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
        phrase = self._phrases.phrase(place, event)
        why = self._why(row) if event in CONTACTS else None
        return StoryEvent(
            sequence=int(row["sequence"]),
            time=time / DAY,
            date=self._phrases.date(time),
            event=event,
            channel=self._life.market.channels[channel] if channel >= 0 else None,
            action=self._life.market.actions[action] if action >= 0 else None,
            value=int(row["value"]),
            stage=STAGES[int(row["stage"])],
            step=STEPS[int(row["step"])],
            text=phrase.text,
            reason=self._cause(place, row, event, why),
            why=why,
            declined=(),
            matched=self._marks.get(place),
            phrase=phrase,
            idle=event == "click" and self._course.idle(place),
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
        led = self._titled(action) if action >= 0 and event not in CONTACTS else None
        if event == "visit":
            if place in self._course.kept.values():
                return "for the appointment" + (f", after {led}" if led else "")
            if place in self._course.answered:
                return "the call was answered" + (f"; led there by {led}" if led else "")
        if led is not None:
            return f"led there by {led}"
        return "of their own accord" if event in ("visit", "call") else None

    def _titled(self, action: int) -> str:
        """An action as its scenario titles it."""
        market = self._life.market
        name = market.actions[action]
        titles = (item.title for item in market.scenario.actions if item.name == name)
        return f"“{next(titles, '') or name}”"

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
        limited = any(phase.limits for phase in self._life.market.all_phases)
        for moment in self._life.moments:
            if moment.trigger != PLANNED:
                continue
            for t, outcome in moment.outcome.items():
                counts.setdefault(t, Counter())[_outcome_word(outcome, limited)] += 1
        return tuple(
            Weighed(
                name.action,
                name.channel,
                dict(counts[t].most_common()),
                ad=self._is_ad(name.channel),
                reached=self._reached(name.action, name.channel),
            )
            for t, name in enumerate(self._life.market.treatments)
            if t in counts
        )

    def _is_ad(self, channel: str) -> bool:
        market = self._life.market
        return market.scenario.channels[market.channels.index(channel)].contact == "audience"

    def _reached(self, action: str, channel: str) -> int:
        rows, market = self._life.rows, self._life.market
        same = (rows["action"] == market.actions.index(action)) & (
            rows["channel"] == market.channels.index(channel)
        )
        return int((same & np.isin(rows["event"], [EVENT[name] for name in CONTACTS])).sum())


def _outcome_word(outcome: int, limited: bool = False) -> str:
    """In short; under limits on plans money is not the only thing that can be short."""
    if outcome == TAKEN:
        return TAKEN_WORD
    if 1 <= outcome <= 3:
        return ("not eligible", "not applicable", "not suitable")[outcome - 1]
    if outcome == LOST:
        return "lost to another or to a limit" if limited else "another was worth more"
    dear = "too dear for the budget or a limit" if limited else "too dear for the budget"
    return PLAIN.get(outcome, dear)


def _asked(why: Reason) -> bool:
    return why.cause != "the daily plan"


__all__ = ["Story", "StoryEvent", "Weighed", "tell"]
