"""`journey figures` at the terminal: a table of 80 columns, JSON, mistakes."""

from __future__ import annotations

import json

import pytest

from sim.report.glossary.lookup import find

QUICK = ("--days", 60, "--replications", 5)


@pytest.fixture(scope="module")
def _narrow():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "80")
        yield


@pytest.mark.usefixtures("_narrow")
def test_the_table_fits_a_terminal_and_every_word_of_it_is_explained(journey):
    code, out, _ = journey("figures", "auto-service", "--strategy", "omnichannel", *QUICK)
    assert code == 0
    lines = out.splitlines()
    assert max(map(len, lines)) <= 80
    head = next(place for place, line in enumerate(lines) if "published  simulated" in line)
    for word in ("published", "simulated", "95 % interval", "ratio", "few", "face validity"):
        assert find(word), word
    rows = lines[head + 2 : lines.index("", head)]
    assert len(rows) > 10
    for row in rows:
        title = row[:30].strip()
        assert find(title), f"{title}: it is a title of sim/study/figures/published.toml"
    assert "Mailchimp, October 2019" in out
    assert "Not in this scenario: " in out
    assert "none is a law" in out


def test_json_has_every_figure(journey):
    code, out, _ = journey(
        "figures", "auto-service", "--strategy", "multichannel", "--industry", "car", "--json",
        *QUICK,
    )  # fmt: skip
    assert code == 0
    found = json.loads(out)
    rows = {row["name"]: row for row in found["figures"]}
    assert rows["search-click"]["published"] == pytest.approx(0.0214)
    assert rows["search-click"]["source"] == "WordStream 2016"
    assert rows["email-open"]["industry"] == "all"
    assert rows["visit-order"]["published"] is None
    assert rows["visit-order"]["state"] == "alone"
    assert found["industries"] == ["car"]
    assert len(rows) + len(found["unused"]) + len(found["absent"]) == 28
    for row in rows.values():
        if row["ratio"] is not None:
            assert row["ratio"] == pytest.approx(row["mean"] / row["published"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--industry", "cars"), "nearest:  car"),
        (("--strategy", "omnichanel"), "nearest:  omnichannel"),
        (("--replications", 0), "too small"),
    ],
)
def test_mistakes_are_told(journey, words, told):
    code, out, err = journey("figures", "auto-service", *words)
    assert (code, out) == (2, "")
    assert told in err


def test_a_strategy_without_mails_says_so(journey):
    code, out, _ = journey("figures", "auto-service", "--days", 2, "--replications", 1)
    assert code == 0
    assert "Not a case under today: Mail campaign: opened" in out
    assert "no intervals" in out
