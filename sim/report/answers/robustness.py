"""On which mechanisms of the model a verdict hangs, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.report.answers.gap import is_apart, stated
from sim.report.words.answered import Answered
from sim.report.words.told import Sentence, joined, say
from sim.study.robustness.judging import DECIDED, FLIPS, OPEN, SEVERITY, STANDS, UNUSED

__all__ = [
    "MARKS", "MARKS_MEAN", "at_work", "robustness_answer", "robustness_below",
    "robustness_meaning",
]  # fmt: skip

WORDS = {"off": "without", "half": "with half of", "double": "with twice as much of"}
STATED = ("stated", "difference")
MARKS = {FLIPS: "!", DECIDED: "!", OPEN: "?"}
"""Stand beside a difference, by what becomes of the verdict."""
MARKS_MEAN = "! means that the verdict flips, ? that it is no longer decided."


def robustness_answer(found: Answered) -> list[Sentence]:
    """The verdict, whether it stands, and what was tried where that is not all."""
    told = [stated(found, *STATED)]
    if is_apart(found, *STATED) is not None and at_work(found):
        told += [*_without(found), _varied(found)]
    if found.at("counts", "tried") < found.at("counts", "mechanisms"):
        told.append(
            say("Tried were {tried} of the model's {mechanisms} mechanisms.",
                tried=found.figure("counts", "tried", unit="count"),
                mechanisms=found.figure("counts", "mechanisms", unit="count"))
        )  # fmt: skip
    return told


def at_work(found: Answered) -> list[str]:
    """Mechanisms that the difference hangs on at all, those first that a reader should see."""
    tried: Mapping[str, Any] = found.at("mechanisms")
    some = [str(name) for name, one in tried.items() if one["verdict"] != UNUSED]

    def first(name: str) -> tuple[int, float]:
        return SEVERITY[tried[name]["verdict"] or OPEN], -_moved(tried[name])

    return sorted(some, key=first)


def _moved(one: Mapping[str, Any]) -> float:
    """By how much the difference moves without it, or at most."""
    gaps = [one[word] for word in WORDS if _is_lived(one[word])]
    some = [one["off"]] if _is_lived(one["off"]) else gaps
    return max((abs(gap["change"]["mean"] or 0.0) for gap in some), default=0.0)


def _is_lived(gap: Mapping[str, Any] | None) -> bool:
    """Whether a mechanism could be set so."""
    return gap is not None and "refused" not in gap


def _turned(found: Answered, *words: str) -> list[tuple[str, str, str]]:
    """Where the verdict does not stand: mechanism, strength, and what becomes of it."""
    return [
        (name, word, str(gap["verdict"]))
        for name in at_work(found)
        for word in words
        if _is_lived(gap := found.at("mechanisms", name, word))
        and gap["verdict"] not in (STANDS, UNUSED, None)
    ]


def _without(found: Answered) -> Iterator[Sentence]:
    """Whether it stands where a mechanism is off."""
    off, stands = (int(found.at("counts", key)) for key in ("off", "stands"))
    some = found.at("counts", "tried") < found.at("counts", "mechanisms")
    which = "tried mechanisms that are at work" if some else "mechanisms that are at work"
    turned = _turned(found, "off")
    many = found.figure("counts", "off", unit="count")
    if not off:
        return
    if off == 1:
        (name,) = [one for one in at_work(found) if _is_lived(found.at("mechanisms", one, "off"))]
        yield (
            say("{turned}.", turned=_capital(_listed(turned))) if turned else
            say("That stands without {name}, the only {one}.", name=_plain(name),
                one=which.replace("mechanisms that are", "mechanism that is"))
        )  # fmt: skip
    elif not turned:
        yield say("That stands without each of the {many} {which}.", many=many, which=which)
    elif not stands:
        yield say("That stands without none of the {many} {which}: {turned}.",
                  many=many, which=which, turned=_listed(turned))  # fmt: skip
    else:
        yield say(
            "That stands without {stands} of the {many} {which}; {turned}.", many=many,
            stands=found.figure("counts", "stands", unit="count"), which=which,
            turned=_listed(turned),
        )  # fmt: skip


def _varied(found: Answered) -> Sentence:
    turned = _turned(found, "half", "double")
    words = (
        say("it does not stand {turned}", turned=_listed(turned))
        if turned
        else say("it stands with all of them")
    )
    return say("Made half or twice as strong, {words}.", words=words)


def _listed(turned: Sequence[tuple[str, str, str]]) -> Sentence:
    """What does not stand, by what becomes of it."""
    parts = []
    for verdict in (FLIPS, DECIDED, OPEN):
        names = [f"{WORDS[word]} {_plain(name)}" for name, word, one in turned if one == verdict]
        if names:
            becomes = verdict if verdict == FLIPS else f"is {verdict}"
            parts.append(say("{names} it {becomes}", names=", ".join(names), becomes=becomes))
    return joined(parts, last="; ", between="; ")


def _capital(sentence: Sentence) -> str:
    text = str(sentence)
    return text[0].upper() + text[1:]


def _plain(name: str) -> str:
    return name.replace("_", " ")


# --- below it ------------------------------------------------------------------------------------


def robustness_below(found: Answered) -> list[Sentence]:
    """What was not at work, and what could not be."""
    tried: Mapping[str, Any] = found.at("mechanisms")
    told = []
    unused = [_plain(str(name)) for name, one in tried.items() if one["verdict"] == UNUSED]
    if unused:
        told.append(say("Not at work here, so that nothing changes at all: {names}.",
                        names=", ".join(unused)))  # fmt: skip
    clipped = [
        name for name in at_work(found)
        if any(_is_lived(tried[name][word]) and tried[name][word]["clipped"] for word in WORDS)
    ]  # fmt: skip
    if clipped:
        told.append(say("As far as the scenario's fields allow, and no farther: {names}.",
                        names=", ".join(map(_plain, clipped))))  # fmt: skip
    for name, one in tried.items():
        why = dict.fromkeys(one[word]["refused"] for word in WORDS
                            if one[word] is not None and "refused" in one[word])  # fmt: skip
        told += [say("Refused, {name}: {why}.", name=_plain(str(name)), why=str(reason))
                 for reason in why]  # fmt: skip
    return told


def robustness_meaning(found: Answered) -> Sentence:
    """What it means that a verdict stands, or flips."""
    return say(
        "It stands where the 95 % interval lies on the same side of zero. That it flips is only "
        "said where an interval at the joint level of all {comparisons} differences here excludes "
        "zero, so that one table in twenty at most holds a flip that is luck. Prices stay as "
        "stated, and all strategies meet the same luck.",
        comparisons=found.figure("comparisons", unit="count"),
    )  # fmt: skip
