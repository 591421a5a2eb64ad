"""`journey map`: a map of letters, JSON, and what is refused."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from sim.report.terminal.winmap import _columns, letters

MAP = ("map", "auto-service", "--strategies", "omnichannel,today")
OVER = ("--over", "platform.factor=0:1", "--over", "channel.web.monthly=0:50")
FAST = ("--days", "60", "--replications", "5")


def test_the_map_is_readable_at_80_columns(journey, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    over = ("--over", "platform.factor=0:1", "--over", "channel.web.monthly=0:1")
    code, out, _ = journey(*MAP, *over, *FAST, "--replications", "2", "--cells", "21")
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "Who is best hangs on both: " in text
    rows = [line.partition("|")[2].split("  ")[0] for line in out.splitlines() if "|" in line]
    assert rows
    assert set("".join(rows).replace(" ", "")) <= set("OoTt")
    assert "O omnichannel, T today; small where chance may have chosen" in text
    assert "To the right: platform.factor" in text


def test_the_map_is_readable_at_40_columns(journey, monkeypatch):
    """Titles of its edges are long keys; what a platform costs stands beside the rows."""
    monkeypatch.setenv("COLUMNS", "40")
    over = ("--over", "persona.commuter.order_value=80:90", "--over", "platform.factor=0:2")
    code, out, _ = journey(*MAP, *over, *FAST, "--replications", "2", "--cells", "5")
    text = " ".join(out.split())
    assert code == 0
    assert max(map(len, out.splitlines())) <= 40
    assert "Upwards: platform.factor" in text
    assert "To the right: persona. commuter.order_value (EUR)" in text
    assert "EUR a month, omnichannel" in text


@pytest.mark.parametrize(("count", "width", "shown"), [(21, 80, 21), (56, 80, 56), (60, 80, 30)])
def test_more_values_than_there_is_room_for_are_thinned_out(count, width, shown):
    axis = SimpleNamespace(values=tuple(range(count)))
    columns, step = _columns(SimpleNamespace(axes=(axis, axis)), width)
    assert len(columns) == shown
    assert len(columns) * step <= width - 24


def test_json(journey, tmp_path):
    words = (*MAP, *OVER, *FAST, "--cells", "5", "--json", "--out", tmp_path / "m")
    code, out, _ = journey(*words)
    found = json.loads(out)
    assert code == 0
    assert {"keys", "values", "cells", "full", "asked", "trials"} <= set(found)
    assert len(found["cells"]) == 25
    assert {"at", "best", "decided", "simulated", "difference"} <= set(found["cells"][0])
    kept = json.loads((tmp_path / "m" / "result.json").read_text())
    assert all(found[key] == value for key, value in kept.items())


def test_a_dry_run_tells_what_it_takes(journey):
    code, out, _ = journey(*MAP, *OVER, "--cells", "3", "--days", "3", "--replications", "2",
                           "--dry-run", "--json")  # fmt: skip
    assert code == 0
    assert json.loads(out)["lives"] == 4, "prices are charged to lives that are lived once"


def test_each_strategy_has_a_letter_of_its_own():
    assert letters(["today", "omnichannel", "two", "other", "x-1"]) == {
        "today": "T", "omnichannel": "O", "two": "W", "other": "H", "x-1": "X",
    }  # fmt: skip
    assert len(set(letters([f"s-{count}" for count in range(20)]).values())) == 20


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "--over is missing"),
        (("--over", "platform.factor=0:1"), "a map has two axes"),
        (("--over", "platform.factor=0:1", "--over", "platform"), "this is no range"),
        (
            ("--over", "platform.facto=0:1", "--over", "budget.total=0:1"),
            "nearest: platform.factor",
        ),
        ((*OVER, "--cells", "1"), "so many cells"),
        ((*OVER, "--strategies", "today"), "two strategies"),
    ],
)
def test_mistakes_end_with_2_and_nothing_is_written(journey, tmp_path, words, message):
    code, out, err = journey(*MAP, *words, *FAST, "--out", tmp_path / "m")
    assert (code, out) == (2, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "m").exists()
