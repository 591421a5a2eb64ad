"""Two strategies that are the same in all but name: no study calls one of them better."""

from __future__ import annotations

import pytest

from sim.scenario import Scenario

FAST = ("--days", "30", "--replications", "5")
OVER = ("--over", "platform.factor=0:1", "--over", "budget.total=1k:3k", "--cells", "3")


@pytest.fixture
def twins(tmp_path):
    text = Scenario.load("auto-service").text
    start = text.index('[[strategy]]\nname = "today"')
    end = text.index("[[strategy]]", start + 5)
    path = tmp_path / "twins.toml"
    path.write_text(text + "\n" + text[start:end].replace('"today"', '"twin"'))
    return path


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("map", "--strategies", "today,twin", *OVER), "come out exactly the same everywhere"),
        (("sweep", "--strategies", "today,twin", "--vary", "platform.factor=0:1:3"),
         "come out exactly the same at all points"),
        (("best", "--strategies", "today,twin", "--within", "100"), "come out exactly the same"),
        (("compare", "--strategies", "today,twin", "--draws", "0"), "come out exactly the same"),
    ],
)  # fmt: skip
def test_they_come_out_exactly_the_same(journey, twins, words, answer):
    code, out, _ = journey(words[0], twins, *words[1:], *FAST)
    assert code == 0
    assert answer in " ".join(out.split())
