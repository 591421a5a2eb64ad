"""`journey decide`: a file of profiles, a catalogue, and what comes of them."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine import Catalog
from engine.streams import decide_file

CATALOG = """
[[profile]]
name = "visits"

[[channel]]
name = "email"
cost = 0.02

[[channel]]
name = "letter"
cost = 1.2

[[action]]
name = "offer"
title = "Spring offer"
eligible = "visits >= 1"
propensity = "0.01 * visits"
value = 60
treatments = [{ channel = "email" }, { channel = "letter" }]

[[action]]
name = "news"
fallback = true
propensity = 0.005
value = 40
treatments = [{ channel = "email" }]
"""


@pytest.fixture(scope="module", autouse=True)
def compiled(tmp_path_factory):
    """Kernels are there, so that no command says on stderr that it compiles them."""
    folder = tmp_path_factory.mktemp("compiled")
    pq.write_table(pa.table({"customer": [1], "visits": [1]}), folder / "one.parquet")
    catalog = Catalog.from_text(CATALOG + "\n[budget]\ntotal = 365\n", file="mail.toml")
    made = {"explain": folder / "why.parquet", "funnel": True}
    decide_file(catalog, folder / "one.parquet", folder / "out.parquet", **made)


@pytest.fixture
def here(tmp_path):
    (tmp_path / "mail.toml").write_text(CATALOG)
    (tmp_path / "tight.toml").write_text(CATALOG + "\n[budget]\ntotal = 14.6\n")
    table = pa.table({"customer": ["ann", "bob", "cleo", "dan"], "visits": [4, 0, None, 1]})
    pq.write_table(table, tmp_path / "people.parquet")
    return tmp_path


def test_a_table_says_who_gets_what(journey, here):
    code, out, err = journey(
        "decide", here / "mail.toml", here / "people.parquet", "--out", here / "out.parquet"
    )
    assert (code, err) == (0, "")
    assert out.startswith("4 customers, 4 with an action (100.0 %)")
    assert "Spring offer" in out
    assert out.endswith(f"The rows are in {here}/out.parquet\n")
    assert pq.read_table(here / "out.parquet")["action"].to_pylist() == [
        "offer", "news", "news", "offer",
    ]  # fmt: skip


def test_prices_of_a_plan_hold_for_one_customer(journey, here):
    code, out, _ = journey(
        "decide", here / "tight.toml", here / "people.parquet", "--out", here / "all.parquet",
        "--json",
    )  # fmt: skip
    plan = json.loads(out)
    assert code == 0
    assert plan["rows"] == 4
    assert plan["decided"] == 2
    assert plan["actions"] == {"offer": 2, "news": 0}
    assert plan["prices"]["all"]["allowance"] == pytest.approx(0.04)
    (here / "plan.json").write_text(out)
    one = pq.read_table(here / "people.parquet").slice(1, 1)
    pq.write_table(one, here / "one.parquet")
    words = ["decide", here / "tight.toml", here / "one.parquet", "--out", here / "one-out.parquet"]
    assert journey(*words, "--prices", here / "plan.json")[0] == 0
    assert pq.read_table(here / "one-out.parquet")["action"].to_pylist() == [None]
    assert journey(*words)[0] == 0  # alone, there is money enough
    assert pq.read_table(here / "one-out.parquet")["action"].to_pylist() == ["news"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no json", "this is no JSON"),
        ("[1]", "no prices here"),
        ('{"rows": 3}', "no prices here"),
        ('{"prices": {"all": {"price": -1, "low": 0, "share": 0}}}', "this is no price"),
        ('{"prices": {"all": {"price": 1, "low": 0, "share": 2}}}', "this is no price"),
        ('{"prices": {"all": 3}}', "this is no price"),
        ('{"prices": {"other": {"price": 1, "low": 1, "share": 0}}}', "is missing"),
    ],
)
def test_prices_that_are_none_are_refused(journey, here, text, message):
    (here / "plan.json").write_text(text)
    code, out, err = journey(
        "decide", here / "tight.toml", here / "people.parquet", "--out", here / "out.parquet",
        "--prices", here / "plan.json",
    )  # fmt: skip
    assert (code, out) == (2, "")
    assert message in err
    assert not (here / "out.parquet").exists()


def test_mistakes_are_told_and_nothing_is_written(journey, here):
    people, out = here / "people.parquet", here / "out.parquet"
    for words, message in (
        ([here / "mail.toml", people], "--out is missing"),
        ([here / "mail.toml", people, "--out", "out.csv"], "no Parquet file"),
        ([here / "no.toml", people, "--out", out], "cannot be read"),
        ([here / "mail.toml", here / "no.parquet", "--out", out], "cannot be read"),
        ([here / "mail.toml", people, "--out", out, "--when", "vsit"], "no action answers"),
        ([here / "mail.toml", people, "--out", out, "--customer", "id"], "who the customers are"),
    ):
        code, said, err = journey("decide", *words)
        assert (code, said) == (2, ""), words
        assert message in err
        assert "Traceback" not in err
    assert not out.exists()


@pytest.mark.parametrize("more", ["", "[budget]\ntotal = 14.6\n"])
@pytest.mark.parametrize("words", ["", "--funnel", "--explain why.parquet", "--why ann"])
def test_a_propensity_that_is_no_share_is_told_and_nothing_is_written(
    journey, here, monkeypatch, words, more
):
    monkeypatch.chdir(here)
    (here / "odd.toml").write_text(CATALOG.replace("0.01 * visits", "0.3 * visits") + more)
    out = [] if "--why" in words else ["--out", "out.parquet"]
    code, said, err = journey("decide", "odd.toml", "people.parquet", *out, *words.split())
    assert (code, said) == (2, "")
    told = " ".join(err.split())
    assert "odd.toml: action.offer.propensity: a propensity lies outside 0 to 1" in told
    assert "found: 1.2, of customer ann" in told
    assert "clip(FORMULA, 0, 1)" in told
    assert "Traceback" not in err
    assert sorted(file.name for file in here.glob("*.parquet*")) == ["people.parquet"]


def test_shut_out_money_is_null_in_json(journey, here):
    (here / "none.toml").write_text(CATALOG + "\n[budget]\ntotal = 0\n")
    code, out, _ = journey(
        "decide", here / "none.toml", here / "people.parquet", "--out", here / "out.parquet",
        "--json",
    )  # fmt: skip
    plan = json.loads(out)
    assert code == 0
    assert plan["decided"] == 0
    (here / "plan.json").write_text(out)
    again = journey(
        "decide", here / "none.toml", here / "people.parquet", "--out", here / "out.parquet",
        "--prices", here / "plan.json",
    )  # fmt: skip
    assert again[0] == 0
    assert "0 with an action" in again[1]


ODD = """
[[action]]
name = "dead"
eligible = "visits > 2 and visits < 1"
propensity = 0.1
value = 4
treatments = [{ channel = "email" }]

[[action]]
name = "poor"
eligible = "visits >= 1"
propensity = 0.0001
value = 4
treatments = [{ channel = "email" }]
"""


def test_explanations_are_a_second_file(journey, here):
    words = ["decide", here / "mail.toml", here / "people.parquet", "--out", here / "out.parquet"]
    code, out, _ = journey(*words, "--explain", here / "why.parquet")
    assert code == 0
    assert out.endswith(f"Why and why not is in {here}/why.parquet\n")
    rows = {
        (row["customer"], row["treatment"]): row
        for row in pq.read_table(here / "why.parquet").to_pylist()
    }
    assert len(rows) == 4 * 3
    bob, cleo = rows["bob", "offer/0"], rows["cleo", "offer/0"]
    assert (bob["outcome"], bob["failed"], bob["missed_by"]) == ("not-eligible", ["visits >= 1"], 1)
    assert (cleo["missing"], cleo["missed_by"]) == (["visits >= 1"], None)
    assert rows["ann", "offer/0"]["outcome"] == "taken"
    code, out, _ = journey(*words, "--explain", here / "why.parquet", "--json")
    assert json.loads(out)["explained"] == f"{here}/why.parquet"
    assert "funnel" not in json.loads(out)


def test_a_funnel_says_what_is_odd(journey, here):
    (here / "odd.toml").write_text(CATALOG + ODD)
    words = ["decide", here / "odd.toml", here / "people.parquet", "--out", here / "out.parquet"]
    code, out, err = journey(*words, "--funnel")
    assert code == 0
    assert "nobody can ever get this action" in err
    assert "dead: eligible can never hold: visits > 2 and visits < 1\n" in out
    assert "dead: eligible never holds" not in out
    assert "poor is never taken: it loses 2 times, most often to offer (2).\n" in out
    assert not [line for line in out.splitlines()[:-1] if len(line) > 80]
    found = json.loads(journey(*words, "--funnel", "--json")[1])["funnel"]
    assert found["customers"] == 4
    assert found["actions"]["offer"]["not-eligible"] == 2
    assert found["actions"]["offer"]["taken"] == 2
    assert found["treatments"]["offer/1"]["lost"] == 2
    assert [rule["fires"] for rule in found["rules"]] == ["never", "sometimes", "sometimes"]
    assert found["shadowed"] == [
        {"action": "poor", "times": 2, "by": "offer", "by_times": 2}
    ]  # fmt: skip
    assert found["contradictions"][0]["layers"] == ["eligible"]


def test_actions_of_another_moment_are_told_in_a_line(journey, here):
    later = '\n[[action]]\nname = "hello"\nwhen = "visit"\npropensity = 0.1\nvalue = 1\n'
    catalog = here / "two.toml"
    catalog.write_text(CATALOG + later + 'treatments = [{ channel = "email" }]\n')
    words = ["decide", catalog, here / "people.parquet"]
    code, out, _ = journey(*words, "--out", here / "out.parquet", "--funnel")
    assert code == 0
    assert "Of another moment: hello.\n" in out
    assert "other" not in out.partition("What becomes")[2].partition("Of another")[0]
    assert journey(*words, "--why", "bob")[1].endswith("\n\nOf another moment: hello (visit)\n")


def test_several_parts_of_a_rule_name_the_nearest(journey, here):
    rule = CATALOG.replace("visits >= 1", "visits >= 9 and visits > 5")
    (here / "mail.toml").write_text(rule)
    out = journey("decide", here / "mail.toml", here / "people.parquet", "--why", "ann")[1]
    assert "  nearest: `visits > 5`, missed by 1\n" in out


def test_one_customer_is_explained_among_the_others(journey, here):
    words = ["decide", here / "tight.toml", here / "people.parquet", "--why"]
    code, out, err = journey(*words, "bob")
    assert (code, err) == (0, "")
    assert out.startswith("Customer bob gets nothing\n")
    assert "`visits >= 1` is false (visits is 0)" in out
    assert "\n  missed by 1\n" in out
    assert "too dear" in out  # alone, there would be money enough
    assert not [line for line in out.splitlines() if len(line) > 80]
    found = json.loads(journey(*words, "ann", "--json")[1])
    assert found["picks"] == ["offer/0"]
    (here / "plan.json").write_text(json.dumps(found))
    again = journey(*words, "ann", "--json", "--prices", here / "plan.json")
    assert json.loads(again[1])["reasons"] == found["reasons"]
    assert not (here / "out.parquet").exists()


@pytest.mark.parametrize("kind", ["numbers", "categories"])
def test_customers_of_any_kind_are_found(journey, here, kind):
    names = pa.array([70, 8, 9]) if kind == "numbers" else pa.array(["70", "8", "9"])
    table = pa.table({"customer": names, "visits": [1, 2, 3]})
    if kind == "categories":
        table = table.set_column(0, "customer", names.dictionary_encode())
    pq.write_table(table, here / "three.parquet")
    code, out, _ = journey("decide", here / "mail.toml", here / "three.parquet", "--why", "9")
    assert code == 0
    assert "propensity 0.03" in out


def test_who_stands_twice_is_not_explained(journey, here):
    for names in (["ann", "bob", "ann", "dan"], ["ann", "bob", "cleo", "ann"]):
        table = pa.table({"customer": names, "visits": [4, 0, None, 1]})
        pq.write_table(table, here / "twice.parquet", row_group_size=2)
        for catalog in ("mail.toml", "tight.toml"):
            words = ["decide", here / catalog, here / "twice.parquet", "--why", "ann"]
            code, out, err = journey(*words)
            assert (code, out) == (2, "")
            assert "stands twice" in err


def test_what_is_not_finite_is_null(journey, here):
    text = CATALOG.replace("value = 60", 'value = "exp(1000 * visits)"')
    (here / "none.toml").write_text(text + "\n[budget]\ntotal = 0\n")
    words = ["decide", here / "none.toml", here / "people.parquet"]
    found = json.loads(journey(*words, "--why", "ann", "--json")[1])
    assert [reason["price"] for reason in found["reasons"]] == [None, None, None]
    (here / "big.toml").write_text(text)
    pq.write_table(pa.table({"customer": [1, 2, 3], "visits": [1, 2, 3]}), here / "all.parquet")
    words = ["decide", here / "big.toml", here / "all.parquet", "--out", here / "out.parquet"]
    code, out, _ = journey(*words, "--funnel", "--json")
    assert code == 0
    assert json.loads(out)["funnel"]["weak"] == {"customers": 0, "below": None, "median": None}


def test_mistakes_about_explanations_are_told(journey, here):
    mail, people, out = here / "mail.toml", here / "people.parquet", here / "out.parquet"
    why = here / "why.parquet"
    for words, message in (
        (["--out", out, "--explain", "why.csv"], "no Parquet file"),
        (["--out", out, "--explain", out], "take the place of the decisions"),
        (["--out", out, "--explain", people], "take the place of the profiles"),
        (["--out", out, "--explain", here / "no" / "why.parquet"], "cannot be written here"),
        (["--why", "ann", "--out", out], "--why and --out"),
        (["--why", "ann", "--explain", why], "--why and --explain"),
        (["--why", "ann", "--funnel"], "--why and --funnel"),
        (["--why", "anne"], "nearest:  ann"),
        (["--why", "ann", "--customer", "name"], "who the customers are"),
    ):
        code, said, err = journey("decide", mail, people, *words)
        assert (code, said) == (2, ""), words
        assert message in err
        assert "Traceback" not in err
    assert not out.exists()
    assert not why.exists()
    assert not list(here.glob("*.partial"))


LIMITS = """
[[constraint]]
name = "letters"
of = { channel = "letter" }
minimum = 1

[[constraint]]
name = "answers"
counts = "propensity"
maximum = 0.05
"""


@pytest.fixture
def limited(here):
    (here / "limits.toml").write_text(CATALOG + LIMITS)
    return here / "limits.toml"


def test_constraints_are_kept_and_certified(journey, here, limited):
    code, out, err = journey(
        "decide", limited, here / "people.parquet", "--out", here / "out.parquet", "--json"
    )
    assert (code, err) == (0, "")
    plan = json.loads(out)
    certificate = plan["certificate"]
    assert certificate["feasible"] is True
    assert certificate["value"] <= certificate["bound"]
    letters, answers = (certificate["constraints"][name] for name in ("letters", "answers"))
    assert (letters["used"], letters["minimum"], letters["maximum"]) == (1.0, 1.0, None)
    assert letters["excess"] == answers["excess"] == 0.0
    assert answers["used"] == pytest.approx(0.05)  # the offer at 0.04, the news at 0.005 twice
    assert plan["prices"]["answers"]["price"] == answers["price"]
    table = pq.read_table(here / "out.parquet")
    assert table["channel"].to_pylist().count("letter") == 1
    (here / "plan.json").write_text(out)
    code, out, _ = journey(
        "decide", limited, here / "people.parquet", "--out", here / "again.parquet",
        "--prices", here / "plan.json", "--json",
    )  # fmt: skip
    assert code == 0
    assert json.loads(out)["certificate"] is None
    again = pq.read_table(here / "again.parquet").to_pylist()
    for row, other in zip(table.to_pylist(), again, strict=True):
        assert row == other or row["repaired"]


def test_constraints_on_screen(journey, here, limited):
    code, out, err = journey(
        "decide", limited, here / "people.parquet", "--out", here / "out.parquet"
    )
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert max(map(len, lines[:-1])) <= 80
    row = next(line.split() for line in lines if line.strip().startswith("letters"))
    assert row[1:3] == ["1", "1"]
    assert any(line.startswith("Worth EUR") for line in lines)
    assert any(line.startswith("No plan that keeps to them is worth more") for line in lines)


def test_constraints_that_contradict_one_another_end_with_2(journey, here, limited):
    limited.write_text(CATALOG + LIMITS.replace("minimum = 1", "minimum = 3"))
    code, out, err = journey(
        "decide", limited, here / "people.parquet", "--out", here / "out.parquet"
    )
    assert (code, out) == (2, "")
    assert "constraint.letters: this asks for more than there is" in " ".join(err.split())
    assert "at least 3 picks, but 2 picks can be had: 1 pick too many" in " ".join(err.split())
    assert "Traceback" not in err
    assert not (here / "out.parquet").exists()


def test_negative_prices_are_those_of_minimums_alone(journey, here, limited):
    for price, code in ((-1.0, 0), (1.0, 2)):
        prices = {
            name: {"price": price, "low": -1.0, "share": 1.0} for name in ("letters", "answers")
        }
        prices["all"] = {"price": 0.0, "low": 0.0, "share": 1.0}
        (here / "plan.json").write_text(json.dumps({"prices": prices}))
        found = journey(
            "decide", limited, here / "people.parquet", "--out", here / "out.parquet",
            "--prices", here / "plan.json",
        )  # fmt: skip
        assert found[0] == code
    assert "this is no price" in found[2]


def test_a_list_in_place_of_a_plan(journey, here):
    words = ["decide", here / "mail.toml", here / "people.parquet", "--out", here / "out.parquet"]
    code, out, _ = journey(*words, "--ranks", "2", "--per", "treatment", "--json")
    assert code == 0
    rows = pq.read_table(here / "out.parquet").to_pylist()
    assert max(row["rank"] for row in rows) == 2
    assert json.loads(out)["decided"] == sum(row["rank"] == 1 for row in rows)
    code, out, err = journey(*words, "--ranks", "2", "--per", "colour")
    assert (code, out) == (2, "")
    assert "action, channel, treatment" in err
