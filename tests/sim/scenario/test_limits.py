"""Constraints and exclusions of a scenario: read, checked, and given to the engine."""

from __future__ import annotations

import re

import jsonschema
import numpy as np
import pytest

from engine.constraints import Constraint, Exclusion
from engine.errors import InputError, InputErrors, ScenarioError
from sim.scenario import Scenario, keys
from sim.scenario.docs.limits import LIMITS
from sim.scenario.docs.schema import json_schema
from sim.scenario.ledger import expressions, ledger
from sim.scenario.limits import constraints_of, exclusions_of
from sim.scenario.reading.toml_text import read_toml
from sim.scenario.uncertain import together, uncertain_numbers

CALLS = """
[[constraint]]
name = "calls"
of = { channel = ["email", "display"], action = "mail" }
counts = "0.3 * propensity"
maximum = { value = 20, low = 10, high = 40, kind = "fitted", source = "the telephone" }
per = "day"
"""
SPEND = """
[[constraint]]
name = "a-spend"
counts = "cost"
minimum = "10 EUR"
maximum = { value = "100.50 EUR", low = 50, high = "200 EUR" }
labels = { kind = "assumed", source = "the boss" }
"""
APART = """
[[exclusion]]
actions = ["mail", "ads"]
"""


def limited(base: str, *tables: str) -> Scenario:
    return Scenario.from_text("\n".join((base, *tables)), file="f.toml")


def one(text: str) -> str:
    """A constraint that is whole but for the text."""
    return f'[[constraint]]\nname = "calls"\n{text}\n'


# --- reading ----------------------------------------------------------------------------------


def test_constraints_as_the_engine_has_them_in_order_of_names(base: str) -> None:
    scenario = limited(base, CALLS, SPEND, APART)
    spend, calls = constraints_of(scenario)
    assert spend == Constraint("a-spend", minimum=10.0, maximum=100.5, counts="cost")
    assert calls == Constraint(
        "calls", maximum=20.0, counts="0.3 * propensity", per="day",
        of={"action": ("mail",), "channel": ("email", "display")},
    )  # fmt: skip
    assert [each.name for each in scenario.constraints] == ["a-spend", "calls"]
    assert scenario.constraints[0].maximum == 10_050.0  # minor units, as all money


def test_what_stands_first_in_the_file_changes_nothing(base: str) -> None:
    other = '[[exclusion]]\nactions = ["popup", "mail", "ads"]\n'
    first = limited(base, CALLS, SPEND, APART, other)
    then = limited(base, SPEND, CALLS, other, APART.replace('"mail", "ads"', '"ads", "mail"'))
    assert constraints_of(first) == constraints_of(then)
    assert exclusions_of(first) == exclusions_of(then)
    assert exclusions_of(first) == (
        Exclusion(("ads", "mail")), Exclusion(("ads", "mail", "popup")),
    )  # fmt: skip


def test_without_tables_there_are_none(base: str) -> None:
    assert constraints_of(limited(base)) == ()
    assert exclusions_of(limited(base)) == ()


@pytest.mark.parametrize(
    ("written", "counts"),
    [
        ("", "picks"), ('counts = "picks"', "picks"), ("counts = 0.5", "0.5"),
        ("counts = { value = 2, low = 1, high = 3 }", "2.0"),
        ('counts = "visits * propensity"', "visits * propensity"),
    ],
)  # fmt: skip
def test_what_is_counted(base: str, written: str, counts: str) -> None:
    scenario = limited(base, one(f"minimum = 3\n{written}"))
    assert constraints_of(scenario) == (Constraint("calls", minimum=3.0, counts=counts),)


def test_money_is_in_the_main_unit_of_any_currency(base: str) -> None:
    yen = base.replace('"EUR"', '"JPY"').replace(" EUR", " JPY")
    table = one('counts = "cost"\nmaximum = "1500 JPY"')
    assert constraints_of(limited(yen, table))[0].maximum == 1500.0


def test_bounds_grow_with_the_market_as_the_budget_does(base: str) -> None:
    spend, calls = constraints_of(limited(base, CALLS, SPEND), scale=0.1)
    assert (spend.minimum, spend.maximum) == pytest.approx((1.0, 10.05))
    assert (calls.minimum, calls.maximum, calls.per) == (None, pytest.approx(2.0), "day")


# --- numbers ----------------------------------------------------------------------------------


def test_bounds_are_numbers_with_keys_ranges_and_sources(base: str) -> None:
    scenario = limited(
        base, CALLS, SPEND, one("").replace("calls", "half") + "counts = 0.5\nmaximum = 9"
    )
    found = {entry.key: entry for entry in ledger(scenario) if entry.table.startswith("constr")}
    assert list(found) == [
        "constraint.calls.maximum", "constraint.a-spend.minimum", "constraint.a-spend.maximum",
        "constraint.half.counts", "constraint.half.maximum",
    ]  # fmt: skip
    calls, spend = found["constraint.calls.maximum"], found["constraint.a-spend.maximum"]
    assert (calls.table, calls.name, calls.unit) == ("constraint.calls", "maximum", "number")
    assert (calls.value, calls.low, calls.high, calls.kind) == (20.0, 10.0, 40.0, "fitted")
    assert (spend.value, spend.low, spend.high, spend.unit) == (100.5, 50.0, 200.0, "EUR")
    assert (spend.kind, spend.source, spend.text) == ("assumed", "the boss", "100.50 EUR")
    assert found["constraint.half.counts"].value == 0.5
    assert expressions(scenario) == expressions(limited(base)) + 1
    for key in found:
        assert keys.find(scenario.data, key).quantity is not None


def test_bounds_can_be_set_and_change_during_a_run(base: str) -> None:
    scenario = limited(base, CALLS, SPEND)
    changed = scenario.with_values(
        {"constraint.a-spend.maximum": 70, "constraint.calls.minimum": 2.5}
    )
    spend, calls = constraints_of(changed)
    assert (spend.maximum, calls.minimum) == (70.0, 2.5)
    assert changed.numbers["constraint.a-spend.maximum"] == 70.0
    change = '[[change]]\nat = "9 d"\nset = { "constraint.a-spend.maximum" = "20 EUR" }\n'
    (_, before), (_, after), _ = limited(base, SPEND, change).phases()
    assert constraints_of(before)[0].maximum == 100.5
    assert constraints_of(after)[0].maximum == 20.0


def test_drawn_bounds_never_cross(base: str) -> None:
    table = one(
        "minimum = { value = 3, low = 1, high = 5, dist = 'normal' }\n"
        "maximum = { value = 8, low = 6, high = 9, dist = 'normal' }"
    )
    scenario = limited(base, table)
    least, most = "constraint.calls.minimum", "constraint.calls.maximum"
    assert {number.key for number in uncertain_numbers(scenario)} >= {least, most}
    drawn = {least: np.array([2.0, 7.0, 4.0]), most: np.array([7.0, 5.5, 4.0])}
    kept = together(scenario, drawn)
    assert kept[least].tolist() == [2.0, 5.5, 4.0]
    assert kept[most].tolist() == [7.0, 5.5, 4.0]
    alone = together(scenario, {most: np.array([2.0, 6.0])})
    assert alone[least].tolist() == [2.0, 3.0]
    assert least not in together(scenario, {"channel.email.open": np.array([0.1])})


@pytest.mark.parametrize(
    "table",
    [
        one(
            "minimum = { value = 3, low = 1, high = 7 }\nmaximum = { value = 8, low = 6, high = 9 }"
        ),
        one("minimum = 7\nmaximum = { value = 8, low = 6, high = 9 }"),
        one("minimum = { value = 3, low = 1, high = 7 }\nmaximum = 6"),
    ],
)
def test_ranges_that_cross_are_refused(base: str, table: str) -> None:
    with pytest.raises(
        (ScenarioError, InputErrors), match="ranges of minimum and maximum cross"
    ) as caught:
        limited(base, table)
    assert "constraint.calls.minimum" in str(caught.value)
    assert "a minimum of up to 7, a maximum of 6 or more" in str(caught.value)


# --- mistakes ---------------------------------------------------------------------------------


def mistakes(base: str, table: str) -> list[InputError]:
    with pytest.raises((ScenarioError, InputErrors)) as caught:
        limited(base, table)
    error = caught.value
    return list(error.errors) if isinstance(error, InputErrors) else [error]


@pytest.mark.parametrize(
    ("table", "place", "message", "found", "nearest"),
    [
        (one('of = { channel = "emial" }\nmaximum = 1'), "calls.of.channel",
         'no channel "emial"', "emial", "email"),
        (one('of = { channel = ["web", "emial"] }\nmaximum = 1'), "calls.of.channel.2",
         'no channel "emial"', "emial", "email"),
        (one('of = { action = "mial" }\nmaximum = 1'), "calls.of.action",
         'no action "mial"', "mial", "mail"),
        (one('of = { creative = "helo" }\nmaximum = 1'), "calls.of.creative",
         'no creative "helo"', "helo", "hello"),
        (one('of = { offer = "tenn" }\nmaximum = 1'), "calls.of.offer",
         'no offer "tenn"', "tenn", "ten"),
        (one('of = { group = "sale" }\nmaximum = 1'), "calls.of.group",
         'no group "sale"', "sale", None),
        (one('of = { chanel = "web" }\nmaximum = 1'), "calls.of.chanel",
         'of has no key "chanel"', "chanel", "channel"),
        (one("of = { channel = [] }\nmaximum = 1"), "calls.of.channel", "names nothing", "[]",
         None),
        (one("of = { channel = 3 }\nmaximum = 1"), "calls.of.channel", "names nothing", "3", None),
        (one('of = { channel = "email", action = "ads" }\nmaximum = 1'), "calls.of",
         "no treatment is all of this", "action ads, channel email", None),
        (one("minimum = 3\nmaximum = 2"), "calls", "minimum is above the maximum", "3 to 2", None),
        (one('counts = "cost"\nminimum = "30 EUR"\nmaximum = 20'), "calls",
         "minimum is above the maximum", "30 to 20", None),
        (one(""), "calls", "limits nothing", "no minimum and no maximum", None),
        (one("maximum = -1"), "calls.maximum", "cannot be negative", "-1", None),
        (one('maximum = "3 EUR"'), "calls.maximum", "text, not a number", '"3 EUR"', None),
        (one('counts = "cost"\nmaximum = "3 USD"'), "calls.maximum",
         "currency is EUR, not USD", '"3 USD"', None),
        (one('per = "week"\nmaximum = 1'), "calls.per", "no such setting", '"week"', None),
        (one('counts = "pick"\nmaximum = 1'), "calls.counts", "cannot be counted", "pick", "picks"),
        (one("counts = true\nmaximum = 1"), "calls.counts", "cannot be counted", "true", None),
        (one("counts = -0.5\nmaximum = 1"), "calls.counts", "cannot be counted", "-0.5", None),
        (one('counts = "-1"\nmaximum = 1'), "calls.counts", "cannot be counted", "-1", None),
        (one('counts = "-0.5"\nmaximum = 1'), "calls.counts", "cannot be counted", "-0.5", None),
        (one('counts = "vists * 2"\nmaximum = 1'), "calls.counts",
         "no such field (column 1 of the rule)", "vists", "visits"),
        (one('counts = "visits > 2"\nmaximum = 1'), "calls.counts", "not a number", "visits > 2",
         None),
        (one("maxmum = 1"), "calls.maxmum", 'no key "maxmum"', "maxmum", "maximum"),
        (one("maximum = 1").replace("calls", "all"), "all.name", "means something else", '"all"',
         None),
        (one("maximum = 1").replace("calls", "email"), "email", "stands for a pool of money",
         "email", None),
        (one("maximum = 1") * 2, "calls.name", 'two constraints are called "calls"', None, None),
    ],
)  # fmt: skip
def test_a_broken_constraint_is_refused(base, table, place, message, found, nearest) -> None:
    (error,) = mistakes(base, table)
    where = re.fullmatch(r"(\d+):\d+: constraint\.(.*)", error.place or "")
    assert where is not None
    assert where[2] == place
    line = (base + "\n" + table).splitlines()[int(where[1]) - 1]
    *_, key = [part for part in place.split(".") if not part.isdigit()]
    assert key in line or line == "[[constraint]]"
    assert message in error.message
    assert found is None or error.found == found
    assert error.expected
    assert error.nearest == nearest
    assert error.file == "f.toml"


@pytest.mark.parametrize(
    ("actions", "place", "message", "nearest"),
    [
        ('["mail"]', "#1.actions", "exclude nothing", None),
        ('["mail", "mail"]', "#1.actions", "exclude nothing", None),
        ("[]", "#1.actions", "exclude nothing", None),
        ('["mail", "adds"]', "#1.actions.2", 'no action "adds"', "ads"),
        ('"mail"', "#1.actions", "cannot be this", None),
    ],
)
def test_a_broken_exclusion_is_refused(base, actions, place, message, nearest) -> None:
    (error,) = mistakes(base, f"[[exclusion]]\nactions = {actions}\n")
    assert (error.place or "").partition(": exclusion.")[2] == place
    assert message in error.message
    assert error.nearest == nearest


@pytest.mark.parametrize("per", ['"week"', "7", '["day"]'])
def test_how_a_bound_of_a_week_is_written_is_told(base: str, per: str) -> None:
    (error,) = mistakes(base, one(f"maximum = 200\nper = {per}"))
    assert error.found == per
    assert error.expected == '"plan" or "day"; a bound for a week, divided by 7, is one for a day'


def test_single_brackets_are_told(base: str) -> None:
    (error,) = mistakes(base, '[exclusion]\nactions = ["mail", "ads"]\n')
    assert "[[exclusion]]" in error.message
    (error,) = mistakes(base, '[constraint]\nname = "calls"\nmaximum = 1\n')
    assert "[[constraint]]" in error.message


def test_there_are_not_too_many(base: str) -> None:
    tables = "".join(one("maximum = 1").replace("calls", f"c{number}") for number in range(33))
    assert "too many [[constraint]]" in mistakes(base, tables)[0].message
    assert "too many [[exclusion]]" in mistakes(base, APART * 65)[0].message


def test_what_cannot_change_during_a_run(base: str) -> None:
    for key, value in (
        ("constraint.calls.of", '{ channel = "email" }'), ("constraint.calls.counts", '"picks"'),
        ("constraint.calls.per", '"plan"'),
    ):  # fmt: skip
        change = f'[[change]]\nat = "3 d"\nset = {{ "{key}" = {value} }}\n'
        (error,) = mistakes(base, CALLS + change)
        assert "cannot change during a run" in error.message
    change = '[[change]]\nat = "3 d"\nset = { "constraint.calls.minimum" = 30 }\n'
    (error,) = mistakes(base, CALLS + change)
    assert "minimum is above the maximum (constraint.calls)" in error.message


# --- schema and page --------------------------------------------------------------------------


def test_the_schema_takes_them_and_refuses_others(base: str) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    right = read_toml(base + CALLS + SPEND + APART, None)
    assert validator.is_valid(
        {key: value for key, value in right.items() if key != "scenario"}
        | {"scenario": right["scenario"] | {"start": "2026-01-05"}}
    )
    for table in (
        one('per = "week"\nmaximum = 1'), one("maximum = true"), one("maximum = -1"),
        one("of = { channel = 3 }\nmaximum = 1"), one('of = { chanel = "web" }'),
        "[[exclusion]]\nactions = 3\n", "[[exclusion]]\n",
    ):  # fmt: skip
        assert not validator.is_valid(read_toml(base + table, None)), table


def test_the_example_of_the_page_is_read(base: str) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", LIMITS, re.S)
    more = """
[[channel]]
name = "letter"
kind = "mail"
[[action]]
name = "survey"
group = "campaigns"
propensity = 0.1
treatments = [{ channel = "letter" }]
[[action]]
name = "win-back"
propensity = 0.1
treatments = [{ channel = "email" }]
"""
    scenario = limited(base, more, example)
    assert [each.name for each in constraints_of(scenario)] == [
        "calls",
        "campaign-money",
        "letters",
    ]
    assert exclusions_of(scenario) == (Exclusion(("survey", "win-back")),)
