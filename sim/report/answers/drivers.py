"""Which dials make the difference between two strategies, in sentences."""

from __future__ import annotations

from sim.report.answers.adding import adding_up
from sim.report.answers.gap import is_apart, stated
from sim.report.words.answered import Answered
from sim.report.words.dials import dial_words
from sim.report.words.told import Figure, Sentence, joined, say

__all__ = ["drivers_answer", "drivers_below", "moved", "shares"]

MOST = 3
"""Dials that are named in the answer."""
NAMED = 0.05
"""Part of the largest one from which on a dial is named."""


def drivers_answer(found: Answered) -> list[Sentence]:
    """Who has how much more or less than whom, and the largest parts of it."""
    named = _named(found)
    if not named:
        return [stated(found, "total")]
    told = shares(found, named)
    parts = [
        say("{dial}: {share}{chance}", dial=_dial(found, name), share=told[name],
            chance="" if is_apart(found, "drivers", name) is not False else " (perhaps chance)")
        for name in named
    ]  # fmt: skip
    return [
        stated(found, "total"),
        say("{which}: {parts}.", parts=joined(parts, last="; ", between="; "),
            which="The largest part" if len(named) == 1 else "The largest parts"),
    ]  # fmt: skip


def drivers_below(found: Answered) -> list[Sentence]:
    """What else the dials are: those with small parts, and those that are equal in both."""
    ranked, named = moved(found), _named(found)
    some: list[Sentence] = []
    small = [_dial(found, name) for name in ranked if name not in named]
    if small:
        some.append(say("Smaller parts: {dials}.", dials=joined(small)))
    equal = [str(name) for name in found.at("drivers") if name not in ranked]
    if equal:
        some.append(
            say("Equal in both, so exactly {zero}: {dials}.",
                zero=found.quoted("0", "drivers", equal[0], "mean"),
                dials=joined([_dial(found, name) for name in equal]))
        )  # fmt: skip
    return some


def moved(found: Answered) -> list[str]:
    """Dials that have a part, or may have one, by its size, equal ones by name."""
    sizes = {str(name): _size(found, str(name)) for name in found.at("drivers")}
    some = [name for name in sizes if sizes[name] or not _is_nothing(found, name)]
    return sorted(some, key=lambda name: (-sizes[name], name))


def shares(found: Answered, told: list[str] | None = None) -> dict[str, Figure]:
    """Every dial's part as it is told, and by the empty name the whole: they add up.

    Args:
        told: those that are shown; None: all that have a part.
    """
    parts = {name: ("drivers", name, "mean") for name in moved(found)
             if found.has("drivers", name, "mean")}  # fmt: skip
    if not found.has("total", "mean"):
        return {name: found.figure(*place, signed=True) for name, place in parts.items()}
    figures = adding_up(
        found, found.kpi, ("total", "mean"), list(parts.values()), signed=True,
        told=None if told is None else [parts[name] for name in told],
    )  # fmt: skip
    return dict(zip(("", *parts), figures, strict=True))


def _named(found: Answered) -> list[str]:
    """The largest."""
    ranked = [name for name in moved(found) if _size(found, name)]
    least = NAMED * max((_size(found, name) for name in ranked), default=0.0)
    return [name for name in ranked if _size(found, name) >= least][:MOST]


def _size(found: Answered, name: str) -> float:
    return abs(float(found.at("drivers", name, "mean") or 0.0))


def _is_nothing(found: Answered, name: str) -> bool:
    """Whether a dial's part is exactly 0, without any luck in it."""
    return all(found.at("drivers", name, end) == 0.0 for end in ("ci_low", "ci_high"))


def _dial(found: Answered, name: str) -> Sentence:
    return dial_words(name, tuple(map(str, found.at("drivers", name, "dials"))))
