"""Patterns of a life: what is read, what it means, and a kernel that agrees with it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InputError, RunError
from sim.model.records.vocabulary import EVENT, ROW
from sim.store.like import ITEMS, Pattern, Row, find_match, lived, parse_like
from sim.store.matching import Matcher

CHANNELS = ("email", "showroom", "till", "web")
ACTIONS = ("reminder", "welcome")


def pattern(text: str) -> Pattern:
    return parse_like(text, CHANNELS, ACTIONS)


def row(text: str) -> Row:
    """``open:email:welcome`` as a row; what is not named is -1."""
    event, channel, action = (*text.split(":"), "", "")[:3]
    return (
        EVENT[event],
        CHANNELS.index(channel) if channel else -1,
        ACTIONS.index(action) if action else -1,
    )


def rows(text: str) -> list[Row]:
    return [row(word) for word in text.split()]


def records(customer: int, life: list[Row], first: int = 0) -> np.ndarray:
    found = np.zeros(len(life), ROW)
    found["customer"] = customer
    found["sequence"] = np.arange(first, first + len(life))
    found["time"] = 1000 * (found["sequence"] + 1)
    for place, (event, channel, action) in enumerate(life):
        found[place]["event"], found[place]["channel"] = event, channel
        found[place]["action"] = action
    return found


# --- reading --------------------------------------------------------------------------------------


def test_the_example_of_the_contract() -> None:
    found = pattern("basket,deliver:email,!open,visit:showroom,purchase:till")
    assert [item.text for item in found.items] == [
        "basket", "deliver:email", "visit:showroom", "purchase:till",
    ]  # fmt: skip
    assert [[no.text for no in gap] for gap in found.absent] == [[], [], ["open"], [], []]
    assert found.words() == ("basket", "deliver:email", "!open,visit:showroom", "purchase:till")
    assert not found.open_ended
    assert pattern("visit,!open").open_ended


def test_an_empty_channel_is_any() -> None:
    item = pattern("deliver::welcome").items[0]
    assert item.channel is None
    assert item.action == ACTIONS.index("welcome")


@pytest.mark.parametrize(
    ("text", "message", "nearest"),
    [
        ("", "empty", None),
        ("   ", "empty", None),
        ("visit,,open", "without an event", None),
        ("visit,", "without an event", None),
        (":web", "without an event", None),
        ("!", "without an event", None),
        ("!open", "must not happen", None),
        ("!open,!click", "must not happen", None),
        ("purchas", "no such event", "purchase"),
        ("visit:webb", "no such channel", "web"),
        ("deliver:email:welcom", "no such action", "welcome"),
        ("visit:web:welcome:more", "three parts", None),
        (",".join(["visit"] * (ITEMS + 1)), "too long", None),
    ],
)
def test_what_is_refused(text: str, message: str, nearest: str | None) -> None:
    with pytest.raises(InputError, match=message) as caught:
        pattern(text)
    assert caught.value.nearest == nearest
    assert "--like" in str(caught.value.place)
    assert caught.value.expected


# --- meaning --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "life", "places"),
    [
        ("visit", "need visit", [1]),
        ("visit,visit", "visit:web need visit:till", [0, 2]),
        ("visit,visit", "visit need", None),
        ("visit:web", "visit:till", None),
        ("deliver:email:welcome", "deliver:email:reminder deliver:email:welcome", [1]),
        ("visit,!open,click", "visit open click", None),
        ("visit,!open,click", "visit click open", [0, 1]),
        # a second beginning after what was forbidden: following only the first would miss it
        ("visit,!open,click", "visit open visit click", [2, 3]),
        # ... and following only the latest would miss this one
        ("visit:web,!open,visit,click", "visit:web visit:web open click", [0, 1, 3]),
        ("!need,visit", "need visit", None),
        ("!need,visit", "visit need", [0]),
        ("visit,!open", "visit need", [0]),
        ("visit,!open", "visit open", None),
        ("visit,!open", "visit open visit", [2]),
        ("visit,!open,!click", "visit click", None),
        # the row that is the next item is not in the gap before it
        ("visit,!visit,visit:till", "visit:web visit:till", [0, 1]),
        ("visit,!visit,visit:till", "visit:web visit:web visit:till", [1, 2]),
        ("visit", "", None),
    ],
)
def test_what_a_pattern_means(text: str, life: str, places: list[int] | None) -> None:
    assert find_match(pattern(text), rows(life)) == places
    assert lived(pattern(text), rows(life)) is (places is not None)


def by_trying_all(wanted: Pattern, life: list[Row]) -> bool:
    """The definition, word by word: some choice of rows answers all items, each gap is free."""
    for chosen in combinations(range(len(life)), len(wanted.items)):
        borders = [-1, *chosen, len(life)]
        if all(
            item.answers(*life[place]) for item, place in zip(wanted.items, chosen, strict=True)
        ) and not any(
            no.answers(*life[place])
            for gap, absent in enumerate(wanted.absent)
            for no in absent
            for place in range(borders[gap] + 1, borders[gap + 1])
        ):
            return True
    return False


WORDS = "visit visit:web visit:till open open:email open:email:welcome open::reminder".split()
KINDS = rows("visit:web visit:till open:email:welcome open:email:reminder need")
LIVES = st.lists(st.sampled_from(KINDS), max_size=10)
PATTERNS = st.tuples(
    st.lists(st.tuples(st.booleans(), st.sampled_from(WORDS)), max_size=4),
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), max_size=1),
).map(
    lambda parts: ",".join(
        [("!" if no else "") + word for no, word in parts[0]]
        + [parts[1]]
        + [f"!{w}" for w in parts[2]]
    )
)


@settings(max_examples=400, deadline=None)
@given(PATTERNS, LIVES)
def test_the_meaning_is_the_definition(text: str, life: list[Row]) -> None:
    wanted = pattern(text)
    places = find_match(wanted, life)
    assert lived(wanted, life) is by_trying_all(wanted, life)
    assert (places is not None) is lived(wanted, life)
    if places is not None:
        assert places == sorted(set(places))
        assert all(
            item.answers(*life[place]) for item, place in zip(wanted.items, places, strict=True)
        )


# --- the kernel -----------------------------------------------------------------------------------


def matcher(wanted: Pattern, customers: list[int]) -> Matcher:
    return Matcher(
        wanted,
        channels=len(CHANNELS),
        actions=len(ACTIONS),
        ids=np.array(sorted(customers), np.int64),
    )


@settings(max_examples=200, deadline=None)
@given(PATTERNS, st.lists(LIVES, min_size=1, max_size=4), st.data())
def test_the_kernel_agrees_whatever_the_interleaving(
    text: str, lives: list[list[Row]], data: st.DataObject
) -> None:
    wanted = pattern(text)
    ids = data.draw(st.sampled_from([[0, 1, 2, 3], [5, 17, 300, 2**40 - 1]]))[: len(lives)]
    sink = matcher(wanted, ids)
    left = {who: records(who, life) for who, life in zip(ids, lives, strict=True)}
    window = 0
    while any(len(rest) for rest in left.values()):
        who = data.draw(st.sampled_from([who for who, rest in left.items() if len(rest)]))
        count = data.draw(st.integers(1, len(left[who])))
        window += data.draw(st.integers(0, 1))
        sink.write(left[who][:count], replication=0, first_window=window)
        left[who] = left[who][count:]
    sink.close()
    found = {item.customer: item.time for item in sink.completed()}
    assert set(found) == {who for who, life in zip(ids, lives, strict=True) if lived(wanted, life)}
    for who, life in zip(ids, lives, strict=True):
        places = find_match(wanted, life)
        if places is not None:
            at = 1000 * (places[-1] + 1)
            assert found[who] == at or (wanted.open_ended and found[who] >= at)
    reached = [
        sum(
            any(lived(shorter(wanted, count), life[:end]) for end in range(len(life) + 1))
            for life in lives
        )
        for count in range(1, len(wanted.items) + 1)
    ]
    assert sink.reached().tolist() == reached


def shorter(wanted: Pattern, count: int) -> Pattern:
    return Pattern(wanted.text, wanted.items[:count], (*wanted.absent[:count], ()))


def test_blocks_of_one_window_may_come_out_of_order() -> None:
    life = rows("visit need open click")
    sink = matcher(pattern("visit,open,click"), [7, 8])
    whole = records(7, life)
    sink.write(whole[2:], replication=0, first_window=3)
    sink.write(whole[:2], replication=0, first_window=3)
    sink.close()
    assert [(item.customer, item.time) for item in sink.completed()] == [(7, 4000)]


@pytest.mark.parametrize("broken", [records(7, rows("visit"), first=1), records(9, rows("visit"))])
def test_rows_that_cannot_be_placed_are_not_guessed_at(broken: np.ndarray) -> None:
    sink = matcher(pattern("visit"), [7, 8])
    sink.write(broken, replication=0, first_window=0)
    with pytest.raises(RunError, match="out of order"):
        sink.close()


def test_a_full_word_of_items() -> None:
    sink = matcher(pattern(",".join(["visit"] * ITEMS)), [0, 1])
    sink.write(records(0, rows("visit") * ITEMS), replication=0, first_window=0)
    sink.write(records(1, rows("visit") * (ITEMS - 1)), replication=0, first_window=0)
    sink.close()
    assert [item.customer for item in sink.completed()] == [0]
    assert sink.reached().tolist() == [2] * (ITEMS - 1) + [1]
