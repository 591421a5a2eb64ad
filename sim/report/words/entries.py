"""The lines of a story: events that a person would tell in one breath are told in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.study.phrases import Phrase
from sim.study.story import StoryEvent

CALL = ("answer", "visit", "browse", "product", "basket", "checkout")
"""What may follow within one call."""
RESULTS = {
    "click": "clicks on it",
    "signup": "leaves an address",
    "opt_out": "wants no more messages there",
    "review": "",
    "referral": "passes a code on to a friend",
}
"""What may come of a contact at once; a review says its stars."""


@dataclass(frozen=True)
class Entry:
    """Events told together: one text, at the time of the first."""

    events: tuple[StoryEvent, ...]
    text: str


def entries(events: Sequence[StoryEvent]) -> Iterator[Entry]:
    """All events of a story, in order; clicks that lead nowhere are left out."""
    told = [event for event in events if not _leads_nowhere(event)]
    place = 0
    while place < len(told):
        end = _call_end(told, place) or _contact_end(told, place)
        group = tuple(told[place:end])
        yield Entry(group, _text(group))
        place = end


def _leads_nowhere(event: StoryEvent) -> bool:
    return event.idle and event.matched is None and not event.declined


def _call_end(events: Sequence[StoryEvent], start: int) -> int:
    """Where a call ends that begins at `start`; 0 where none begins."""
    if events[start].event != "call":
        return 0
    end = start + 1
    while end < len(events) and events[end].channel == events[start].channel:
        ended = events[end - 1].phrase.end or events[end - 1].event == "give_up"
        if ended or events[end].event not in (*CALL, "give_up"):
            break
        end += 1
    return end


def _contact_end(events: Sequence[StoryEvent], start: int) -> int:
    """Where the effects end that a contact has at once."""
    first = events[start]
    end = start + 1
    if first.event not in ("deliver", "open", "impression"):
        return end
    while end < len(events) and _at_once(first, events[end]):
        wanted = events[end].event
        if wanted not in RESULTS and not (wanted == "open" and events[end - 1].event == "deliver"):
            break
        end += 1
    return end


def _at_once(first: StoryEvent, other: StoryEvent) -> bool:
    return (other.action, other.channel, other.time) == (first.action, first.channel, first.time)


def _text(group: tuple[StoryEvent, ...]) -> str:
    first = group[0]
    if len(group) == 1:
        return first.text
    if first.event == "call":
        return _call(group)
    return _contact(group)


def _call(group: tuple[StoryEvent, ...]) -> str:
    """Such as ``Calls (Telephone); is answered at once. Asks about the service.``"""
    first, *rest = (event.phrase for event in group)
    answer = rest[0].short
    sentences = [f"{first.short} ({first.where}); {answer[0].lower()}{answer[1:]}."]
    for event in group[2:]:
        if event.event != "visit":
            sentences.append(f"{event.phrase.short}.")
        if event.phrase.end:
            sentences.append(event.phrase.end)
    return " ".join(sentences)


def _contact(group: tuple[StoryEvent, ...]) -> str:
    """Such as ``Is shown “…” (Web site), reads it and leaves an address.``"""
    first, rest = group[0], list(group[1:])
    if rest[0].event == "open" and rest[0].phrase.short.startswith("Is greeted"):
        first = rest.pop(0)  # to be received and to be greeted is one
    kinds = {event.event for event in rest}
    if kinds & (RESULTS.keys() - {"click", "opt_out"}):
        rest = [event for event in rest if event.event != "click"]
    parts = [_result(event) for event in rest]
    whole = group[-1].phrase
    more = [event.phrase.more for event in (first, *rest) if event.phrase.more]
    *init, last = [f"{first.phrase.short} ({first.phrase.where})", *parts]
    short = f"{', '.join(init)} and {last}" if init else last
    return Phrase(short, "", "; ".join(more), whole.end).text


def _result(event: StoryEvent) -> str:
    if event.event == "open":
        return "reads it"
    if event.event == "review":
        return event.phrase.short[0].lower() + event.phrase.short[1:]
    return RESULTS[event.event]
