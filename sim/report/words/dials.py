"""What dials are in plain words, beside their keys."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.words.told import Code, Part, Sentence, joined, say

__all__ = ["PLAIN", "dial_label", "dial_words"]

PLAIN = {
    "knowledge": "what channels tell each other",
    "sync": "how soon they tell it",
    "recognition": "how often people are known",
    "decider": "who decides on contacts",
    "slots": "contacts at a time",
    "contact_policy": "limits to contacts",
    "continuity": "going on where one left off",
    "offers": "who shares offers",
    "suppression": "silence after a purchase",
    "budget": "who shares money",
    "actions": "which actions are used",
}
"""By key, short enough to stand with it beside a bar; the glossary has what each is exactly."""


def dial_words(name: str, dials: Sequence[str]) -> Sentence:
    """``which actions are used (actions)``; of a group its name, and what it stands for.

    Args:
        name: the dial's, or the group's. dials: what it stands for.
    """
    plain, keys = _told(name, dials)
    return say("{plain} ({keys})", plain=plain, keys=keys)


def dial_label(name: str, dials: Sequence[str]) -> str:
    """The same beside a bar: a group has its name alone."""
    return str(dial_words(name, dials)) if tuple(dials) == (name,) else name


def _told(name: str, dials: Sequence[str]) -> tuple[Part, Part]:
    if tuple(dials) == (name,):
        return PLAIN.get(name, name), Code(name)
    return Code(name), joined([Code(dial) for dial in dials])
