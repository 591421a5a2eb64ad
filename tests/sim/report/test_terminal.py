"""Tables that fit the terminal and say what they show."""

import io

import numpy as np
import pytest
from rich.console import Console

from sim.model.vocabulary import COUNTER, COUNTERS
from sim.report.terminal import show_compare, show_run
from sim.study.compare import differences, one_year
from sim.study.kpis import KPI
from sim.study.money import Currency
from sim.study.results import CompareResult, Kpis, Line, RunResult, Setting, Work
from sim.study.sample import Platform, Sample
from sim.study.verdict import Question, judge


def sample(name, seed, replications=40, platform=0):
    rng = np.random.default_rng(seed)
    counters = rng.integers(1, 90, (replications, 3, len(COUNTERS)))
    counters[:, :, COUNTER["revenue"]] = rng.integers(10**6, 2 * 10**6, (replications, 3))
    counters[:, :, COUNTER["media"]] = 10**12
    return Sample(
        name, ("display", "email", "web"), counters, np.zeros((replications, 365, 3), np.int64),
        np.full(replications, 200), 600, 600, 365.0, 1.0, Platform.flat(setup=platform),
    )  # fmt: skip


def result(names=("today", "multichannel", "omnichannel"), *, second=True, replications=40):
    samples = {name: sample(name, place, replications) for place, name in enumerate(names)}
    kpis = {name: Kpis.of(found, samples[names[0]]) for name, found in samples.items()}
    measured = {name: found.measured["profit"] for name, found in kpis.items()}
    verdict = judge(Question(KPI["profit"], Currency("EUR"), measured, names[0], 600))
    rows = differences(kpis, names[0])
    lines = [Line("media", 1_000_000.0, kpis, (), rows, verdict)]
    if second:
        few = {name: found for name, found in kpis.items() if name != names[-1]}
        lines.append(Line("total", 1_000_000.0, few, (names[-1],), rows, verdict))
    setting = Setting(
        "test", "A test market", Currency("EUR"), "compiled", 600, 600, 365.0, 1, replications
    )
    return CompareResult(
        setting, names[0], "profit", tuple(lines), one_year(KPI["profit"], kpis),
        Work(12_345, dict.fromkeys(names, "0" * 64), 1.5), ("mind the step",),
    )  # fmt: skip


def shown(show, found, width=80):
    out = io.StringIO()
    show(found, Console(file=out, width=width, highlight=False))
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize("count", [2, 4, 7])
def test_never_wider_than_the_terminal(width, count):
    names = ("today", *(f"strategy-number-{place}" for place in range(count - 1)))
    text = shown(show_compare, result(names), width)
    assert max(map(len, text.splitlines())) <= width
    for name in names:
        assert name in text.replace("\n", "") or width == 60


def test_the_verdict_comes_before_the_tables():
    found = result()
    text = " ".join(shown(show_compare, found).split())
    place = text.index(found.verdict.sentence)
    assert place < text.index("Each strategy")
    assert place < text.index("How sure is this?")
    assert "Note: mind the step." in text


def test_spend_differences_second_line_and_spread_are_shown():
    text = " ".join(shown(show_compare, result()).split())
    for words in (
        "Media cost",
        "Platform cost",
        "More or less than today, with the same luck",
        "If EUR 10,000 had to pay for media and platform together",
        "not affordable",
        "What one real year may bring",
        "bad year",
        "12,345 events in 1.5 s",
    ):
        assert words in text


def test_without_a_second_line_it_says_why():
    text = " ".join(shown(show_compare, result(second=False)).split())
    assert "equal media outlay is equal total outlay" in text


def test_few_replications_say_that_there_are_no_intervals():
    text = " ".join(shown(show_compare, result(replications=3)).split())
    assert "No intervals: they need at least 5 replications." in text
    assert "that needs 40 replications" in text


def test_plain_when_piped_and_no_colour_when_told(monkeypatch):
    assert "\x1b" not in shown(show_compare, result())
    monkeypatch.setenv("NO_COLOR", "1")
    out = io.StringIO()
    show_compare(result(), Console(file=out, width=80, force_terminal=True, highlight=False))
    assert "\x1b[3" not in out.getvalue()


def test_a_run_shows_channels_and_fits():
    found = result()
    run = RunResult(found.setting, "today", found.lines[0].kpis["today"], found.work)
    text = shown(show_run, run)
    assert max(map(len, text.splitlines())) <= 80
    assert "By channel" in text
    assert "display" in text
