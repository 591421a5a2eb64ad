"""How rules are laid out: fast clauses, programs, limits."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import RuleError
from engine.rules import RULES, RuleTables, amount, holds, parse
from engine.rules.tables import MAX_CELLS, MAX_CLAUSES, MAX_PROGRAMS, MAX_RULES, PROGRAM
from tests.engine.rules.random_rules import SCHEMA


def condition(text):
    return parse(text, SCHEMA, expects="condition")


def number(text):
    return parse(text, SCHEMA, expects="number")


@pytest.mark.parametrize(
    ("text", "fast", "slow"),
    [
        ("visits >= 2", 1, 0),
        ("2 <= visits", 1, 0),
        ("customer", 1, 0),
        ("not customer", 1, 0),
        ("customer == False", 1, 0),
        ("step != 'none'", 1, 0),
        ("1 < visits < 5", 2, 0),
        ("1 < visits < points", 1, 1),
        ("visits >= 2 and (customer and step == 'none') and points > -3", 4, 0),
        ("visits >= 2 or customer", 0, 1),
        ("points > 1 and (visits >= 2 or customer) and not booked", 2, 1),
        ("visits + 1 > 2", 0, 1),
        ("step in ('none', 'browse')", 0, 1),
        ("True", 0, 1),
    ],
)
def test_fast_clauses_come_first(text, fast, slow):
    tables = RuleTables()
    rule = tables.add_rule(condition(text))
    record = tables.record()
    operations = record["clause_op"][0, : record["rule_stop"][0, rule]]
    assert (operations == PROGRAM).tolist() == [False] * fast + [True] * slow


def test_record_is_one_element_of_one_dtype():
    record = RuleTables().record()
    assert record.dtype is RULES
    assert record.shape == (1,)
    assert RULES.itemsize < 100_000


def test_equal_rules_are_stored_once():
    tables = RuleTables()
    first = tables.add_rule(condition("visits > 1 and customer or booked"))
    assert tables.add_rule(condition("(visits > 1) and customer or booked")) == first
    assert tables.add_rule(condition("visits > 2 and customer or booked")) != first
    assert tables.add_formula(number("0.0 * visits")) != tables.add_formula(number("-0.0 * visits"))


def test_full_tables_say_so_and_stay_usable():
    tables = RuleTables()
    for value in range(MAX_RULES):
        tables.add_rule(condition(f"visits > {value}"))
    with pytest.raises(RuleError, match="too many rules"):
        tables.add_rule(condition("points > 1"))
    assert tables.add_rule(condition("visits > 255")) == 255
    rules = tables.record()[0]
    row = SCHEMA.encode({"visits": 100.5})
    held = [holds(rules, rule, row, np.empty(16)) for rule in range(MAX_RULES)]
    assert held == [value < 100.5 for value in range(MAX_RULES)]


def test_full_programs_say_so():
    tables = RuleTables()
    for value in range(MAX_PROGRAMS):
        assert tables.add_formula(number(f"visits + {value}")) == value
    with pytest.raises(RuleError, match="too many formulas") as caught:
        tables.add_formula(number("points"))
    assert caught.value.found == "points"
    rules = tables.record()[0]
    assert amount(rules, 255, SCHEMA.encode({"visits": 1.0}), np.empty(16)) == 256.0


def test_full_clauses_and_cells_say_so():
    tables = RuleTables()
    each = 60
    for start in range(0, MAX_CLAUSES - each, each):
        clauses = [f"visits > {start + step}" for step in range(each)]
        tables.add_rule(condition(" and ".join(clauses)))
    clauses = [f"points > {step}" for step in range(each)]
    with pytest.raises(RuleError, match="too many clauses"):
        tables.add_rule(condition(" and ".join(clauses)))
    tables = RuleTables()
    for start in range(MAX_CELLS // 301):
        tables.add_formula(number(" + ".join(["visits"] * 150 + [str(start)])))
    with pytest.raises(RuleError, match="too many operations"):
        tables.add_formula(number(" + ".join(["points"] * 151)))


def test_a_formula_is_no_rule():
    with pytest.raises(RuleError, match="must be a condition"):
        RuleTables().add_rule(number("visits"))


def test_chains_do_not_grow_with_depth():
    """The middle of a chain is computed once, so that nesting cannot blow a program up."""
    text = "visits"
    for _ in range(4):
        text = f"(1 if 0 < {text} < 9 else 2)"
    tables = RuleTables()
    tables.add_formula(number(text))
    assert tables.record()["program_stop"][0, 0] < len(text)
