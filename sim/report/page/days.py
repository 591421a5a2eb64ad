"""Lives as data for the page: every text once, days as rows of numbers that point to texts.

An entry is ``[minute, kind, text, cause, rules, known, unknown, others, declined, again, last]``
without the zeros at its end. ``minute`` counts from the start, where the customer lives; ``kind``
points into ``kinds``; ``text`` and ``cause`` into ``texts``; ``rules`` to ``declined`` into
``groups``, each of which is a list of places in ``texts``; ``again`` says how often the same was
noticed once more, and ``last`` in which minute for the last time. Place 0 is empty.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.report.words.entries import Entry, entries
from sim.report.words.story import planned, weighed
from sim.study.explored import Explored, Lived
from sim.study.money import Currency
from sim.study.reasons import value_word
from sim.study.story import CONTACTS, Story, StoryEvent

__all__ = ["KINDS", "MOST_ENTRIES", "Days", "days_of", "packed"]

KINDS = ("", "contact", "purchase", "booking", "no more messages", "need lost")
"""What an entry is marked as; the first: as nothing."""
MARKED = {"purchase": 2, "booking": 3, "opt_out": 4, "lapse": 5}
MOST_ENTRIES = 250
"""Entries of one life on the page; later ones are counted and left out."""


@dataclass(frozen=True)
class Day:
    """One entry, in texts.

    Attributes:
        date: of the first of its events, and of the last that was the same.
        groups: rules, known, unknown, others, declined.
        again: how often it was noticed once more.
    """

    date: datetime.datetime
    kind: int
    text: str
    cause: str
    groups: tuple[tuple[str, ...], ...]
    again: int
    last: datetime.datetime | None


@dataclass(frozen=True)
class Days:
    """One life, in texts.

    Attributes:
        plan: what the daily plan made of each action. more: entries left out.
    """

    persona: str
    about: str
    before: bool
    need: bool
    distance: float
    consents: tuple[str, ...]
    days: tuple[Day, ...]
    plan: tuple[str, ...]
    more: int


def days_of(story: Story, most: int = MOST_ENTRIES) -> Days:
    """A story in texts, with ads that are noticed again and again told once."""
    found = [_day(entry, again) for entry, again in _runs(list(entries(story.events)))]
    return Days(
        story.persona,
        story.description,
        story.customer_before,
        story.need,
        story.distance,
        story.consents,
        tuple(found[:most]),
        tuple(map(planned, story.plan)),
        max(0, len(found) - most),
    )


def _runs(told: Sequence[Entry]) -> Iterator[tuple[Entry, Sequence[Entry]]]:
    """Each entry, and those that follow it at once in which the same ad is noticed."""
    place = 0
    while place < len(told):
        end = place + 1
        while end < len(told) and _same_ad(told[place], told[end]):
            end += 1
        yield told[place], told[place + 1 : end]
        place = end


def _same_ad(first: Entry, later: Entry) -> bool:
    single = len(first.events) == len(later.events) == 1
    here, there = first.events[0], later.events[0]
    same = here.event == there.event == "impression" and first.text == later.text
    return single and same and not here.declined and not there.declined


def _day(entry: Entry, again: Sequence[Entry]) -> Day:
    first = entry.events[0]
    why = first.why
    declined = tuple(line for event in entry.events for line in weighed(event.declined))
    groups: tuple[tuple[str, ...], ...] = ((), (), (), (), declined)
    if why is not None:
        known = tuple(f"{name} {value_word(value)}" for name, value in why.known.items())
        groups = (why.words, known, why.unknown, tuple(weighed(why.others)), declined)
    return Day(
        first.date,
        _kind(entry.events),
        entry.text,
        _cause(first),
        groups,
        len(again),
        again[-1].events[0].date if again else None,
    )


def _cause(event: StoryEvent) -> str:
    """What asked for a contact, or led to a visit; what else happens has none to tell."""
    if event.why is not None:
        return event.why.cause
    return event.reason or "" if event.event in ("visit", "call") else ""


def _kind(events: Sequence[StoryEvent]) -> int:
    """Of what matters most among its events."""
    names = {event.event for event in events}
    marked = [kind for name, kind in MARKED.items() if name in names]
    return marked[0] if marked else int(bool(names & set(CONTACTS)))


class _Texts:
    """Texts and lists of texts, each kept once and known by its place."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {"": 0}
        self.groups: dict[tuple[int, ...], int] = {(): 0}

    def text(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))

    def group(self, texts: Sequence[str]) -> int:
        return self.groups.setdefault(tuple(map(self.text, texts)), len(self.groups))


def packed(
    explored: Explored[Days],
    titles: Mapping[str, str],
    start: datetime.date,
    currency: Currency,
) -> dict[str, Any]:
    """All lives, as the page reads them.

    Args:
        titles: of the strategies.
        start: of the run.
    """
    texts = _Texts()
    midnight = datetime.datetime.combine(start, datetime.time())
    people = [
        _person(
            [explored.lives[name, customer] for name in explored.strategies],
            customer, texts, midnight, currency,
        )
        for customer in explored.chosen.ids
    ]  # fmt: skip
    return {
        "shown": len(people),
        "market": explored.chosen.customers,
        "customers": explored.customers,
        "replication": 0,
        "seed": explored.seed,
        "days": explored.days,
        "start": start.isoformat(),
        "currency": currency.code,
        "digits": currency.digits,
        "strategies": [{"name": name, "title": titles[name]} for name in explored.strategies],
        "kinds": list(KINDS),
        "most_entries": MOST_ENTRIES,
        "people": people,
        "texts": list(texts.texts),
        "groups": [list(group) for group in texts.groups],
    }


def _person(
    lives: Sequence[Lived[Days]],
    customer: int,
    texts: _Texts,
    start: datetime.datetime,
    currency: Currency,
) -> dict[str, Any]:
    """Who they are, which is the same under all strategies, and what they live under each."""
    one = lives[0].told
    return {
        "id": customer,
        "persona": texts.text(one.persona),
        "about": texts.text(one.about),
        "before": int(one.before),
        "need": int(one.need),
        "distance": round(one.distance),
        "consents": texts.group(one.consents),
        "lives": [
            {
                "purchases": life.purchases,
                "revenue": currency.main(life.revenue),
                "contacts": life.contacts,
                "opt_outs": life.opt_outs,
                "more": life.told.more,
                "plan": texts.group(life.told.plan),
                "days": [_row(day, texts, start) for day in life.told.days],
            }
            for life in lives
        ],
    }


def _row(day: Day, texts: _Texts, start: datetime.datetime) -> list[int]:
    row = [
        _minute(day.date, start),
        day.kind,
        texts.text(day.text),
        texts.text(day.cause),
        *map(texts.group, day.groups),
        day.again,
        0 if day.last is None else _minute(day.last, start),
    ]
    while len(row) > 1 and not row[-1]:
        row.pop()
    return row


def _minute(date: datetime.datetime, start: datetime.datetime) -> int:
    return int((date - start).total_seconds() // 60)
