"""Declared shares of arms drawn by lot."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.errors import UsageError
from engine.evaluation import evaluate
from engine.evaluation.shares import parse_shares
from tests.engine.evaluation.worlds import catalog, log

THIRDS = {name: Fraction(1, 3) for name in ("none", "one", "two")}


@pytest.mark.parametrize(
    "text",
    [
        "none=1/3,one=1/3,two=1/3",
        " none = 1/3 , one = 1/3, two=1/3 ",
        "none=0.33333333,one=0.33333333,two=0.33333334",
        "none=33.333333%,one=33.333333 %,two=33.333334%",
    ],
)
def test_shares_are_read(text):
    shares = parse_shares(text)
    assert list(shares) == ["none", "one", "two"]
    assert sum(shares.values()) == 1
    assert all(abs(share - Fraction(1, 3)) < Fraction(1, 10**6) for share in shares.values())


def test_shares_from_a_file(tmp_path):
    file = tmp_path / "shares.toml"
    file.write_text('one = "1/4"\ntwo = 0.25\n"No E-Mail" = "50 %"\n')
    assert parse_shares(str(file)) == {
        "one": Fraction(1, 4),
        "two": Fraction(1, 4),
        "No E-Mail": Fraction(1, 2),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("one", "no shares of arms"),
        ("", "no shares of arms"),
        ("=1", "no shares of arms"),
        ("one=1/2,two=1/3", "do not sum to 1"),
        ("one=1/2,one=1/2", "two shares"),
        ("one=half,two=half", "no share of an arm"),
        ("one=0,two=1", "no share of an arm"),
        ("one=-1,two=2", "no share of an arm"),
        ("one=1/0,two=1", "no share of an arm"),
        ("one=nan,two=1", "no share of an arm"),
        ("one=inf,two=1", "no share of an arm"),
        ("one=,two=1", "no share of an arm"),
        ("missing.toml", "cannot be read"),
    ],
)
def test_shares_that_are_none(text, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=message):
        parse_shares(text)


@pytest.mark.parametrize("text", ["one = ", "one = [1]", "one = true"])
def test_files_that_hold_none(text, tmp_path):
    (tmp_path / "shares.toml").write_text(text)
    with pytest.raises(UsageError):
        parse_shares(str(tmp_path / "shares.toml"))


def test_they_stand_in_for_probabilities():
    table = log(300, 1)
    found = evaluate(catalog(), table.drop_columns(["choice_probability"]), arm_shares=THIRDS)
    agree = found.log.arm == found.chosen
    assert found.estimators["ips"].mean == pytest.approx(
        3.0 * float(found.log.reward[agree].sum()) / 300
    )
    again = evaluate(catalog(), table, arm_shares=THIRDS)  # what the log says is not looked at
    assert again.estimators == found.estimators


def test_names_that_are_no_arms_and_arms_without_share():
    with pytest.raises(UsageError, match="no such arm") as caught:
        evaluate(catalog(), log(50, 1), arm_shares={"ome": Fraction(1)})
    assert caught.value.nearest == "one"
    with pytest.raises(UsageError, match="has no share") as caught:
        evaluate(catalog(), log(50, 1), arm_shares={"one": Fraction(1, 2), "two": Fraction(1, 2)})
    assert "none" in caught.value.expected


def lots(counts):
    """A log with so many rows of each arm."""
    action = np.repeat(["none", "one", "two"], counts)
    return {
        "x": np.ones(len(action)),
        "kind": ["a"] * len(action),
        "action": action,
        "reward": np.arange(len(action)),
    }


def test_counts_that_contradict_the_shares_are_told():
    fair = evaluate(catalog(), lots([1000, 1040, 960]), arm_shares=THIRDS)
    assert not any("declared" in warning for warning in fair.warnings)
    unfair = evaluate(catalog(), lots([1200, 900, 900]), arm_shares=THIRDS)
    (told,) = [warning for warning in unfair.warnings if "declared" in warning]
    assert "none 1,200 rows for 1,000 expected" in told
    assert "chi-square 60.0" in told
