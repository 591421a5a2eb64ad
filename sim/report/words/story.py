"""A customer's story on a terminal: plain text of at most 80 columns."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from sim.report.words.entries import Entry, entries
from sim.study.reasons import Other, Reason, value_words
from sim.study.search import Search
from sim.study.story import TAKEN_WORD, Story, StoryEvent, Weighed
from sim.study.trace import TraceResult

WIDTH = 80
INDENT = "         "
DATE = "%a %d %b %Y"
AGO = re.compile(r"[\d,]+ (hours?|days) before|just before")
CLOCK = ("hour", "weekday", "month", "offer_days_left")
"""Fields that change with the clock alone, beside those that count days."""


def story_text(result: TraceResult) -> str:
    """The whole story, with the search that found it, as lines of at most 80 columns."""
    lines: list[str] = []
    if result.search is not None:
        lines += [*_search(result.search, result.strategy), ""]
    if result.story is not None:
        lines += _head(result, result.story)
        lines += _events(result.story)
        lines += _plan(result.story)
    return "\n".join(lines).rstrip("\n") + "\n"


def _wrap(text: str, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=True,
        break_on_hyphens=False,
    )


def _counted(number: int, what: str) -> str:
    """``1 replication``, ``600 customer-years``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def one_in(frequency: float) -> str:
    """``one in 50 customer-years``; of what happens oftener than that, how often."""
    if frequency <= 0.0:
        return "never"
    years = 1.0 / frequency
    if years < 1.5:
        return f"{frequency:,.1f} a customer-year"
    return f"one in {years:,.{1 if years < 10.0 else 0}f} customer-years"


def _search(search: Search, strategy: str) -> list[str]:
    years = (
        f"{_counted(round(search.customer_years), 'customer-year')} "
        f"({_counted(search.replications, 'replication')})"
    )
    lines = _wrap(f"Looked for: {search.like.replace(',', ', ')}", rest="  ")
    if search.first is None:
        lines += _wrap(f"Nobody lived it under {strategy} in {years}.")
        if search.interval is not None and search.interval[1] > 0.0:
            lines += _wrap(f"So it is rarer than {one_in(search.interval[1])} (95 % confidence).")
    elif search.interval is None:
        lines += _wrap(
            f"Found after {years}; --count goes on, to measure how frequent it is. So far: "
            f"{one_in(search.frequency)}."
        )
    else:
        low, high = search.interval
        lines += _wrap(
            f"{search.found:,} in {years}: {one_in(search.frequency)} "
            f"(95 %: {one_in(high)} to {one_in(low)}). The first of them:"
        )
    if search.first is None or search.to_the_end:
        lines += ["How far customers came, step by step:"]
        width = max(len(f"{step.customers:,}") for step in search.steps)
        for step in search.steps:
            lines += _wrap(
                step.item.replace(",", ", "), f"  {step.customers:>{width},}  ", " " * (width + 4)
            )
        lines += _absent_anywhere(search)
    for no in search.impossible:
        lines += _wrap(f"Impossible: {no.item}, as {no.why}.", rest="  ")
    return lines


def _absent_anywhere(search: Search) -> list[str]:
    """A hint where nobody got past an event that may not happen on any channel at all."""
    stuck = next((step.item for step in search.steps if not step.customers), "")
    for item in stuck.split(","):
        if item.startswith("!") and ":" not in item:
            return _wrap(
                f"{item} forbids it on every channel; with a channel, as in {item}:CHANNEL, "
                "there alone.",
                rest="  ",
            )
    return []


def _head(result: TraceResult, story: Story) -> list[str]:
    lines = [
        f"Customer {result.customer}, replication {result.replication}, seed {result.seed}: "
        f"{result.scenario}, {result.strategy}",
        "",
    ]
    who = f"{story.persona}. {story.description}".strip()
    before = "Had bought before the start" if story.customer_before else "Had never bought here"
    may = ", ".join(story.consents) or "none"
    need = " A need was open at the start." if story.need else ""
    lines += _wrap(
        f"{who} {before}; lives {story.distance:.0f} km away. "
        f"Messages allowed at the start: {may}.{need}"
    )
    return [*lines, ""]


def _events(story: Story) -> list[str]:
    lines: list[str] = []
    day = ""
    told = _Told()
    for entry, again in _folded(list(entries(story.events))):
        first = entry.events[0]
        today = first.date.strftime(DATE)
        if today != day:
            lines += ([""] if day else []) + [today]
            day = today
        mark = "*" if any(event.matched is not None for event in entry.events) else " "
        lines += _wrap(entry.text, f"{mark} {first.date:%H:%M}  ", INDENT)
        for event in entry.events:
            for line in told.causes(event, alone=event is first):
                lines += _wrap(line, INDENT + "- ", INDENT + "  ")
        if again:
            last = again[-1].date.strftime(DATE)
            if len(again) == 1:
                times = "once more " + ("that day" if last == today else f"on {last}")
            else:
                until = "that day" if last == today else f"until {last}"
                times = f"{len(again):,} more times {until}"
            lines += _wrap(f"notices the ad {times}", INDENT + "- ", INDENT + "  ")
    if not story.events:
        lines.append("Nothing happened.")
    if any(event.matched is not None for event in story.events):
        lines += ["", "* what was looked for"]
    return [*lines, ""]


def _folded(told: list[Entry]) -> Iterator[tuple[Entry, list[StoryEvent]]]:
    """Each entry, and what follows it at once that is the same ad, noticed for the same reason."""
    place = 0
    while place < len(told):
        entry, end = told[place], place + 1
        while end < len(told) and _same_ad(entry, told[end]):
            end += 1
        yield entry, [again.events[0] for again in told[place + 1 : end]]
        place = end


def _same_ad(entry: Entry, later: Entry) -> bool:
    if len(entry.events) > 1 or len(later.events) > 1:
        return False
    event, other = entry.events[0], later.events[0]
    if event.event != "impression" or other.event != "impression":
        return False
    if other.matched is not None or event.declined or other.declined:
        return False
    if event.why is None or other.why is None:
        return event.why is other.why and event.text == other.text
    same = _key(event, event.why) == _key(other, other.why)
    return event.text == other.text and same and _lasting(event.why) == _lasting(other.why)


class _Told:
    """Reasons told so far, each with the day, so that none is told twice in full."""

    def __init__(self) -> None:
        self._reasons: dict[tuple[object, ...], StoryEvent] = {}
        self._exactly: dict[tuple[object, ...], StoryEvent] = {}
        self._declined: dict[tuple[object, ...], StoryEvent] = {}

    def causes(self, event: StoryEvent, *, alone: bool) -> Iterator[str]:
        """Lines below an event; what a joined event says of its cause is told by the first."""
        if event.why is not None:
            yield from self._why(event, event.why)
        elif alone and event.reason is not None and event.event in ("visit", "call"):
            yield event.reason
        if event.declined:
            key = (event.event, *((item.action, item.kind) for item in event.declined))
            if key in self._declined:
                yield f"no contact follows: {_as(self._declined[key], event)}"
            else:
                self._declined[key] = event
                yield f"no contact follows: {_others(event.declined)}"

    def _why(self, event: StoryEvent, why: Reason) -> Iterator[str]:
        """``as on …`` only where what was known is the same too."""
        key = _key(event, why)
        exactly = (*key, value_words(why.known), *map(_undated, why.unknown))
        if exactly in self._exactly:
            yield f"why: {_as(self._exactly[exactly], event)}"
            return
        self._exactly[exactly] = event
        if key not in self._reasons:
            self._reasons[key] = event
            yield from _reason(why)
            return
        before = _as(self._reasons[key], event)
        yield f"why: {before}, with something else known: {value_words(why.known)}"
        yield from _unknown(why)


def _as(before: StoryEvent, event: StoryEvent) -> str:
    """Where it was told, to the minute: on one day different things may be known."""
    if before.date.date() == event.date.date():
        return f"as at {before.date:%H:%M}"
    return f"as on {before.date:{DATE}, %H:%M}"


def _key(event: StoryEvent, why: Reason) -> tuple[object, ...]:
    others = tuple((item.action, item.channel, item.kind) for item in why.others)
    return (event.action, why.cause, why.rules, others, bool(why.unknown))


def _lasting(why: Reason) -> tuple[object, ...]:
    """What was known, without what changes with the clock alone."""
    return tuple(
        (name, value is None if name.startswith("days_") or name in CLOCK else value)
        for name, value in why.known.items()
    )


def _undated(unknown: str) -> str:
    return AGO.sub("", unknown)


def _reason(why: Reason) -> Iterator[str]:
    rules = f"; holds: {'; '.join(why.words)}" if why.words else ""
    yield f"why: {why.cause}{rules}"
    if why.known:
        yield f"known then: {value_words(why.known)}"
    yield from _unknown(why)
    if why.others:
        yield f"rather than: {_others(why.others)}"


def _unknown(why: Reason) -> Iterator[str]:
    if why.unknown:
        yield f"not known, or it would not have been made: {'; '.join(why.unknown)}"


def weighed(others: tuple[Other, ...]) -> list[str]:
    """What was not done and why: channels of one action with the same reason together."""
    places: dict[tuple[str, str], list[str]] = {}
    for item in others:
        places.setdefault((item.action, item.why), []).append(item.channel)
    return [
        f"{action} on {' and '.join(channels)}: {why}" for (action, why), channels in places.items()
    ]


def _others(others: tuple[Other, ...]) -> str:
    """Action by action."""
    return ". ".join(weighed(others))


def _plan(story: Story) -> list[str]:
    if not story.plan:
        return []
    lines = ["What the daily plan made of it, in days:"]
    for item in story.plan:
        lines += _wrap(planned(item), "  ", "    ")
    return lines


def planned(item: Weighed) -> str:
    """What the daily plan made of one action on one channel, in days."""
    days = "; ".join(_outcome(item, what, count) for what, count in item.days.items())
    return f"{item.action} on {item.channel}: {days}"


def _outcome(item: Weighed, what: str, days: int) -> str:
    """``taken`` is no contact yet: an ad must be met, a message may still be held back."""
    if what != TAKEN_WORD:
        return f"{what} on {days:,}"
    done = "noticed" if item.ad else "sent"
    times = {0: f"never {done}", 1: f"{done} once"}.get(
        item.reached, f"{done} {item.reached:,} times"
    )
    return f"{'could be seen' if item.ad else 'chosen'} on {days:,} ({times})"
