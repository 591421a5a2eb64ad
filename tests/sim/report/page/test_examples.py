"""An example of each built-in scenario, by one command."""

from __future__ import annotations

import pytest

from sim.report.page import examples
from sim.scenario import Scenario
from sim.scenario.library import names


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_every_scenario_has_an_example(name, tmp_path, capsys):
    assert examples.main([str(tmp_path), "--scenario", name]) == 0
    assert capsys.readouterr().out.endswith("written\n")
    page = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
    assert Scenario.load(name).scenario.title in page
    for section in ("answer", "earned", "why", "turning", "funnel", "explorer", "methods"):
        assert f'<section id="{section}"' in page


def test_what_is_there_is_not_overwritten(tmp_path, capsys):
    (tmp_path / "auto-service-compare").mkdir()
    (tmp_path / "auto-service-compare" / "mine.txt").write_text("mine")
    assert examples.main([str(tmp_path), "--scenario", "auto-service"]) == 2
    assert "auto-service-compare" in capsys.readouterr().err
    assert (tmp_path / "auto-service-compare" / "mine.txt").read_text() == "mine"
