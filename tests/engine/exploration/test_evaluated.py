"""A log that a catalogue wrote while it explored tells what another policy would have earned."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from engine import Catalog, decide
from engine.catalog import Action, Channel, Explore, Learned, Treatment
from engine.evaluation import evaluate
from engine.rules import Field, ProfileSchema

SCHEMA = ProfileSchema((Field("x", "number"), Field("kind", "category", ("a", "b"))))
N = 20_000


def catalog(actions, **options):
    return Catalog(SCHEMA, (Channel("web"),), actions, value=1.0, **options)


def action(name, propensity, **options):
    return Action(name, (Treatment("web"),), propensity, **options)


def means(x, kind):
    """What each action truly brings on average: one where x is high, two in kind a."""
    return {"one": 1.0 + x, "two": 1.5 * (kind == "a"), "three": 0.8 + 0.0 * x}


def logged(policy, seed, **options):
    rng = np.random.default_rng(seed)
    x, kind = rng.uniform(0, 1, N), rng.choice(["a", "b"], N)
    people = {"customer": np.arange(N), "x": x, "kind": kind}
    rows = decide(policy, people, **options).table
    truth = means(x, kind)
    done = np.array([name or "none" for name in rows["action"].to_pylist()])
    mean = np.select([done == name for name in truth], list(truth.values()), 0.0)
    log = {name: rows[name] for name in ("action", "choice_probability", "choice_estimated")}
    reward = mean + rng.normal(0, 0.5, N)
    return pa.table({**people, **log, "reward": reward, "treatment": rows["treatment"]}), truth


def policy_value(truth, table, policy):
    done = decide(policy, table.select(["customer", "x", "kind"])).table["action"].to_pylist()
    return float(np.mean([truth[name][i] for i, name in enumerate(done)]))


OTHER = catalog(
    (
        action("one", "0.5 if kind == 'b' else 0.01"),
        action("two", "0.4 if kind == 'a' else 0.01"),
        action("three", 0.02),
    )
)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_truth_lies_within_the_intervals(seed):
    wrote = catalog(
        (
            action("one", 0.1, holdout=0.1),
            action("two", 0.2, explore=0.05),
            action("three", "0.3 * x"),
        ),
        explore=Explore(0.2),
    )
    table, truth = logged(wrote, seed)
    found = evaluate(OTHER, table)
    assert not found.warnings
    value = policy_value(truth, table, OTHER)
    for name in ("ips", "snips", "dr"):
        estimate = found.estimators[name]
        spread = (estimate.high - estimate.low) / 2 / 1.96
        assert abs(estimate.mean - value) < 3.5 * spread, name
    assert found.estimators["dr"].high - found.estimators["dr"].low < 0.1


def test_probabilities_of_the_wrong_policy_would_show():
    """The test above fails where exploration is not in the choice probabilities."""
    wrote = catalog((action("one", 0.1), action("two", 0.2), action("three", "0.3 * x")),
                    explore=Explore(0.2))  # fmt: skip
    table, _ = logged(wrote, 1)
    assert set(np.round(table["choice_probability"].to_numpy(), 6)) == {
        round(0.8 + 0.2 / 3, 6), round(0.2 / 3, 6),
    }  # fmt: skip
    place = table.column_names.index("choice_probability")
    wrong = table.set_column(place, "choice_probability", pa.array(np.full(N, 0.5)))
    assert evaluate(OTHER, wrong).warnings


def test_thompson_logs_are_right_nearly_and_say_so():
    wrote = catalog(
        (
            action("one", Learned(prior=0.5, strength=4)),
            action("two", Learned(prior=0.5, strength=4)),
            action("three", Learned(prior=0.5, strength=4)),
        ),
        explore=Explore(thompson=True, draws=64),
    )
    counts = {"one": (4, 2), "two": (4, 1), "three": (4, 2)}
    table, truth = logged(wrote, 4, learned=counts)
    found = evaluate(OTHER, table)
    assert len(found.warnings) == 1
    assert "estimated" in found.warnings[0]
    value = policy_value(truth, table, OTHER)
    assert found.estimators["dr"].mean == pytest.approx(value, abs=0.03)


def test_probabilities_of_treatments_are_told_from_those_of_actions():
    wrote = Catalog(
        SCHEMA,
        (Channel("web"), Channel("mail")),
        (Action("one", (Treatment("web"), Treatment("mail")), 0.2), action("two", 0.1)),
        value=1.0,
        explore=Explore(0.3),
    )
    table, _ = logged(wrote, 1)
    from engine.evaluation.log import Columns

    assert any("--action treatment" in text for text in evaluate(wrote, table).warnings)
    by_treatment = evaluate(wrote, table, columns=Columns(action="treatment"))
    assert not by_treatment.warnings
    assert by_treatment.overlap.mean_weight == pytest.approx(1.0, abs=0.05)
