"""A customer's story on a terminal: plain text of at most 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from sim.study.reasons import Other, Reason, value_words
from sim.study.search import Search
from sim.study.story import Story, StoryEvent
from sim.study.trace import TraceResult

WIDTH = 80
INDENT = "         "
DATE = "%a %d %b %Y"


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
    for no in search.impossible:
        lines += _wrap(f"Impossible: {no.item}, as {no.why}.", rest="  ")
    return lines


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
        f"{who} {before}; lives {story.distance:.0f} km away. Messages allowed: {may}.{need}"
    )
    return [*lines, ""]


def _events(story: Story) -> list[str]:
    lines: list[str] = []
    day = ""
    told: dict[tuple[object, ...], str] = {}
    for event, again in _folded(story.events):
        today = event.date.strftime(DATE)
        if today != day:
            lines += ([""] if day else []) + [today]
            day = today
        mark = "*" if event.matched is not None else " "
        lines += _wrap(event.text, f"{mark} {event.date:%H:%M}  ", INDENT)
        for line in _causes(event, told, today):
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


def _folded(
    events: tuple[StoryEvent, ...],
) -> Iterator[tuple[StoryEvent, list[StoryEvent]]]:
    """Each event, and what follows it at once that is the same ad, noticed for the same reason."""
    place = 0
    while place < len(events):
        event, end = events[place], place + 1
        while end < len(events) and _same_ad(event, events[end]):
            end += 1
        yield event, list(events[place + 1 : end])
        place = end


def _same_ad(event: StoryEvent, other: StoryEvent) -> bool:
    if event.event != "impression" or other.event != "impression":
        return False
    if other.matched is not None or event.declined or other.declined:
        return False
    if event.why is None or other.why is None:
        return event.why is other.why and event.text == other.text
    return event.text == other.text and _key(event, event.why) == _key(other, other.why)


def _causes(event: StoryEvent, told: dict[tuple[object, ...], str], today: str) -> Iterator[str]:
    if event.why is not None:
        key = _key(event, event.why)
        if key in told:
            yield f"why: as {_on(told[key], today)}"
        else:
            told[key] = today
            yield from _reason(event.why)
    elif event.reason is not None and event.event in ("visit", "call"):
        yield event.reason
    if event.declined:
        key = (event.event, *((item.action, item.kind) for item in event.declined))
        if key in told:
            yield f"no answer to it: as {_on(told[key], today)}"
        else:
            told[key] = today
            yield f"no answer to it: {_others(event.declined)}"


def _on(day: str, today: str) -> str:
    return "above" if day == today else f"on {day}"


def _key(event: StoryEvent, why: Reason) -> tuple[object, ...]:
    others = tuple((item.action, item.channel, item.kind) for item in why.others)
    return (event.action, event.channel, why.cause, why.rules, others, bool(why.unknown))


def _reason(why: Reason) -> Iterator[str]:
    rules = f"; holds: {'; '.join(why.rules)}" if why.rules else ""
    yield f"why: {why.cause}{rules}"
    if why.known:
        yield f"known then: {value_words(why.known)}"
    if why.unknown:
        yield f"not known, or it would not have been made: {'; '.join(why.unknown)}"
    if why.others:
        yield f"rather than: {_others(why.others)}"


def _others(others: tuple[Other, ...]) -> str:
    """Action by action; channels of one action with the same reason together."""
    places: dict[tuple[str, str], list[str]] = {}
    for item in others:
        places.setdefault((item.action, item.why), []).append(item.channel)
    return ". ".join(
        f"{action} on {' and '.join(channels)}: {why}" for (action, why), channels in places.items()
    )


def _plan(story: Story) -> list[str]:
    if not story.plan:
        return []
    lines = ["What the daily plan made of it, in days:"]
    for item in story.plan:
        days = ", ".join(f"{count} {what}" for what, count in item.days.items())
        lines += _wrap(f"{item.action} on {item.channel}: {days}", "  ", "    ")
    return lines
