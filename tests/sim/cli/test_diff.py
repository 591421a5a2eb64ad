"""`journey diff`: on screen and as JSON."""

from __future__ import annotations

import json

from sim.scenario import Scenario


def test_what_changed_is_told(journey, tmp_path):
    text = Scenario.load("auto-service").text
    (tmp_path / "mine.toml").write_text(text.replace("monthly = 25\n", "monthly = 75\n", 1))
    code, out, _ = journey("diff", "auto-service", tmp_path / "mine.toml")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "Different: 1 key." in out
    assert "channel.web.monthly" in out
    code, out, _ = journey("diff", "auto-service", tmp_path / "mine.toml", "--json")
    found = json.loads(out)
    assert found["keys"] == {"channel.web.monthly": {"a": 25, "b": 75}}
    assert {"same", "settings", "labels", "results"} <= set(found)


def test_the_same_is_told(journey):
    code, out, _ = journey("diff", "auto-service", "auto-service")
    assert code == 0
    assert out.startswith("Same: nothing is different")


def test_a_file_that_is_not_there_ends_with_2(journey):
    code, out, err = journey("diff", "auto-service", "nowhere.toml")
    assert (code, out) == (2, "")
    assert "nowhere.toml" in err


def test_what_a_comparison_answers_is_compared_too(journey, tmp_path):
    words = ("compare", "auto-service", "--days", "20", "--replications", "5", "--draws", "0",
             "--strategies", "today,multichannel")  # fmt: skip
    for name, count in (("a", "2"), ("b", "4")):
        assert journey(*words, "--tuned", count, "--out", tmp_path / name)[0] == 0
    path = tmp_path / "b" / "result.json"
    told = json.loads(path.read_text())
    told["verdict"]["best"] = "today"
    path.write_text(json.dumps(told))
    code, out, _ = journey("diff", tmp_path / "a", tmp_path / "b", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["same"] is False
    assert found["results"]["verdict.best"]["b"] == "today"
    assert found["results"]["tuned.evaluations"] == {"a": 2, "b": 4}
    assert not any(key.endswith(".unit") for key in found["results"])
