"""Rules and formulas on blocks of rows: as one profile at a time, to the last bit."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest

from engine.kernels import kernel
from engine.rules import RuleTables, amount, holds, parse, postfix
from engine.rules.tables import OR_MISSING, RULES
from engine.scan.blocks import BLOCK
from engine.scan.columns import Columns
from engine.scan.filters import satisfying
from engine.scan.intervals import INTERVAL, intervals_of
from engine.scan.scanning import formula_values
from tests.engine.rules.random_rules import SCHEMA, Writer, random_profile

HELD = np.dtype([("rules", RULES)], align=True)


@kernel
def list_satisfying(p, intervals, rule, columns, start, rows, count, size, mask, stack):
    """Call a part from Python."""
    return satisfying(p, intervals, rule, columns, start, rows, count, size, mask, stack)


def bits(value):
    return "missing" if math.isnan(value) else struct.pack("d", value)


def many_profiles(rng, count):
    rows = np.array([SCHEMA.encode(random_profile(rng)) for _ in range(count)])
    return rows, Columns.of([np.ascontiguousarray(column) for column in rows.T], count)


def holder(tables):
    record = np.zeros(1, HELD)
    record["rules"] = tables.record()
    return record[0]


def test_formulas_give_the_same_bits():
    rng = np.random.default_rng(7)
    writer = Writer(rng)
    rows, columns = many_profiles(rng, 300)
    places = np.arange(299, -1, -1)
    stack = np.empty(16)
    for number in range(400):
        kind = "condition" if number % 2 else "number"
        text = getattr(writer, kind)(3)
        tables = RuleTables()
        program = tables.add_formula(parse(text, SCHEMA, expects=kind))
        p = holder(tables)
        found = formula_values(p, program, columns, places)
        for place, value in zip(places, found, strict=True):
            assert bits(value) == bits(amount(p["rules"], program, rows[place], stack)), text


@pytest.mark.parametrize("whole", [True, False])
def test_rules_hold_for_the_same_rows(whole):
    """Of all rows of a block and of some, which go another way."""
    rng = np.random.default_rng(8)
    writer = Writer(rng)
    values, columns = many_profiles(rng, 200)
    stack, mask = np.empty(16), np.empty(BLOCK, np.uint8)
    for _ in range(400):
        text = " and ".join(f"({writer.condition(1)})" for _ in range(int(rng.integers(1, 4))))
        tables = RuleTables()
        rule = tables.add_rule(parse(text, SCHEMA, expects="condition"))
        p = holder(tables)
        chosen = np.arange(200) if whole else np.arange(1, 200, 3)
        rows = np.zeros(BLOCK, np.int32)
        rows[: len(chosen)] = chosen
        count = list_satisfying(
            p, intervals_of(p["rules"]), rule, columns.addresses, 0, rows, len(chosen), 200,
            mask, np.empty((16, BLOCK)),
        )  # fmt: skip
        expected = [i for i in chosen if holds(p["rules"], rule, values[i], stack)]
        assert rows[:count].tolist() == expected, text


NUMBERS = [-math.inf, -2.0, -5e-324, -0.0, 0.0, 5e-324, 1.0, np.nextafter(1.0, 2.0), math.inf]


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "==", "!="])
def test_an_interval_says_what_its_comparison_says(operator, missing):
    rules = np.zeros(1, RULES)[0]
    for place, constant in enumerate(NUMBERS):
        rules["clause_op"][place] = postfix.COMPARISON[operator] + OR_MISSING * missing
        rules["clause_constant"][place] = constant
    intervals = intervals_of(rules)
    assert intervals.dtype == INTERVAL
    compare = {
        "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
    }[operator]  # fmt: skip
    for place, constant in enumerate(NUMBERS):
        low, high, kind = (intervals[name][place] for name in ("low", "high", "kind"))
        for x in [*NUMBERS, math.nan]:
            within, outside = low <= x <= high, x < low or x > high
            holds_now = (within, not outside, outside, not within)[kind]
            expected = missing if math.isnan(x) else compare(x, constant)
            assert holds_now == expected, (x, operator, constant)
