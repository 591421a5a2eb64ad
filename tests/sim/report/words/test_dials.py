"""Dials in plain words."""

from __future__ import annotations

from sim.report.words.dials import PLAIN, dial_label, dial_words
from sim.scenario.words import DIALS

WIDEST = 41
"""Letters that fit beside a bar."""


def test_every_dial_has_its_words():
    assert tuple(PLAIN) == DIALS
    assert len(set(PLAIN.values())) == len(DIALS)
    assert max(len(dial_label(name, (name,))) for name in DIALS) <= WIDEST


def test_a_group_has_its_name_and_its_dials():
    assert str(dial_words("sync", ("sync",))) == "how soon they tell it (sync)"
    assert str(dial_words("data", ("knowledge", "sync"))) == "data (knowledge and sync)"
    assert str(dial_words("sync", ("knowledge",))) == "sync (knowledge)"
    assert dial_label("data", ("knowledge", "sync")) == "data"
