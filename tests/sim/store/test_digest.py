"""The digest of events: sums modulo 2^128 that do not know the order of rows."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.records.vocabulary import ROW
from sim.store.digest import add_sums, events_digest, merge_sums, sums_of_rows

FULL = 2**128 - 1


def table(*sums: int) -> np.ndarray:
    """Sums as the digest holds them, from plain integers."""
    return np.array([(value & (2**64 - 1), value >> 64) for value in sums], dtype=np.uint64)


def plain(sums: np.ndarray) -> list[int]:
    """The other way round."""
    return [int(low) + (int(high) << 64) for low, high in sums]


def simple_hash(row: np.void) -> int:
    """A stand-in for the real hash of a row: it depends on more than the sum of fields."""
    text = f"{row['time']} {row['customer']} {row['sequence']} {row['event']}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:16], "little")


def some_rows(count: int, windows: int, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rows = np.zeros(count, dtype=ROW)
    rows["time"] = rng.integers(0, 10**12, count)
    rows["customer"] = rng.integers(0, 50, count)
    rows["sequence"] = np.arange(count)
    rows["window"] = rng.integers(0, windows, count)
    return rows


@given(st.lists(st.tuples(st.integers(0, FULL), st.integers(0, FULL)), min_size=1, max_size=5))
def test_addition_is_that_of_integers_modulo_two_to_128(pairs: list[tuple[int, int]]) -> None:
    added = add_sums(table(*(a for a, _ in pairs)), table(*(b for _, b in pairs)))
    assert plain(added) == [(a + b) % 2**128 for a, b in pairs]


def test_the_carry_reaches_the_high_half() -> None:
    assert plain(add_sums(table(2**64 - 1, FULL), table(1, 1))) == [2**64, 0]


def test_order_of_rows_does_not_matter_and_windows_do() -> None:
    rows = some_rows(200, 3)
    sums = sums_of_rows(rows, windows=3, row_hash=simple_hash)
    shuffled = np.random.default_rng(2).permutation(rows)
    assert np.array_equal(sums, sums_of_rows(shuffled, windows=3, row_hash=simple_hash))
    moved = rows.copy()
    moved["window"][0] = (moved["window"][0] + 1) % 3
    assert not np.array_equal(sums, sums_of_rows(moved, windows=3, row_hash=simple_hash))


def test_parts_merge_to_the_whole() -> None:
    rows = some_rows(300, 4)
    whole = {0: sums_of_rows(rows, windows=4, row_hash=simple_hash), 3: table(1, 2, 3, 4)}
    parts = [
        {0: sums_of_rows(rows[rows["customer"] < 20], windows=4, row_hash=simple_hash)},
        {3: table(1, 2, 3, 4)},
        {0: sums_of_rows(rows[rows["customer"] >= 20], windows=4, row_hash=simple_hash)},
    ]
    assert events_digest(merge_sums(parts)) == events_digest(whole)
    assert events_digest(merge_sums(reversed(parts))) == events_digest(whole)


def test_replications_are_told_apart_and_their_order_is_not() -> None:
    first, second = table(5, 6), table(7, 8)
    digest = events_digest({0: first, 1: second})
    assert digest == events_digest({1: second, 0: first})
    assert digest != events_digest({0: second, 1: first})
    assert digest != events_digest({0: table(5, 6, 7, 8)})
    assert events_digest({0: table(0)}) != events_digest({0: table(0, 0)})


def test_a_known_digest() -> None:
    expected = hashlib.sha256(b"journey events 1\n")
    for number in (2, 1):  # the replication and its count of windows
        expected.update(number.to_bytes(8, "little"))
    expected.update((FULL - 4).to_bytes(16, "little"))
    assert events_digest({2: table(FULL - 4)}) == expected.hexdigest()


def test_memory_layout_does_not_matter() -> None:
    sums = table(1, 2, 3)
    assert events_digest({0: np.asfortranarray(sums)}) == events_digest({0: sums})


@pytest.mark.parametrize(
    "wrong", [np.zeros((3, 2)), np.zeros(4, dtype=np.uint64), np.zeros((2, 3), dtype=np.uint64)]
)
def test_other_shapes_and_types_are_refused(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"uint64\[windows, 2\]"):
        events_digest({0: wrong})


def test_sums_over_different_windows_do_not_add() -> None:
    with pytest.raises(ValueError, match="2 and over 3 windows"):
        add_sums(table(1, 2), table(1, 2, 3))
