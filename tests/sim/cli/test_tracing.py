"""`journey trace` as scripts and strategists meet it."""

from __future__ import annotations

import json

import pytest

BASE = ("trace", "auto-service", "--strategy", "omnichannel")


def test_help_has_an_example(journey):
    code, out, err = journey("trace", "-h")
    assert (code, err) == (0, "")
    assert "  journey trace auto-service" in out
    assert max(map(len, out.splitlines())) <= 100


def test_json_has_the_names_that_scripts_rely_on(journey):
    code, out, _ = journey(
        *BASE, "--like", "deliver:web,booking", "--search", "1.2k", "--days", "90", "--json"
    )
    assert code == 0
    found = json.loads(out)
    assert {"customer", "replication", "events", "search"} <= set(found)
    assert {"customer_years", "found", "frequency", "ci_low", "ci_high"} <= set(found["search"])
    first = found["events"][0]
    assert {"time", "event", "channel", "action", "reason"} <= set(first)
    assert [event["matched"] for event in found["events"] if event["matched"]] == [
        "deliver:web",
        "booking",
    ]
    contact = next(event for event in found["events"] if event["event"] == "deliver")
    assert {"rules", "known", "others", "unknown"} <= set(contact["decision"])


def test_the_story_fits_eighty_columns(journey):
    code, out, _ = journey(*BASE, "--customer", "17", "--days", "90")
    assert code == 0
    assert out.startswith("Customer 17, replication 0, seed 1: auto-service, omnichannel\n")
    assert max(map(len, out.splitlines())) <= 80


def test_nobody_found_is_an_answer(journey):
    words = ("--like", "lapse,purchase,purchase,purchase", "--search", "600", "--days", "60")
    code, out, _ = journey(*BASE, *words)
    assert code == 0
    assert "Nobody lived it under omnichannel" in out
    code, out, _ = journey(*BASE, *words, "--json")
    assert code == 0
    assert json.loads(out)["customer"] is None
    assert json.loads(out)["events"] == []


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("trace", "auto-service"), ("--strategy is missing", "omnichannel")),
        (("trace", "auto-service", "--strategy", "omnichanel"), ("nearest:  omnichannel",)),
        ((*BASE, "--like", "purchse"), ("--like, item 1", "nearest:  purchase")),
        ((*BASE, "--like", "!open"), ("--like", "must not happen")),
        ((*BASE, "--like", ""), ("--like", "empty")),
        ((*BASE, "--customer", "7000"), ("--customer", "0 to 599")),
        ((*BASE, "--customer", "1", "--like", "visit"), ("--customer", "--like")),
        ((*BASE, "--search", "0", "--like", "visit"), ("--search",)),
        ((*BASE, "--customer", "x"), ("--customer", "10k")),
    ],
)
def test_wrong_words_get_one_message_and_exit_2(journey, words, parts):
    code, out, err = journey(*words)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    for part in parts:
        assert part in err


def test_what_is_forbidden_everywhere_is_told_where_nobody_gets_past_it(journey):
    for like, told in (
        ("deliver:email,!open,purchase", True),
        ("!open:email,lapse,!visit:web,purchase,purchase,purchase", False),
    ):
        code, out, _ = journey(*BASE, "--search", 600, "--like", like)
        assert code == 0
        assert "Nobody lived it" in out
        said = "!open forbids it on every channel; with a channel, as in !open:CHANNEL, there alone"
        assert (said in " ".join(out.split())) is told
