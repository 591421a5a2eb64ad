"""What commands say where something is in the way: the mistake named, and the way on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.scenario import library

SWEEP = ("--vary", "platform.factor=0:1:2", "--days", "10", "--replications", "2")


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A scenario of one's own in the folder of the test."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "mine.toml"
    file.write_text(library.text_of("auto-service"), encoding="utf-8")
    return file


def flat(text):
    return " ".join(text.split())


def unfinished(folder):
    place = folder / "manifest.json"
    told = json.loads(place.read_text()) | {"complete": False}
    place.write_text(json.dumps(told))
    return told


def test_a_scenario_that_was_edited_since_is_told_as_such(journey, mine):
    assert journey("sweep", mine.name, *SWEEP, "--out", "runs/s")[0] == 0
    mine.write_text(mine.read_text(encoding="utf-8") + "# a word more\n", encoding="utf-8")
    code, _, err = journey("sweep", mine.name, *SWEEP, "--out", "runs/s")
    assert code == 2
    assert "runs/s: the scenario's text was changed since this study began" in flat(err)
    assert "journey diff runs/s mine.toml shows the changes" in flat(err)
    assert "another folder (--out DIR)" in flat(err)
    assert "sha256" not in err
    assert journey("diff", "runs/s", mine.name)[0] == 0
    (mine.parent / "runs/s/result.json").unlink()  # nothing to compare with yet
    _, _, err = journey("sweep", mine.name, *SWEEP, "--out", "runs/s")
    assert "the text as it was (runs/s/manifest.json holds it)" in flat(err)


def test_a_stopped_study_is_gone_on_with_and_a_run_is_repeated(journey, mine):
    journey("sweep", mine.name, *SWEEP, "--out", "runs/s")
    journey("run", mine.name, "--strategy", "today", "--days", "10", "--out", "runs/r")
    told = unfinished(mine.parent / "runs/s")
    told["command"] = ["/usr/bin/journey", "sweep", "mine.toml", "--out", "runs/s"]
    (mine.parent / "runs/s/manifest.json").write_text(json.dumps(told))
    unfinished(mine.parent / "runs/r")
    code, _, err = journey("report", "runs/s", "--out", "x.html")
    assert code == 2
    assert "the study has not come to its end" in err
    again = "the same command (journey sweep mine.toml --out runs/s) goes on with it"
    assert again in flat(err)
    _, _, err = journey("report", "runs/r", "--out", "x.html")
    assert "expected: a complete run: repeat it" in err


@pytest.mark.parametrize("command", ["report", "diff", "reproduce"])
def test_results_within_a_folder_are_named(journey, mine, command):
    for name in ("compare", "drivers"):
        (mine.parent / "runs" / name).mkdir(parents=True)
        (mine.parent / "runs" / name / "manifest.json").write_text("{}")
    words = {"report": ("--out", "x.html"), "diff": ("mine.toml",), "reproduce": ()}[command]
    code, _, err = journey(command, "runs", *words)
    assert code == 2
    assert "nearest:  runs/compare, runs/drivers" in err


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that takes no file")
def test_a_page_that_cannot_be_written_is_no_run(journey, mine):
    journey("run", mine.name, "--strategy", "today", "--days", "10", "--out", "runs/r")
    for option in ("--out", "--archive"):
        name = "/proc/x.html" if option == "--out" else "/proc/x.zip"
        code, _, err = journey("report", "runs/r", option, name)
        assert code == 2
        assert f"error: {name}: the report cannot be written here" in flat(err)
        assert "the run" not in err


def test_each_of_several_mistakes_begins_with_error(journey, mine):
    text = mine.read_text(encoding="utf-8")
    text = text.replace('kind = "messenger"', 'kind = "App"')
    mine.write_text(text.replace('kind = "sms"', 'kind = "call_centre"'), encoding="utf-8")
    code, _, err = journey("check", mine.name)
    assert code == 2
    assert err.count("error: mine.toml: ") == 2
    assert flat(err).count("this kind of channel does not exist") == 2
    assert "nearest:  app" in err
    assert "nearest:  phone" in err
    code, out, _ = journey("check", mine.name, "--json")
    assert [one["nearest"] for one in json.loads(out)["errors"]] == ["app", "phone"]
