"""What a policy would have done is what `decide` decides."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from engine import Catalog, decide
from engine.catalog import Action, Budget, Channel, Constraint, ContactPolicy, Treatment
from engine.errors import UsageError
from engine.evaluation import evaluate, policy
from engine.evaluation.log import Columns, log_of
from engine.evaluation.policy import Moment, choices
from engine.rules import ProfileSchema
from tests.engine.evaluation.worlds import SCHEMA, catalog, log, replaced

TWO_CHANNELS = (Channel("email", cost=0.2), Channel("letter", cost=1.0))
TIGHT = Catalog(
    SCHEMA,
    TWO_CHANNELS,
    (
        Action("one", (Treatment("email"), Treatment("letter")), 0.5, value="2 + x", holdout=0.2),
        Action("two", (Treatment("letter"),), 0.4, value=4.0, eligible="x > 1"),
    ),
    budget=Budget(365.0 * 10.0),
    contact_policy=ContactPolicy(holdout=0.1),
)


LIMITED = Catalog(
    SCHEMA,
    TWO_CHANNELS,
    TIGHT.actions,
    constraints=(Constraint("letters", maximum=20.0, of={"channel": "letter"}),),
)


def decided(found_catalog, table, **options):
    """First picks of `decide`, by customer."""
    rows = decide(found_catalog, table, **options).table.to_pylist()
    return {row["customer"]: row["action"] or "none" for row in rows if row["rank"] < 2}


def judged(found_catalog, table, moment):
    """The same by `choices`."""
    read = log_of(found_catalog, table, Columns())
    chosen = choices(found_catalog, read, moment)
    names = [read.arms.names[arm] for arm in chosen]
    return dict(zip(read.numbers.tolist(), names, strict=True))


@pytest.mark.parametrize("block", [64, 1 << 16])
@pytest.mark.parametrize("which", ["plain", "tight", "priced", "limited"])
def test_choices_are_those_of_decide(which, block, monkeypatch):
    monkeypatch.setattr(policy, "BLOCK", block)
    table = log(300, 1)
    use = {"plain": catalog(), "limited": LIMITED}.get(which, TIGHT)
    prices = decide(TIGHT, log(900, 2)).prices if which == "priced" else None
    moment = Moment(seed=5, window=3, days=2.0, prices=prices)
    expected = decided(use, table, seed=5, window=3, days=2.0, prices=prices)
    assert judged(use, table, moment) == expected
    assert len(set(expected.values())) > 1


def test_rows_of_one_customer_are_decided_each_for_itself():
    table = replaced(log(40, 1), "customer", [7] * 20 + list(range(10, 30)))
    read = log_of(catalog(), table, Columns())
    chosen = choices(catalog(), read, Moment())
    assert [read.arms.names[arm] for arm in chosen] == [
        "one" if x > 0 else "two" for x in read.values[:, 0]
    ]


def test_every_row_of_a_customer_meets_the_same_draws():
    table = replaced(log(200, 1), "customer", [7] * 20 + [8] * 20 + list(range(10, 170)))
    held = catalog(contact_policy=ContactPolicy(holdout=0.5))
    read = log_of(held, table, Columns())
    chosen = choices(held, read, Moment(seed=2))
    for row in range(0, 200, 7):
        own = {
            "customer": [int(read.numbers[row])],
            "x": [read.values[row, 0]],
            "kind": [read.profiles["kind"][row].as_py()],
        }
        (picked,) = decide(held, own, seed=2).table["action"].to_pylist()
        assert read.arms.names[chosen[row]] == (picked or "none")
    outcomes = [chosen[read.numbers == number] > 0 for number in (7, 8)]
    assert all(outcome.all() or not outcome.any() for outcome in outcomes)


def test_a_policy_without_fields():
    always = Catalog(
        ProfileSchema(()),
        (Channel("email"),),
        (Action("one", (Treatment("email"),), 0.5, value=1),),
    )
    table = log(300, 1).select(["action", "reward", "choice_probability"])
    for rows in (table, table.append_column("customer", pa.array([1, 2, 3] * 100))):
        found = evaluate(always, replaced(rows, "action", ["one", "none"] * 150))
        assert found.arms["one"].policy_rows == 300
        assert found.model_columns == 1


def test_money_is_shared_by_all_rows_whatever_their_order():
    table = replaced(log(60, 1), "customer", [7] * 30 + list(range(10, 40)))
    one = evaluate(TIGHT, table)
    order = np.random.default_rng(1).permutation(60)
    assert evaluate(TIGHT, table.take(order)).arms == one.arms


def test_a_policy_that_does_nothing():
    """Nobody is a candidate for anything."""
    table = log(3_000, 1)
    found = evaluate(catalog(one="False", two="False"), table)
    assert found.arms["none"].policy_rows == 3_000
    assert found.estimators["dr"].low < 0.5 < found.estimators["dr"].high
    assert found.better is False


def test_only_policies_of_one_action():
    with pytest.raises(UsageError) as caught:
        evaluate(catalog(slots=2), log(20, 1))
    assert caught.value.place == "decision.slots"
    both = Catalog(
        SCHEMA,
        TWO_CHANNELS,
        (
            Action("one", (Treatment("email"),), 0.5, value=1.0, when="visit"),
            Action("two", (Treatment("letter"),), 0.5, value=9.0, when="visit", transactional=True),
        ),
    )
    with pytest.raises(UsageError, match="one action a customer"):
        evaluate(both, log(20, 1), moment=Moment(when="visit"))


@pytest.mark.parametrize(
    "moment", [{"when": "vist"}, {"seed": -1}, {"seed": 1 << 64}, {"days": -1}]
)
def test_moments_that_are_none(moment):
    with pytest.raises(UsageError):
        evaluate(catalog(), log(20, 1), moment=Moment(**moment))


def randomised(seed, rows=4_000):
    """A log that `decide` itself made: a fifth held out at random."""
    rng = np.random.default_rng(9)
    held = Catalog(
        SCHEMA, (Channel("email"),), (Action("one", (Treatment("email"),), 0.5, value=1.0),),
        contact_policy=ContactPolicy(holdout=0.2),
    )  # fmt: skip
    people = pa.table(
        {"customer": np.arange(rows), "x": rng.normal(size=rows), "kind": ["a"] * rows}
    )
    made = decide(held, people, seed=seed).table
    done = np.array([action == "one" for action in made["action"].to_pylist()])
    table = people
    for name in ("action", "choice_probability", "held_out", "repaired", "rank"):
        table = table.append_column(name, made[name])
    return held, table.append_column("reward", pa.array(done + rng.normal(size=rows)))


def test_a_log_of_decide_can_be_evaluated():
    held, table = randomised(3)
    always = Catalog(SCHEMA, held.channels, held.actions)
    found = evaluate(always, table)
    assert not found.warnings
    assert found.held_out == pytest.approx(800, abs=120)
    for name in ("ips", "snips", "dr", "dm"):
        estimate = found.estimators[name]
        assert estimate.low < 1.0 < estimate.high, name
    assert found.logged.high < 0.9


def test_a_policy_that_shares_the_draws_of_the_log_is_told():
    """It does just what was logged, and weighs as if that were luck: the mean weight says so."""
    held, table = randomised(3)
    same = evaluate(held, table, moment=Moment(seed=3))
    assert same.overlap.mean_weight == pytest.approx(2.0, abs=0.1)
    assert any("shares the log's own draws" in warning for warning in same.warnings)
    other = evaluate(held, table, moment=Moment(seed=4))
    assert not other.warnings
    assert other.estimators["ips"].low < 0.8 < other.estimators["ips"].high
