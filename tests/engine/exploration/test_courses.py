"""Picks drawn by lot: who gets what, and how likely that was."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from engine import Catalog, decide, explain
from engine.catalog import Action, Budget, Channel, Constraint, Explore, Treatment
from engine.errors import InputErrors
from engine.rules import Field, ProfileSchema
from tests.engine import random_catalogs as made
from tests.engine.plain_decision import Plain

MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def rows_by_customer(table):
    found = {}
    for row in table.to_pylist():
        found.setdefault(row["customer"], []).append(row)
    return found


def moment_of(catalog, when):
    there = any(action.when == when for action in catalog.actions)
    return {"when": when, "channel": "web"} if there and when != "plan" else {"when": "plan"}


@MANY
@given(made.exploring(), made.customers, st.integers(0, 30), st.sampled_from(["plan", "visit"]))
def test_every_customer_gets_what_the_plain_decision_draws(catalog, customers, seed, when):
    options = {**moment_of(catalog, when), "learned": made.learned(catalog)}
    result = decide(catalog, made.columns(customers), seed=seed, window=5, **options)
    plain = Plain(catalog, seed=seed, **options)
    for customer, rows in rows_by_customer(result.table).items():
        if rows[0]["repaired"]:
            continue
        picks, _ = plain.decide(customer, customers[customer], result.prices, window=5)
        expected = {f"{action.name}/{place}" for action, place, *_ in picks}
        assert {row["treatment"] for row in rows} - {None} == expected


@MANY
@given(made.exploring(), made.customers, st.integers(0, 9), st.sampled_from(["plan", "visit"]))
def test_choice_probabilities_are_those_of_all_courses(catalog, customers, seed, when):
    options = {**moment_of(catalog, when), "learned": made.learned(catalog)}
    result = decide(catalog, made.columns(customers), seed=seed, **options)
    plain = Plain(catalog, seed=seed, **options)
    for customer, rows in rows_by_customer(result.table).items():
        if rows[0]["repaired"]:
            continue
        chances = plain.chances(customers[customer], result.prices)
        assert sum(chances.values()) == pytest.approx(1.0)
        for row in rows:
            if row["treatment"] is None:
                expected = chances.get(frozenset(), 0.0)
            else:
                expected = sum(p for picks, p in chances.items() if row["treatment"] in picks)
            assert row["choice_probability"] == pytest.approx(expected)
            assert not row["choice_estimated"]


def small(**options):
    """Three treatments of three actions, all for everybody, and one in two forms."""
    schema = ProfileSchema((Field("visits", "number"),))
    given = {
        "actions": (
            Action("hello", (Treatment("web"),), 0.01, value=10.0, holdout=0.3, explore=0.1),
            Action("mail", (Treatment("email"), Treatment("letter")), 0.05, value=10.0),
            Action("note", (Treatment("letter"),), 0.02, value=10.0, eligible="visits > 0"),
        ),
        "explore": Explore(0.2),
    }
    channels = (Channel("email", 0.02), Channel("letter", 0.1), Channel("web"))
    return Catalog(schema, channels, **{**given, **options})


def outcomes(catalog, window, n=4_000, **options):
    """How often each treatment was picked, by many customers who are alike."""
    people = {"customer": np.arange(n), "visits": np.ones(n)}
    table = decide(catalog, people, window=window, **options).table
    return Counter(table.column("treatment").to_pylist()), table


def test_what_must_go_out_leaves_the_rest_to_be_drawn():
    """A receipt takes the web in any case, unless it is held out; offers then have no room."""
    catalog = small(
        actions=(
            Action("receipt", (Treatment("web"),), 0.1, value=10.0, when="visit", holdout=0.3,
                   transactional=True),
            Action("offer", (Treatment("web"),), 0.1, value=10.0, when="visit", explore=0.4,
                   holdout=0.2),
            Action("note", (Treatment("email"), Treatment("letter")), 0.2, value=10.0,
                   when="visit", deliver="all", holdout=0.5),
        ),
    )  # fmt: skip
    people = {"customer": np.arange(400), "visits": np.ones(400)}
    result = decide(catalog, people, when="visit")
    chances = Plain(catalog, when="visit").chances({"visits": 1.0}, result.prices)
    seen = set()
    for rows in rows_by_customer(result.table).values():
        seen.add(frozenset(row["treatment"] for row in rows) - {None})
        for row in rows:
            own = sum(p for picks, p in chances.items() if row["treatment"] in picks)
            if row["treatment"] is None:
                own = chances[frozenset()]
            assert row["choice_probability"] == pytest.approx(own)
    assert seen == {picks for picks, chance in chances.items() if chance > 0.01}
    assert len(seen) == 5


def test_frequencies_are_the_choice_probabilities():
    catalog = small()
    seen, chance = Counter(), {}
    for window in range(10):  # holdouts stay, so their luck comes from other customers
        counts, table = outcomes(catalog, window)
        seen += counts
        for row in table.select(["treatment", "choice_probability"]).to_pylist():
            chance[row["treatment"]] = row["choice_probability"]
    assert sum(chance.values()) == pytest.approx(1.0)
    # hello is forced with 0.1, kept from 0.3; 4 treatments are drawn from, 3 where hello is held
    assert chance["hello/0"] == pytest.approx(0.1 * 0.7 + 0.2 * 0.7 / 4)
    assert chance["note/0"] == pytest.approx(0.2 * (0.7 / 4 + 0.3 / 3))
    expected = [chance[name] * 40_000 for name in sorted(seen)]
    assert stats.chisquare([seen[name] for name in sorted(seen)], expected).pvalue > 1e-4


def test_reasons_tell_which_picks_were_drawn():
    _, table = outcomes(small(), 0)
    reasons = Counter(table.column("reason").to_pylist())
    assert set(reasons) == {"highest-priority", "explored"}
    drawn = reasons["explored"] / 4_000
    assert abs(drawn - (0.1 * 0.7 + 0.2)) < 4 * np.sqrt(0.27 * 0.73 / 4_000)


def test_draws_go_by_customer_seed_and_window_alone():
    catalog = small()
    _, table = outcomes(catalog, 3)
    assert table.equals(outcomes(catalog, 3)[1])
    assert not table.equals(outcomes(catalog, 4)[1])
    assert not table.equals(outcomes(catalog, 3, seed=1)[1])
    some = decide(catalog, {"customer": [77, 12], "visits": [1.0, 1.0]}, window=3).table
    assert some.to_pylist() == [table.to_pylist()[77], table.to_pylist()[12]]


def test_a_budget_is_kept_and_what_is_taken_back_is_marked():
    """Exploration costs money too, which prices leave room for: only luck has to be taken back."""
    catalog = small(budget=Budget(365 * 30.0))
    shares = []
    for seed in range(8):
        people = {"customer": np.arange(4_000), "visits": np.ones(4_000)}
        result = decide(catalog, people, seed=seed)
        assert 28.0 < result.prices["all"].spent <= result.prices["all"].allowance == 30.0
        rows = result.table.to_pylist()
        assert not any(row["repaired"] and row["reason"] == "explored" for row in rows)
        assert any(row["reason"] == "explored" for row in rows)
        shares.append(np.mean([row["repaired"] for row in rows]))
    assert 0.0 < max(shares) < 0.02
    assert min(shares) == 0.0


@pytest.mark.parametrize("seed", range(3))
def test_who_would_pick_the_same_at_another_price_is_not_repaired(seed):
    """Favours are withdrawn from many, of whom few wanted them."""
    catalog = small(budget=Budget(365 * 30.0), explore=Explore())
    people = {"customer": np.arange(4_000), "visits": np.ones(4_000)}
    result = decide(catalog, people, seed=seed)
    again = decide(catalog, people, seed=seed, prices=result.prices)
    for row, other in zip(result.table.to_pylist(), again.table.to_pylist(), strict=True):
        assert row["repaired"] == (row["treatment"] != other["treatment"])


def test_prices_are_those_without_exploration():
    people = {"customer": np.arange(4_000), "visits": np.ones(4_000)}
    plain = decide(small(budget=Budget(365 * 30.0), explore=Explore()), people).prices["all"]
    drawn = decide(small(budget=Budget(365 * 30.0)), people).prices["all"]
    assert (drawn.price, drawn.low) == (plain.price, plain.low)


def test_many_holdouts_leave_choice_probabilities_exact():
    actions = tuple(
        Action(f"a{k}", (Treatment("web"),), 0.01 + 0.001 * k, value=10.0, holdout=0.1)
        for k in range(30)
    )
    catalog = small(actions=actions, explore=Explore(0.3))
    people = {"customer": np.arange(3_000), "visits": np.ones(3_000)}
    chance = {}
    for window in range(3):
        for row in decide(catalog, people, window=window).table.to_pylist():
            chance[row["treatment"]] = row["choice_probability"]
    assert len(chance) == 30
    assert sum(chance.values()) == pytest.approx(1.0)


def test_an_explanation_says_that_a_pick_was_drawn():
    catalog = small(explore=Explore(1.0), actions=tuple(
        replace(action, explore=0.0, holdout=0.0) for action in small().actions
    ))  # fmt: skip
    for customer in range(20):
        found = explain(catalog, {"customer": customer, "visits": 1.0})
        if found.picks != ("hello/0",):
            continue
        assert found["hello/0"].text.startswith("taken by a draw, to explore")
        assert found["hello/0"].choice_probability == pytest.approx(0.25)
        assert found["mail/0"].text.endswith("but another was drawn, to explore")
        assert found["mail/0"].loss < 0.0
        return
    pytest.fail("nobody was drawn a hello")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"slots": 2}, "decision.slots"),
        ({"explore": Explore(0.95)}, "decision.explore"),
        ({"explore": Explore(1.5)}, "decision.explore.share"),
        ({"explore": Explore(thompson=True)}, "decision.explore"),
        ({"explore": Explore(0.1, draws=0)}, "decision.explore.draws"),
        ({"explore": Explore(0.1, floor=-0.1)}, "decision.explore.floor"),
    ],
)
def test_exploration_that_cannot_be(change, place):
    with pytest.raises(InputErrors) as caught:
        small(**change)
    assert place in [error.place for error in caught.value.errors]


def test_constraints_and_exploration_exclude_each_other():
    with pytest.raises(InputErrors, match="cannot be explored"):
        small(constraints=(Constraint("mails", maximum=5, of={"channel": "email"}),))


def test_the_file_says_how_to_explore():
    text = """
[[profile]]
name = "visits"
[[channel]]
name = "web"
[decision]
value = 10
explore = { share = "5 %" }
[[action]]
name = "hello"
propensity = 0.1
explore = 0.02
treatments = [{ channel = "web" }]
"""
    catalog = Catalog.from_text(text, file="c.toml")
    assert catalog.explore == Explore(0.05)
    assert catalog.actions[0].explore == 0.02
    for wrong, place in (
        ('explore = "much"', "decision.explore"),
        ("explore = { shares = 0.1 }", "decision.explore.shares"),
        ('explore = { share = "many" }', "decision.explore.share"),
        ("explore = { thompson = 1 }", "decision.explore.thompson"),
    ):
        with pytest.raises(InputErrors) as caught:
            Catalog.from_text(text.replace('explore = { share = "5 %" }', wrong), file="c.toml")
        assert caught.value.errors[0].place == place
