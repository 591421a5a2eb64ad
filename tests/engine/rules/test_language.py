"""What the rule language accepts, what it refuses, and what it says then."""

from __future__ import annotations

import pytest

from engine.errors import RuleError
from engine.rules import Field, ProfileSchema, evaluate, parse
from tests.engine.rules.random_rules import SCHEMA

ACCEPTED_CONDITIONS = [
    "customer",
    "True",
    "not not customer",
    "visits >= 2 and not customer",
    "1 < visits <= points != 3",
    "step == 'basket' or 'browse' == last_step",
    "step in ('browse', 'basket') and channel not in ['email']",
    "step in {'none'}",
    "visits in (1, -2, 2.5)",
    "is_missing(distance) or is_missing(customer) or is_missing(step)",
    "coalesce(customer, False)",
    "coalesce(step, 'none') == last_step",
    "(step if customer else 'none') != 'basket'",
    "(visits > 1) == (points > 1)",
    "customer if visits > 1 else booked",
    "(visits >= 2  # seen twice\n and customer\n)",
    "visits >= 2\n  and customer  # a (comment) with 'marks'\n",
    "visits >= 2\r\n and customer",
    "  visits > 1",
]
ACCEPTED_NUMBERS = [
    "1",
    "1e-3 + .5 - 1_000",
    "visits ** 2 + visits ** -3 + visits ** 0",
    "+visits * -2 // 3 % 4 / 5",
    "min(visits, 5) + max(1, visits, points) + clip(visits, 0, 1)",
    "floor(visits) + ceil(visits) + abs(visits) + sqrt(visits) + exp(visits) + log(visits)",
    "1 if customer else 0",
    " + ".join(["visits"] * 150),
]


@pytest.mark.parametrize("text", ACCEPTED_CONDITIONS)
def test_conditions_are_read(text):
    expr = parse(text, SCHEMA, expects="condition")
    assert expr == parse(text, SCHEMA, expects="condition")
    hash(expr)
    assert evaluate(expr, {}) in (True, False, None)


@pytest.mark.parametrize("text", ACCEPTED_NUMBERS)
def test_formulas_are_read(text):
    assert parse(text, SCHEMA, expects="number").type.kind == "number"


MEANINGS = [
    # three-valued logic: M is missing
    ("M and False", False),
    ("M and True", None),
    ("M or True", True),
    ("M or False", None),
    ("not M", None),
    ("M == M", None),
    ("is_missing(M)", True),
    ("is_missing(M and False)", False),
    ("coalesce(M, True)", True),
    ("True if M else False", False),
    ("distance != 1", None),
    ("distance in (1, 2)", None),
    ("distance not in (1, 2)", None),
    ("1 < 0 < distance", False),
    ("1 < distance < 0", None),
    ("step == 'none' or step != 'none'", None),
    # numbers
    ("1 / 0", None),
    ("1 // 0", None),
    ("1 % 0", None),
    ("0 ** -1", None),
    ("distance ** 0", None),
    ("2 ** -2", 0.25),
    ("-2 ** 2", -4.0),
    ("7 // -2", -4.0),
    ("7 % -2", -1.0),
    ("-7 % 2", 1.0),
    ("sqrt(-1)", None),
    ("log(0)", None),
    ("log(-1)", None),
    ("1e308 * 10 > 1e308", True),
    ("is_missing(1e308 * 10 - 1e308 * 10)", True),
    ("is_missing(0 * (1e308 * 10))", True),
    ("exp(1000) == 1e308 * 10", True),
    ("exp(-1000)", 0.0),
    ("min(1, distance)", None),
    ("max(distance, 1)", None),
    ("min(3, 1, 2) + max(3, 1, 2)", 4.0),
    ("clip(5, 0, 2)", 2.0),
    ("clip(1, 3, 2)", 2.0),
    ("coalesce(distance, 4)", 4.0),
    ("distance - distance", None),
    ("10 - 2 - 3", 5.0),
    ("2 * 3 % 4 // 1 / 2", 1.0),
    ("floor(-0.5) + ceil(-0.5)", -1.0),
    ("1 if distance > 0 else 2", 2.0),
]


@pytest.mark.parametrize(("text", "meaning"), MEANINGS, ids=[text for text, _ in MEANINGS])
def test_meaning(text, meaning):
    """The semantics in the module's docstring, one by one (booked and distance are missing)."""
    text = text.replace("M", "booked")
    try:
        expr = parse(text, SCHEMA, expects="condition")
    except RuleError:
        expr = parse(text, SCHEMA, expects="number")
    assert evaluate(expr, {"booked": None}) == meaning
    assert (evaluate(expr, {}) is None) == (meaning is None)


REFUSED = [
    # text, line and column, word of the message, word of found, expected or nearest
    ("visit > 1", "line 1, column 1", "no such field", "visits"),
    ("visits > 1 and\n custmer", "line 2, column 2", "no such field", "customer"),
    ("true", "line 1, column 1", "no such field", "True"),
    ("step == 'baskit'", "line 1, column 9", "no such value", "basket"),
    ("step in ('none', 'brows')", "line 1, column 18", "no such value", "browse"),
    ("coalesce(step, 'x') == 'none'", "line 1, column 16", "no such value", "browse"),
    ("visits == None", "line 1, column 1", "None", "is_missing"),
    ("customer is None", "line 1, column 1", "None", "is_missing"),
    ("None", "line 1, column 1", "None", "is_missing"),
    ("customer is True", "line 1, column 1", "`is`", "=="),
    ("customer > 1", "line 1, column 12", "a number, beside a boolean", "boolean"),
    ("customer + 1 > 0", "line 1, column 1", "a boolean, not a number", "if"),
    ("True < False", "line 1, column 1", "boolean has no order", "=="),
    ("step < 'browse'", "line 1, column 1", "category has no order", "=="),
    ("step == channel", "line 1, column 9", "category", "none, browse"),
    ("'a' == 'b'", "line 1, column 1", "text needs a category", "category"),
    ("'basket'", "line 1, column 1", "text", "condition"),
    ("step", "line 1, column 1", "category", "compare"),
    ("visits", "line 1, column 1", "number", "compare"),
    ("visits and customer", "line 1, column 1", "a number, not a boolean", "condition"),
    ("not visits", "line 1, column 5", "a number, not a boolean", "condition"),
    ("step in customer", "line 1, column 9", "list of constants", "basket"),
    ("step in ()", "line 1, column 9", "list of constants", "basket"),
    ("step in 'basket'", "line 1, column 9", "list of constants", "basket"),
    ("visits in (points,)", "line 1, column 12", "only constants", "number"),
    ("visits in (True,)", "line 1, column 12", "only constants", "number"),
    ("customer in (True,)", "line 1, column 1", "a boolean", "category"),
    ("1 < visits in (1, 2)", "line 1, column 1", "chain", "parentheses"),
    ("visits ** points > 1", "line 1, column 11", "exponent", "16"),
    ("visits ** 0.5 > 1", "line 1, column 11", "exponent", "sqrt"),
    ("visits ** 17 > 1", "line 1, column 11", "exponent", "16"),
    ("visits ** True > 1", "line 1, column 11", "exponent", "16"),
    ("2 ** 2 ** 2 > 1", "line 1, column 6", "exponent", "16"),
    ("visits > 9007199254740993", "line 1, column 10", "too large", "2^53"),
    ("visits > 1e999", "line 1, column 10", "too large", "1.8e308"),
    ("visits > 1j", "line 1, column 10", "not part", "numbers"),
    ("visits.real > 1", "line 1, column 1", "not part", "dot"),
    ("visits[0] > 1", "line 1, column 1", "not part", "list"),
    ("maximum(visits, 1) > 1", "line 1, column 1", "no such function", "max"),
    ("min(visits) > 1", "line 1, column 1", "arguments", "2 to 16"),
    ("abs(visits, 1) > 1", "line 1, column 1", "arguments", "1 without"),
    ("abs(x=visits) > 1", "line 1, column 1", "arguments", "1 without"),
    ("min(*visits) > 1", "line 1, column 1", "arguments", "2 to 16"),
    ("min > 1", "line 1, column 1", "needs its arguments", "min(...)"),
    ("visits & 1", "line 1, column 1", "not part", "`and`"),
    ("visits @ points", "line 1, column 1", "not part", "numbers"),
    ("visits = 2", "line 1, column 8", "cannot be read", "`==`"),
    ("customer = yes", "line 1, column 1", "cannot be read", "write just `customer`"),
    ("visits > 1 and customer = No", "line 1, column 16", "cannot be read", "just `not customer`"),
    ("customer = True", "line 1, column 1", "cannot be read", "write just `customer`"),
    ("customer == yes", "line 1, column 1", "condition by itself", "write just `customer`"),
    ("customer == false", "line 1, column 1", "condition by itself", "write just `not customer`"),
    ("customer == yess", "line 1, column 13", "no such field", "visits"),
    ("visits > 120 days", "line 1, column 12", "cannot be read", "numbers in rules have no unit"),
    ("visits > 120d", "line 1, column 12", "cannot be read", "numbers in rules have no unit"),
    ("visits > '120 days'", "line 1, column 10", "no unit", "numbers in rules have no unit"),
    ("visits > 1 && customer", "line 1, column 12", "cannot be read", "`and`"),
    ("visits > 1 AND customer", "line 1, column 12", "cannot be read", "`and`"),
    ("visits > 1 Or customer", "line 1, column 12", "cannot be read", "small letters: "),
    ("NOT customer", "line 1, column 1", "cannot be read", "small letters: "),
    ("NOT (customer)", "line 1, column 1", "stands in capitals", "small letters: "),
    ("customer and NOT(booked)", "line 1, column 14", "stands in capitals", "`not`"),
    ("channel IN ('web')", "line 1, column 9", "cannot be read", "small letters: "),
    ("visits > 1 || customer", "line 1, column 12", "cannot be read", "`or`"),
    ("!customer", "line 1, column 1", "cannot be read", "`not`"),
    ("visits <> 1", "line 1, column 8", "cannot be read", "`!=`"),
    ("(y := 1) > 0", "line 1, column 2", "not part", "assigned"),
    ("customer) or (booked", "line 1, column 9", "no opening", "condition"),
    ("customer)", "line 1, column 9", "cannot be read", "condition"),
    ("(customer", "line 1, column 1", "cannot be read", "condition"),
    ("", "line 1, column 1", "no rule", "condition"),
    ("  \n ", "line 1, column 1", "no rule", "condition"),
    ("# nothing", "line 1, column 1", "no rule", "condition"),
    ("customer, booked", "line 1, column 1", "not part", "numbers"),
    ("is_missing('a')", "line 1, column 1", "never missing", "field"),
    ("is_missing(nothing)", "line 1, column 12", "no such field", "visits"),
    ("'éé' == step", "line 1, column 1", "no such value", "basket"),
    ("step == 'é' and visits > none", "line 1, column 9", "no such value", "basket"),
    ("customer and 'é' == 'é' and visit", "line 1, column 14", "text needs", "category"),
    ("(customer or coalesce(step, 'none') == 'none') and visit > 1", None, "field", "visits"),
]


@pytest.mark.parametrize("case", REFUSED, ids=[case[0][:30] for case in REFUSED])
def test_refusals_say_where_what_and_what_else(case):
    text, where, message, help_given = case
    with pytest.raises(RuleError) as caught:
        parse(text, SCHEMA, expects="condition", file="a.toml", place="action.news.eligible")
    error = caught.value
    assert error.file == "a.toml"
    assert error.place is not None
    assert error.place.startswith("action.news.eligible, line ")
    if where is not None:
        assert error.place.endswith(where)
    assert message in error.message
    assert error.found
    assert error.expected
    assert help_given in f"{error.expected} {error.nearest}"
    assert str(error).isprintable() or "\n" in str(error)


def test_columns_count_characters_not_bytes():
    with pytest.raises(RuleError) as caught:
        parse("step != 'none'\n or 'ééé' != channel or visit", SCHEMA, expects="condition")
    assert caught.value.place == "line 2, column 5"


def test_a_condition_is_no_formula():
    with pytest.raises(RuleError, match="a boolean, not a number") as caught:
        parse("customer", SCHEMA, expects="number")
    assert "1 if" in caught.value.expected


def test_limits():
    with pytest.raises(RuleError, match="too long"):
        parse("1 + " * 500 + "1", SCHEMA, expects="number")
    parse("(" * 28 + "1" + ")" * 28, SCHEMA, expects="number")
    with pytest.raises(RuleError, match="nested too deeply"):
        parse("(" * 31 + "1" + ")" * 31, SCHEMA, expects="number")
    parse("-" * 29 + "visits", SCHEMA, expects="number")
    with pytest.raises(RuleError, match="nested too deeply"):
        parse("-" * 31 + "visits", SCHEMA, expects="number")
    with pytest.raises(RuleError, match="nested too deeply"):
        parse("not " * 400 + "customer", SCHEMA, expects="condition")
    with pytest.raises(RuleError, match="too many unfinished parts"):
        parse("1 + (" * 16 + "visits" + ")" * 16, SCHEMA, expects="number")


def test_negative_zero_is_kept():
    assert str(evaluate(parse("-0.0", SCHEMA, expects="number"), {})) == "-0.0"


def test_the_whole_text_counts():
    """Nothing after a comment or in a second line is dropped in silence."""
    expr = parse("customer  # and\n and booked", SCHEMA, expects="condition")
    assert evaluate(expr, {"customer": True, "booked": False}) is False


def test_numbers_without_unit_where_a_field_counts_days():
    schema = ProfileSchema((Field("days_since_visit", "number"),))
    for text in ("days_since_visit > 120 days", "days_since_visit > '120 days'"):
        with pytest.raises(RuleError) as caught:
            parse(text, schema, expects="condition")
        assert str(caught.value.expected).endswith("days_since_... counts days")
