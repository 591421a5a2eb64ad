"""The kernel against the interpreter, which is the meaning: they agree on everything."""

from __future__ import annotations

import math
import struct
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleError
from engine.kernels import kernel
from engine.rules import RULES, RuleTables, amount, evaluate, holds, parse
from tests.engine.rules.random_rules import SCHEMA, Writer, random_profile

RULES_TRIED = 2_400
PROFILES_TRIED = 48  # 115,200 pairs each of rules, of conditions as formulas, and of formulas


def code(value: bool | float | str | None) -> float:
    """A result of the interpreter as the kernel gives it."""
    return math.nan if value is None else float(value)


def same(one: float, other: float) -> bool:
    """Bit for bit, but any NaN equals any NaN."""
    return (one != one and other != other) or struct.pack("d", one) == struct.pack("d", other)


def prepared(texts: list[str], expects: str):
    """Expressions and their table."""
    tables = RuleTables()
    exprs = [parse(text, SCHEMA, expects=expects) for text in texts]
    add = tables.add_rule if expects == "condition" else tables.add_formula
    return exprs, [add(expr) for expr in exprs], tables


@pytest.mark.parametrize("seed", [1, 2])
def test_conditions_agree_with_the_interpreter(seed):
    rng = np.random.default_rng(seed)
    writer = Writer(rng)
    stack = np.empty(16)
    seen = {True: 0, False: 0, None: 0}
    for _ in range(RULES_TRIED // 2):
        text = writer.condition(int(rng.integers(0, 4)))
        (expr,), (rule,), tables = prepared([text], "condition")
        formula = tables.add_formula(expr)
        rules = tables.record()[0]
        for _ in range(PROFILES_TRIED):
            profile = random_profile(rng)
            row = SCHEMA.encode(profile)
            meaning = evaluate(expr, profile)
            seen[meaning] += 1
            assert holds(rules, rule, row, stack) == (meaning is True), (text, profile)
            assert same(amount(rules, formula, row, stack), code(meaning)), (text, profile)
    assert min(seen.values()) > 5_000, f"each outcome is well tried: {seen}"


@pytest.mark.parametrize("seed", [3, 4])
def test_formulas_agree_with_the_interpreter_bit_for_bit(seed):
    rng = np.random.default_rng(seed)
    writer = Writer(rng)
    stack = np.empty(16)
    missing = 0
    for _ in range(RULES_TRIED // 2):
        text = writer.number(int(rng.integers(1, 5)))
        if len(text) > 2_000:
            continue
        (expr,), (formula,), tables = prepared([text], "number")
        rules = tables.record()[0]
        for _ in range(PROFILES_TRIED):
            profile = random_profile(rng)
            meaning = evaluate(expr, profile)
            missing += meaning is None
            result = amount(rules, formula, SCHEMA.encode(profile), stack)
            assert same(result, code(meaning)), (text, profile, result, meaning)
    share = missing / (RULES_TRIED // 2 * PROFILES_TRIED)
    assert 0.1 < share < 0.8, "missing and present results are both well tried"


NUMBER = st.floats(allow_nan=True, allow_infinity=True, width=64) | st.none()


CONDITIONS = [f"visits {sign} distance" for sign in ("<", "<=", ">", ">=", "==", "!=")]
FORMULAS = [
    *(f"visits {sign} distance" for sign in ("+", "-", "*", "/", "//", "%")),
    *(f"{name}(visits)" for name in ("abs", "ceil", "exp", "floor", "log", "sqrt")),
    *(f"{name}(visits, distance)" for name in ("min", "max", "coalesce")),
    *(f"visits ** {exponent}" for exponent in range(-16, 17)),
    "-visits",
    "clip(1, visits, distance)",
]


@given(a=NUMBER, b=NUMBER)
@settings(deadline=None)
def test_every_operation_on_any_two_numbers(a, b):
    profile = {"visits": a, "distance": b}
    stack = np.empty(16)
    for exprs, numbers, tables in OPERATIONS:
        rules = tables.record()[0]
        for expr, number in zip(exprs, numbers, strict=True):
            meaning = evaluate(expr, profile)
            if isinstance(meaning, bool) or expr.type.kind == "boolean":
                assert holds(rules, number, SCHEMA.encode(profile), stack) == (meaning is True)
            else:
                result = amount(rules, number, SCHEMA.encode(profile), stack)
                assert same(result, code(meaning)), (expr, a, b)


OPERATIONS = [prepared(CONDITIONS, "condition"), prepared(FORMULAS, "number")]


@given(seed=st.integers(0, 2**32), depth=st.integers(0, 4))
@settings(deadline=None, max_examples=200)
def test_any_rule(seed, depth):
    rng = np.random.default_rng(seed)
    text = Writer(rng).condition(depth)
    if len(text) > 2_000:
        return
    (expr,), (rule,), tables = prepared([text], "condition")
    rules = tables.record()[0]
    for _ in range(10):
        profile = random_profile(rng)
        assert holds(rules, rule, SCHEMA.encode(profile), np.empty(16)) == (
            evaluate(expr, profile) is True
        )


def test_many_rules_in_one_table_keep_apart():
    rng = np.random.default_rng(5)
    writer = Writer(rng)
    tables = RuleTables()
    added = []
    while len(added) < 200:
        expr = parse(writer.condition(int(rng.integers(0, 3))), SCHEMA, expects="condition")
        try:
            added.append((expr, tables.add_rule(expr)))
        except RuleError:
            break  # full
    assert len(added) > 100
    rules = tables.record()[0]
    for _ in range(50):
        profile = random_profile(rng)
        row = SCHEMA.encode(profile)
        for expr, rule in added:
            assert holds(rules, rule, row, np.empty(16)) == (evaluate(expr, profile) is True)


def test_what_is_not_there():
    rules = RuleTables().record()[0]
    row = SCHEMA.encode({})
    assert holds(rules, 0, row, np.empty(16)) is False
    assert holds(rules, 255, row, np.empty(16)) is False
    assert math.isnan(amount(rules, 0, row, np.empty(16)))


def test_a_program_keeps_to_its_stack():
    """A rule as deep as is accepted touches 16 cells and no more."""
    text = "visits"
    for _ in range(14):
        text = f"1 + ({text})"
    (expr,), (formula,), tables = prepared([f"{text} + 1"], "number")
    guarded = np.full(17, 77.0)
    rules = tables.record()[0]
    assert amount(rules, formula, SCHEMA.encode({"visits": 1.0}), guarded[:16]) == 16.0
    assert guarded[16] == 77.0
    assert evaluate(expr, {"visits": 1.0}) == 16.0


@kernel
def count_holding(rules, rule, rows, stack):
    """Rows for which a rule holds: calls `holds` from compiled code."""
    total = 0
    for place in range(rows.shape[0]):
        if holds(rules, rule, rows[place], stack):
            total += 1
    return total


def test_from_compiled_code_and_plain_python():
    rng = np.random.default_rng(6)
    profiles = [random_profile(rng) for _ in range(300)]
    rows = np.array([SCHEMA.encode(profile) for profile in profiles])
    text = "visits >= 2 and not customer and (step in ('browse', 'basket') or points / visits > 1)"
    (expr,), (rule,), tables = prepared([text], "condition")
    rules = tables.record()[0]
    expected = sum(evaluate(expr, profile) is True for profile in profiles)
    assert 0 < expected < 300
    assert count_holding(rules, rule, rows, np.empty(16)) == expected
    plain = [holds.py_func(rules, rule, row, np.empty(16)) for row in rows]
    assert sum(plain) == expected


def test_a_call_from_python_is_quick():
    """Equal but distinct dtype objects would make each call cost hundreds of microseconds."""
    _, (rule,), tables = prepared(["visits >= 2"], "condition")
    assert tables.record().dtype is RULES
    rules = tables.record()[0]
    row, stack = SCHEMA.encode({"visits": 2.0}), np.empty(16)
    holds(rules, rule, row, stack)
    best = math.inf
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(1_000):
            holds(rules, rule, row, stack)
        best = min(best, (time.perf_counter() - start) / 1_000)
    assert best < 50e-6
