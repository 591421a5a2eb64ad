"""`journey evaluate`: a log, a policy, and what is told of the two."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.table import Table

from sim.report.glossary.lookup import find
from sim.report.terminal.parts import tables
from tests.engine.evaluation.worlds import VALUE, log, replaced, shuffled

CATALOG = """
[[profile]]
name = "x"

[[profile]]
name = "kind"
kind = "category"
values = ["a", "b"]

[[channel]]
name = "email"

[[action]]
name = "one"
eligible = "x > 0"
propensity = 0.5
value = 1
treatments = [{ channel = "email" }]

[[action]]
name = "two"
propensity = 0.4
value = 1
treatments = [{ channel = "email" }]
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "mail.toml").write_text(CATALOG)
    (tmp_path / "two.toml").write_text(CATALOG + "\n[decision]\nslots = 2\n")
    table = log(3_000, 1)
    pq.write_table(table, tmp_path / "log.parquet")
    pq.write_table(table.drop_columns(["choice_probability"]), tmp_path / "bare.parquet")
    twice = table.append_column("x", table["x"])
    pq.write_table(twice, tmp_path / "twice.parquet")
    pq.write_table(table.append_column("margin", table["x"]), tmp_path / "wide.parquet")
    return tmp_path


def test_the_answer_stands_first(journey, here):
    code, out, err = journey("evaluate", "mail.toml", "log.parquet")
    assert (code, err) == (0, "")
    assert out.startswith("The policy is better than what was logged: reward changes by +0.")
    for part in ("logged", "doubly robust, dr", "by the policy", "Effective sample size"):
        assert part in out.replace(" \n", " ")
    assert max(map(len, out.splitlines())) <= 80


def test_json_holds_what_the_table_does(journey, here):
    code, out, err = journey("evaluate", "mail.toml", "log.parquet", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert set(found["estimators"]) == {"ips", "snips", "dm", "dr"}
    for name, estimate in found["estimators"].items():
        assert estimate["ci_low"] < VALUE < estimate["ci_high"], name
        apart = found["differences"][name]
        assert apart["mean"] == pytest.approx(estimate["mean"] - found["logged_value"])
    assert found["logged"]["mean"] == found["logged_value"]
    assert found["logged"]["ci_low"] < found["logged_value"] < found["logged"]["ci_high"]
    assert found["better"] is True
    assert sum(arm["rows"] for arm in found["arms"].values()) == found["rows"] == 3_000
    for arm in found["arms"].values():
        assert arm["share"] == pytest.approx(arm["rows"] / 3_000)
        assert arm["policy_share"] == pytest.approx(arm["policy_rows"] / 3_000)
    assert found["left_out"] == 0
    assert found["warnings"] == []
    assert 100 < found["effective_sample_size"] <= found["overlap"]["agreeing"]
    assert found["reward_model"] == {"folds": 5, "columns": 4, "by_mean": []}


def test_the_same_bytes_whatever_the_order_of_rows(journey, here):
    first = journey("evaluate", "mail.toml", "log.parquet", "--json", "--interval", "bootstrap")
    pq.write_table(shuffled(log(3_000, 1)), here / "log.parquet", row_group_size=100)
    again = journey("evaluate", "mail.toml", "log.parquet", "--json", "--interval", "bootstrap")
    assert first == again


def test_declared_shares(journey, here):
    drawn = np.random.default_rng(1).choice(["none", "one", "two"], 3_000, p=[0.2, 0.35, 0.45])
    pq.write_table(
        replaced(pq.read_table(here / "bare.parquet"), "action", drawn), here / "bare.parquet"
    )
    words = ("evaluate", "mail.toml", "bare.parquet", "--json", "--arm-shares")
    code, out, err = journey(*words, "none=0.2,one=0.35,two=0.45")
    assert (code, err) == (0, "")
    assert json.loads(out)["arms"]["two"]["rows"] > 1_000
    code, out, err = journey(*words, "none=1/3,one=1/3,two=1/3")
    assert code == 0
    assert json.loads(out)["warnings"]
    assert err.startswith("warning: ")
    assert "declared shares are not those of the log" in " ".join(err.split())
    assert max(map(len, err.splitlines())) <= 80


def test_warnings_are_told_and_pointed_at(journey, here):
    table = log(150, 1)
    pq.write_table(table, here / "log.parquet")
    code, out, err = journey("evaluate", "mail.toml", "log.parquet")
    assert code == 0
    assert "effective sample size" in err
    assert "Read the warnings" in " ".join(out.split())


def test_a_log_that_cannot_tell(journey, here):
    table = log(500, 1)
    pq.write_table(replaced(table, "action", ["none"] * 500), here / "log.parquet")
    code, out, _ = journey("evaluate", "mail.toml", "log.parquet", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["better"] is None
    assert found["estimators"]["ips"] == {"mean": None, "ci_low": None, "ci_high": None}
    assert found["sentence"].startswith("The log cannot tell")
    assert "it has nothing of one and two" in found["sentence"]
    code, out, _ = journey("evaluate", "mail.toml", "log.parquet")
    assert code == 0
    assert " - " in out


def test_feedback_for_obp(journey, here):
    code, out, _ = journey("evaluate", "mail.toml", "log.parquet", "--to-obp", "bandit", "--json")
    assert code == 0
    assert json.loads(out)["paths"] == ["bandit/feedback.npz", "bandit/feedback.json"]
    with np.load(here / "bandit" / "feedback.npz", allow_pickle=False) as made:
        assert int(made["n_rounds"]) == 3_000


def test_prices_of_a_plan(journey, here):
    tight = CATALOG.replace('name = "email"', 'name = "email"\ncost = 0.1')
    (here / "tight.toml").write_text(tight + "\n[budget]\ntotal = 36500\n")
    pq.write_table(log(2_000, 9), here / "people.parquet")
    words = ("decide", "tight.toml", "people.parquet", "--out", "out.parquet", "--json")
    (here / "plan.json").write_text(journey(*words)[1])
    code, out, _ = journey(
        "evaluate", "tight.toml", "log.parquet", "--prices", "plan.json", "--json"
    )
    kept = json.loads(out)["arms"]["none"]["policy_rows"]
    assert code == 0
    code, out, _ = journey("evaluate", "tight.toml", "log.parquet", "--json")
    own = json.loads(out)["arms"]["none"]["policy_rows"]
    assert 2_000 <= own < 2_100  # money for 1,000 of 3,000 rows
    assert kept == pytest.approx(1_500, abs=120)  # prices of a plan that half could be paid in


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("no.toml", "log.parquet"), "cannot be read"),
        (("mail.toml", "no.parquet"), "this log cannot be read"),
        (("mail.toml", "mail.toml"), "this log cannot be read"),
        (("two.toml", "log.parquet"), "a policy of one action"),
        (("mail.toml", "bare.parquet"), "how likely its choices were"),
        (("mail.toml", "log.parquet", "--reward", "rewrad"), "nothing says what came of"),
        (("mail.toml", "log.parquet", "--reward", "kin"), "nearest: kind"),
        (("mail.toml", "log.parquet", "--customer", "id"), "who the customers are"),
        (("mail.toml", "twice.parquet"), "two columns have one name"),
        (("mail.toml", "wide.parquet", "--reward", "margn"), "nearest: margin"),
        (("mail.toml", "log.parquet", "--nothing", "one"), "names an action"),
        (("mail.toml", "log.parquet", "--interval", "bayes"), "no such interval"),
        (("mail.toml", "log.parquet", "--confidence", "95"), "not accepted"),
        (("mail.toml", "log.parquet", "--clip", "0"), "not accepted"),
        (("mail.toml", "log.parquet", "--when", "visit"), "no action answers"),
        (("mail.toml", "log.parquet", "--arm-shares", "one=1"), "has no share"),
        (("mail.toml", "log.parquet", "--to-obp", "no/such/x.npz"), "cannot be written"),
        (("mail.toml", "log.parquet", "--prices", "mail.toml"), "no JSON"),
    ],
)
def test_mistakes_are_told_and_nothing_is_printed(journey, here, words, message):
    before = sorted(here.iterdir())
    code, out, err = journey("evaluate", *words)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert max(map(len, err.splitlines())) <= 80
    assert sorted(here.iterdir()) == before


def test_a_log_with_only_what_the_contract_names(journey, here):
    """No customers: profile, action, choice probability and reward are enough."""
    table = pa.table(log(3_000, 1).drop_columns(["customer"]))
    pq.write_table(table, here / "log.parquet")
    code, out, err = journey("evaluate", "mail.toml", "log.parquet", "--json")
    assert code == 0
    assert json.loads(out)["customers"] == 3_000
    assert "who the customers are" in " ".join(err.split())


def test_words_on_screen_are_explained(journey, here, monkeypatch):
    seen = []
    plain = tables._Console.print

    def remember(self, *objects, **options):
        seen.extend(each for each in objects if isinstance(each, Table))
        plain(self, *objects, **options)

    monkeypatch.setattr(tables._Console, "print", remember)
    assert journey("evaluate", "mail.toml", "log.parquet")[0] == 0
    headings = {str(column.header) for table in seen for column in table.columns}
    labels = {str(cell) for cell in seen[0].columns[0].cells} | headings - {""}
    assert len(labels) > 10
    assert not [word for word in labels if not find(word)]
