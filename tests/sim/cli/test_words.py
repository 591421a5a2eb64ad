"""`journey assumptions` and `journey explain` as strategists and scripts meet them."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest

from sim.cli.words import chosen
from sim.scenario import Scenario
from sim.scenario.ledger import ledger


@pytest.fixture(scope="module")
def entries():
    return ledger(Scenario.load("auto-service"))


def parameters(out):
    return json.loads(out)["parameters"]


# --- assumptions -------------------------------------------------------------------------------


def test_json_has_every_number_with_kind_and_source(journey, entries):
    code, out, err = journey("assumptions", "auto-service", "--json")
    assert (code, err) == (0, "")
    found = parameters(out)
    assert [item["key"] for item in found] == [entry.key for entry in entries]
    assert set(found[0]) >= {
        "key", "value", "kind", "source", "year", "low", "high", "dist", "default", "text",
    }  # fmt: skip
    by_key = {item["key"]: item for item in found}
    opened = by_key["channel.email.open"]
    assert (opened["value"], opened["kind"], opened["year"]) == (0.2271, "published", 2019)
    assert len(by_key["scenario.season"]["value"]) == 12


def test_the_listing_names_every_number_in_80_columns(journey, entries):
    code, out, err = journey("assumptions", "auto-service", "--all")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    flat = " ".join(out.split())
    for table in {entry.table for entry in entries}:
        assert f"\n{table}\n" in out
    for entry in entries:
        assert f"{entry.name.rpartition('.')[2]} " in flat, entry.key
        assert " ".join((entry.source or "").split()) in flat, entry.key
    assert "open 22.71 % [15 to 26 %]" in flat
    assert "order_value 110 EUR [90 to 120]" in flat
    assert "season 0.9, 0.9, 1.1" in flat


def test_the_summary_counts_kinds_ranges_and_defaults(journey, entries):
    _, out, _ = journey("assumptions", "auto-service")
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines()[3:7]}
    for kind, row in rows.items():
        of_kind = [entry for entry in entries if entry.kind == kind]
        defaults = sum(entry.default for entry in of_kind)
        assert row == [str(len(of_kind) - defaults), str(defaults)], kind
    assert f": {len(entries)} numbers" in out
    assert f"With a range: {sum(entry.low is not None for entry in entries)}," in out


def test_defaults_are_counted_unless_asked_for(journey, entries):
    _, short, _ = journey("assumptions", "auto-service")
    _, full, _ = journey("assumptions", "auto-service", "--all")
    _, written, _ = journey("assumptions", "auto-service", "--written")
    assert len(short.splitlines()) < 0.75 * len(full.splitlines())
    counted = sum(entry.default and entry.table == "channel.email" for entry in entries)
    assert f"  and {counted} defaults" in short.split("\nchannel.email\n")[1].split("\n\n")[0]
    assert "defaults" not in written.split("\n\n", 2)[2]
    assert "interest_half_life" in full
    assert "interest_half_life" not in short + written


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        (("--kind", "published"), lambda entry: entry.kind == "published"),
        (("--table", "channel.email"), lambda entry: entry.table == "channel.email"),
        (("--table", "budget"), lambda entry: entry.table == "budget"),
        (("--table", "persona.saver.objections"), lambda e: "saver.objections." in e.key),
        (("--table", "channel.email.open"), lambda entry: entry.key == "channel.email.open"),
        (("--written",), lambda entry: not entry.default),
        (("--written", "--kind", "assumed"), lambda e: not e.default and e.kind == "assumed"),
    ],
)
def test_filters(journey, entries, words, fits):
    code, out, _ = journey("assumptions", "auto-service", *words, "--json")
    assert code == 0
    expected = [entry.key for entry in entries if fits(entry)]
    assert expected
    assert [item["key"] for item in parameters(out)] == expected


def test_a_table_is_no_other_that_begins_alike(entries):
    some = [entry for entry in entries if entry.table == "channel.web"][:2]
    other = replace(some[0], key="channel.web-shop.visits", table="channel.web-shop")
    assert chosen((*some, other), kind=None, table="channel.web") == some
    assert chosen((*some, other), kind=None, table="channel") == [*some, other]


def test_a_table_asked_for_is_told_in_full(journey):
    _, out, _ = journey("assumptions", "auto-service", "--table", "channel.email")
    assert "assumed by default: an e-mail is seen within hours" in " ".join(out.split())
    assert "defaults" not in out.split("channel.email")[1]


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (("--kind", "publishd"), "published"),
        (("--table", "chanel.email"), "channel.email"),
        (("--table", "channel.emial"), "channel.email"),
        (("--table", "behavior"), "behaviour"),
    ],
)
def test_misspelt_filters_are_refused_with_the_nearest(journey, words, nearest):
    code, out, err = journey("assumptions", "auto-service", *words)
    assert (code, out) == (2, "")
    assert f"nearest:  {nearest}" in err


def test_a_table_for_spreadsheets(journey, tmp_path, entries):
    file = tmp_path / "numbers.csv"
    code, out, err = journey("assumptions", "auto-service", "--out", file)
    assert (code, err) == (0, "")
    assert str(len(entries)) in out
    with file.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["key"] for row in rows] == [entry.key for entry in entries]
    by_key = {row["key"]: row for row in rows}
    assert float(by_key["channel.email.open"]["value"]) == 0.2271
    assert by_key["channel.email.open"]["text"] == "22.71 %"
    assert by_key["persona.saver.order_value"]["unit"] == "EUR"
    code, _, err = journey("assumptions", "auto-service", "--out", file)
    assert code == 2
    assert "not overwritten" in err


@pytest.mark.parametrize("name", ["numbers.xlsx", "no/such/folder/x.csv"])
def test_a_table_that_cannot_be_written_is_refused(journey, tmp_path, name):
    code, out, err = journey("assumptions", "auto-service", "--out", tmp_path / name)
    assert (code, out) == (2, "")
    assert "expected" in err


# --- explain -----------------------------------------------------------------------------------


def test_a_term_in_json(journey):
    code, out, err = journey("explain", "retention_rate", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert set(found) >= {"term", "meaning", "formula", "unit", "period", "example", "see_also"}
    assert (found["term"], found["unit"], found["period"]) == (
        "retention_rate", "share", "of the run",
    )  # fmt: skip
    assert found["formula"] == "retained / opening customers"
    assert len(found["meanings"]) == 1


def test_a_term_in_words(journey):
    code, out, err = journey("explain", "retention_rate")
    assert (code, err) == (0, "")
    for words in ("Customers kept", "formula:", "unit:", "share, of the run", "example:"):
        assert words in out
    assert max(map(len, out.splitlines())) <= 80


def test_words_of_a_term_need_no_quotation_marks(journey):
    assert journey("explain", "shadow", "price") == journey("explain", "shadow price")
    _, out, _ = journey("explain", "shadow", "price", "--json")
    found = json.loads(out)
    assert (found["asked"], found["term"]) == ("shadow price", "shadow price")


def test_several_meanings_are_all_told_with_their_place(journey):
    _, out, _ = journey("explain", "open", "--json")
    places = [(item["term"], item["group"]) for item in json.loads(out)["meanings"]]
    assert places == [("open", "event"), ("channel.open", "field")]
    _, out, _ = journey("explain", "open")
    assert "open (event)" in out
    assert "channel.open (key of the scenario file)" in out


def test_without_a_term_all_are_listed(journey):
    code, out, err = journey("explain")
    assert (code, err) == (0, "")
    for words in ("KPIs", "shadow price", "Kinds of channel", "currency, per year"):
        assert words in out
    _, out, _ = journey("explain", "--json")
    terms = json.loads(out)["terms"]
    assert len(terms) > 400
    assert {"profit", "knowledge", "channel.open"} <= {item["term"] for item in terms}


@pytest.mark.parametrize(
    ("word", "nearest"), [("proft", "profit"), ("arbitraton", "arbitration"), ("qqqqq", None)]
)
def test_an_unknown_term_is_refused_with_the_nearest(journey, word, nearest):
    code, out, err = journey("explain", word)
    assert (code, out) == (2, "")
    assert f"found:    {word}" in err
    assert ("nearest" in err) is (nearest is not None)
    if nearest:
        assert f"nearest:  {nearest}" in err
