"""Philox against the known answers of Random123, and the place of every field in the counter."""

from __future__ import annotations

import numpy as np
import pytest

from engine.kernels import kernel
from engine.random import block, philox4x32, uniform, uniform_pair
from engine.random.philox import _open_unit

ONES = 0xFFFFFFFF
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@kernel
def open_unit(high, low):
    return _open_unit(high, low)


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN, ids=["zeros", "ones", "pi"])
def test_known_answers(counter, key, expected):
    assert philox4x32(*counter, *key) == expected
    assert tuple(int(word) for word in philox4x32.py_func(*counter, *key)) == expected


def test_fields_fill_the_counter_without_overlap():
    """Each field's highest value sets exactly its own bits; together they set all 128."""
    seed = 0x299F31D0A4093822
    parts = {
        "customer": (1 << 40) - 1,
        "replication": (1 << 24) - 1,
        "kind": 255,
        "entity": (1 << 24) - 1,
        "window": 65_535,
        "ordinal": 65_535,
    }
    words = {
        "customer": (ONES, 0xFF, 0, 0),
        "replication": (0, 0xFFFFFF00, 0, 0),
        "kind": (0, 0, 0xFF, 0),
        "entity": (0, 0, 0xFFFFFF00, 0),
        "window": (0, 0, 0, 0xFFFF),
        "ordinal": (0, 0, 0, 0xFFFF0000),
    }
    key = (0xA4093822, 0x299F31D0)
    for name, highest in parts.items():
        arguments = [highest if other == name else 0 for other in parts]
        assert block(seed, *arguments) == philox4x32(*words[name], *key)
        arguments = [highest + 1 if other == name else 0 for other in parts]
        assert block(seed, *arguments) == philox4x32(0, 0, 0, 0, *key), "cut to its width"
    assert block(seed, *parts.values()) == philox4x32(ONES, ONES, ONES, ONES, *key)


def test_uniform_is_open_even_and_has_52_bits():
    draws = np.array([uniform(7, customer, 0, 3, 11, 5, 0) for customer in range(20_000)])
    assert 0.0 < draws.min() < 0.001
    assert 0.999 < draws.max() < 1.0
    scaled = draws * 2.0**52 - 0.5
    assert np.array_equal(scaled, np.floor(scaled))
    assert abs(draws.mean() - 0.5) < 4 / np.sqrt(12 * len(draws))
    counts = np.bincount((draws * 100).astype(int), minlength=100)
    assert ((counts - 200) ** 2 / 200).sum() < 160, "chi-square, 99 degrees of freedom"


def test_ends_of_the_unit_interval():
    for function in (open_unit, _open_unit.py_func):
        assert function(0, 0) == 2.0**-53
        assert function(ONES, ONES) == 1.0 - 2.0**-53


def test_pair_begins_with_the_single_draw_and_is_independent():
    pairs = np.array([uniform_pair(1, customer, 2, 3, 4, 5, 6) for customer in range(5_000)])
    singles = np.array([uniform(1, customer, 2, 3, 4, 5, 6) for customer in range(5_000)])
    assert np.array_equal(pairs[:, 0], singles)
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 0.06


def test_compiled_and_plain_agree():
    rng = np.random.default_rng(3)
    for _ in range(300):
        seed = rng.integers(0, 2**64, dtype=np.uint64)
        rest = [int(rng.integers(0, 1 << bits)) for bits in (40, 24, 8, 24, 16, 16)]
        assert uniform_pair(seed, *rest) == uniform_pair.py_func(seed, *rest)


def test_integer_types_make_no_difference():
    plain = uniform(5, 6, 7, 8, 9, 10, 11)
    for kind in (np.int32, np.int64, np.uint8, np.uint64):
        assert uniform(5, *(kind(value) for value in (6, 7, 8, 9, 10, 11))) == plain


def test_neighbouring_counters_are_uncorrelated():
    """One more in any field, or another seed, gives an unrelated draw."""
    base = np.array([uniform(1, customer, 1, 1, 1, 1, 1) for customer in range(4_000)])
    for field in range(7):
        shifted = np.array(
            [
                uniform(*(value + (place == field) for place, value in enumerate(counter)))
                for counter in ((1, customer, 1, 1, 1, 1, 1) for customer in range(4_000))
            ]
        )
        assert abs(np.corrcoef(base, shifted)[0, 1]) < 0.07
