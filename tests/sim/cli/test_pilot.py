"""`journey pilot`: a design on screen and as JSON, one that is too small, and what is refused."""

from __future__ import annotations

import json

import pytest

ASKED = ("pilot", "auto-service", "omnichannel", "today")
FAST = ("--replications", "5", "--pilots", "20")


@pytest.fixture
def large(tmp_path):
    """A car service whose joined platform is dear: that shows with few people."""
    from sim.scenario.library import text_of

    text = text_of("auto-service").replace("days = 365", "days = 60", 1)
    path = tmp_path / "large.toml"
    path.write_text(text.replace("factor = ", "factor = 8 # ", 1))
    return path


def test_the_car_service_is_too_small_and_is_told_so(journey):
    code, out, _ = journey(*ASKED, *FAST)
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert text.count("This market is too small to tell whether omnichannel pays") == 1
    assert "and there are 600." in text
    assert "What would help: a smaller question" in text
    assert "Carried out 20 times" in text


def test_a_design_that_suffices(journey, large):
    code, out, _ = journey("pilot", large, "omnichannel", "today", *FAST)
    text = " ".join(out.split())
    assert code == 0
    assert "A pilot of 30 days with" in text
    assert "with 80 % power." in text
    assert "Proved if the measured difference is below EUR" in text
    assert "What would help" not in text
    assert max(map(len, out.splitlines())) <= 80


def test_where_nobody_buys_nothing_can_be_told(journey, large):
    large.write_text(large.read_text().replace("days = 60", "days = 1", 1))
    code, out, _ = journey("pilot", large, "omnichannel", "today", *FAST)
    assert code == 0
    assert "Nobody buys within 1 day in the simulation" in " ".join(out.split())


def test_json_has_the_names_of_the_contract(journey, tmp_path):
    words = (*ASKED, *FAST, "--json", "--out", tmp_path / "p", "--power", "90%", "--days", "90")
    code, out, _ = journey(*words)
    found = json.loads(out)
    assert code == 0
    assert {"arms", "customers", "days", "power", "falsified_if"} <= set(found)
    assert (found["days"], found["target_power"], found["available"]) == (90, 0.9, 600)
    assert found["power"] < 0.9
    assert sum(arm["customers"] for arm in found["arms"]) == found["customers"] == 600
    assert (found["simulated_customers"], found["simulated_days"]) == (600, 365)
    assert found["pilots"]["count"] == 20
    assert {each["days"] for each in found["tried"]} == {30, 60, 90, 120, 180, 270, 365}
    kept = json.loads((tmp_path / "p" / "result.json").read_text())
    assert all(found[key] == value for key, value in kept.items())
    code, out, _ = journey("reproduce", tmp_path / "p", "--json")
    assert json.loads(out)["same"] is True


def test_a_dry_run_counts_fresh_pilots(journey):
    code, out, _ = journey(*ASKED, *FAST, "--dry-run", "--json", "--fresh")
    found = json.loads(out)
    assert code == 0
    assert found["lives"] == 2 * (5 + 20)
    assert "watched" in found["estimate"]["items"]["memory_bytes"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--power", "2"), "this share is out of range"),
        (("--power", "much"), "is not a number"),
        (("--question", "payes"), "nearest: pays"),
        (("--days", "400"), "cannot last so long"),
        (("--pilots", "1G"), "so many pilots"),
    ],
)
def test_mistakes_end_with_2_and_nothing_is_written(journey, tmp_path, words, message):
    code, out, err = journey(*ASKED, *FAST, *words, "--out", tmp_path / "p")
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "p").exists()
