"""`journey check`: what it prints, and that its page says the same."""

import json
import re
from pathlib import Path

import pytest

from sim.scenario import Scenario
from sim.scenario.checking.warnings import warnings_of

PAGE = (Path(__file__).parents[3] / "docs" / "check.md").read_text(encoding="utf-8")


def test_check(journey, tmp_path):
    code, out, err = journey("check", "auto-service", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["ok"] is True
    for warning in found["warnings"]:
        assert set(warning) == {"where", "message", "arithmetic"}
    assert found["implied"]["orders"] == pytest.approx(173, abs=1)
    assert found["implied"]["clicks"]["display"]["cost"] == 0.63
    code, out, _ = journey("check", "auto-service")
    assert code == 0
    assert "auto-service is valid: 4 strategies" in out


def test_check_shows_what_a_year_comes_to(journey, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = journey("check", "auto-service")
    assert out.splitlines()[:10] == [
        "A year as these numbers imply it, without campaigns:",
        "  needs    600 people need something 593 times a year; 31 % of these are bought",
        "           here",
        "  orders   173, worth EUR 18,492; EUR 9,150 after cost of goods",
        "  ordered  phone 116, web 67.6",
        "  visits   phone 676, web 1,906",
        "  busy     bays 1.96 %, phone 1.73 %",
        "  clicks   orders in the same visit, of all who click; later visits bring more:",
        "           display  EUR 0.63 each, 0.648 % order: EUR 97 an order",
        "           email    EUR 0.34 each, 12.7 % order: EUR 3 an order",
    ]
    bill, today = (" ".join(line.split()) for line in out.splitlines()[12:14])
    assert bill == "platform cost of channels and joining in a first year, dials as at the start:"
    assert today == "today EUR 1,703: channels 1,440, recognition 238, knowledge"
    assert max(map(len, out.splitlines())) <= 80


def test_the_bill_is_what_a_run_pays(journey):
    bills = json.loads(journey("check", "auto-service", "--json")[1])["implied"]["platform"]
    found = journey(
        "run", "auto-service", "--strategy", "omnichannel", "--replications", 1, "--json"
    )
    paid = json.loads(found[1])["kpis"]["platform_cost"]["mean"]
    assert sum(bills["omnichannel"].values()) == pytest.approx(paid, abs=0.1)
    assert list(bills) == ["today", "multichannel", "cross-channel", "omnichannel"]


def test_check_tells_the_worst_first_in_80_columns(journey, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    file = tmp_path / "slips.toml"
    text = Scenario.load("auto-service").text.replace("[[creative]]", '[[creative]]\nname = "x"\n'
                                                      "[[creative]]", 1)  # fmt: skip
    file.write_text(
        text.replace('"21:00-08:00"', '"08:00-21:00"').replace("distance = 6", "distance = 301")
    )
    code, out, _ = journey("check", file)
    assert code == 0
    assert max(len(line) for line in out.splitlines() if str(file) not in line) <= 80
    wheres = [line.split(": ")[1] for line in out.splitlines() if line.startswith("warning: ")]
    assert wheres == ["contact_policy.quiet", "persona.commuter.distance", "creative.x"]
    assert "3 warnings, the most important first" in " ".join(out.split())


def test_the_page_shows_what_check_prints(journey, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = journey("check", "auto-service")
    shown = next(part for part in fenced("") if part.startswith("A year"))
    assert out.startswith(shown)


def test_the_page_shows_a_warning_as_it_comes(journey, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    file = tmp_path / "slip.toml"
    text = Scenario.load("auto-service").text
    file.write_text(text.replace('{ value = "0.25 %"', "{ value = 0.25", 1))
    assert journey("check", file)[1].startswith(fenced("")[0])


def test_what_the_page_knows_fits_the_car_service():
    (known,) = fenced("toml")
    assert warnings_of(Scenario.from_text(Scenario.load("auto-service").text + known)) == []


def test_the_page_shows_known_totals_beside_the_implied_year(journey, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    (known,) = fenced("toml")
    file = tmp_path / "known.toml"
    file.write_text(Scenario.load("auto-service").text + known)
    shown = next(part for part in fenced("") if part.startswith("  known"))
    assert shown in journey("check", file)[1]
    implied = json.loads(journey("check", file, "--json")[1])["implied"]
    assert implied["known"]["revenue"] == {"known": 22000.0, "implied": implied["revenue"]}
    assert implied["known"]["visits.web"]["implied"] == implied["visits"]["web"]
    assert "spend.search" not in implied["known"]


def fenced(language):
    """Blocks of the page in a language, without their fences."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [block for written, block in blocks if written == language]
