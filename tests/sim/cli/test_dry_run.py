"""`--dry-run`: what a command would take, and exit code 2 where it does not fit."""

import json

import pytest

from sim.study.estimate import forecast, room
from sim.study.estimate.limits import Limits

SHORT = ("--days", "3", "--replications", "2")


@pytest.mark.parametrize(
    "words",
    [
        ("run", "auto-service", "--strategy", "today", *SHORT),
        ("compare", "auto-service", "--draws", "0", *SHORT),
        ("figures", "auto-service", "--strategy", "today", *SHORT),
        ("trace", "auto-service", "--strategy", "today", "--days", "3", "--like", "visit"),
    ],
)
def test_commands_that_simulate_have_it(journey, words):
    code, out, _ = journey(*words, "--dry-run", "--json")
    assert code == 0
    found = json.loads(out)
    assert set(found) >= {"estimate", "fits", "limits", "customers", "days", "threads"}
    assert set(found["estimate"]) >= {"seconds", "memory_bytes", "disk_bytes", "items"}
    assert found["fits"] is True
    assert "kpis" not in out


def test_it_reads_well_on_eighty_columns(journey, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = journey(
        "run", "auto-service", "--strategy", "cross-channel", *SHORT, "--out", tmp_path / "run",
        "--events", "all", "--dry-run",
    )  # fmt: skip
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    for words in ("Time: about", "Memory: about", "Disk: about", "396 bytes each", "It fits."):
        assert words in out
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
@pytest.mark.parametrize("command", ["run", "compare"])
def test_what_cannot_fit_is_refused(journey, monkeypatch, tmp_path, command, dry):
    for module in (room, forecast):
        monkeypatch.setattr(module, "limits_here", lambda out: Limits(10**9, 10**12))
    strategy = ("--strategy", "today") if command == "run" else ()
    code, out, err = journey(
        command, "auto-service", *strategy, "--customers", "100M", "--out", tmp_path / "run", *dry
    )
    assert code == 2
    assert "this does not fit into memory" in err
    assert "what fits: up to" in err
    assert ("Memory: about" in out) is bool(dry)
    assert not list(tmp_path.iterdir())


def test_json_of_what_is_refused(journey, monkeypatch):
    monkeypatch.setattr(forecast, "limits_here", lambda out: Limits(10**9, None))
    code, out, err = journey(
        "run", "auto-service", "--strategy", "today", "--customers", "100M", "--dry-run", "--json"
    )
    assert code == 2
    found = json.loads(out)
    assert found["fits"] is False
    assert found["refused"].startswith("--customers: this does not fit into memory")
    assert found["limits"] == {"memory_bytes": 10**9, "disk_bytes": None}
    assert err.startswith("error: --customers:")


def test_events_without_a_folder_are_refused_in_a_dry_run_too(journey):
    code, _, err = journey(
        "run", "auto-service", "--strategy", "today", "--events", "all", "--dry-run"
    )
    assert code == 2
    assert "events need a directory" in err
