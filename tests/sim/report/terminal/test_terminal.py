"""Tables that fit the terminal and say what they show."""

import io
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from sim.model.records.vocabulary import COUNTER, COUNTERS
from sim.report.terminal.comparison import show_compare
from sim.report.terminal.one_run import show_run
from sim.study.kpis import KPI
from sim.study.lines import differences, one_year
from sim.study.money import Currency
from sim.study.question import Question
from sim.study.results import CompareResult, Kpis, Line, RunResult, Setting, Work
from sim.study.sample import Charge, Platform, Sample
from sim.study.statistics import UNDEFINED, Estimate
from sim.study.uncertainty.carried import Carried
from sim.study.unpaid import unpaid_cost
from sim.study.verdict import judge, nothing_to_compare


def sample(name, seed, replications=40, platform=0):
    rng = np.random.default_rng(seed)
    counters = rng.integers(1, 90, (replications, 3, len(COUNTERS)))
    counters[:, :, COUNTER["revenue"]] = rng.integers(10**6, 2 * 10**6, (replications, 3))
    counters[:, :, COUNTER["media"]] = 10**12
    return Sample(
        name, ("display", "email", "web"), counters, np.zeros((replications, 365, 3), np.int64),
        np.full(replications, 200), 600, 600, 365.0, 1.0, Platform.flat(setup=platform),
    )  # fmt: skip


def carried(names, kpis, draws=40):
    """Input intervals made up: each is the mean, 1 % and 2 % of it more."""

    def around(mean):
        return Estimate(None, 1.01 * mean, 1.02 * mean) if mean is not None else UNDEFINED

    rows = differences(kpis, names[0])
    return Carried(
        8, draws, 4,
        {name: {kpi: around(one.mean) for kpi, one in found.estimates.items()}
         for name, found in kpis.items()},
        {(found.first, found.second): {kpi: around(one.mean)
         for kpi, one in found.estimates.items()} for found in rows},
        {name: float(name == names[1]) for name in names},
    )  # fmt: skip


def result(
    names=("today", "multichannel", "omnichannel"), *, second=True, replications=40, drawn=False,
    ranges=0,
):  # fmt: skip
    samples = {name: sample(name, place, replications) for place, name in enumerate(names)}
    kpis = {name: Kpis.of(found, samples[names[0]]) for name, found in samples.items()}
    measured = {name: found.measured["profit"] for name, found in kpis.items()}
    inputs = carried(names, kpis) if drawn else Carried(ranges)
    verdict = judge(
        Question(KPI["profit"], Currency("EUR"), measured, names[0], 600, inputs=inputs)
    )
    rows = differences(kpis, names[0])
    lines = [Line("media", 1_000_000.0, kpis, (), rows, verdict, inputs=inputs)]
    if second:
        few = {name: found for name, found in kpis.items() if name != names[-1]}
        lines.append(Line("total", 1_000_000.0, few, (names[-1],), rows, verdict))
    setting = Setting(
        "test", "A test market", Currency("EUR"), "compiled", 600, 600, 365.0, 1, replications,
        ranges=inputs.numbers,
    )  # fmt: skip
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
@pytest.mark.parametrize("drawn", [False, True])
def test_never_wider_than_the_terminal(width, count, drawn):
    names = ("today", *(f"strategy-number-{place}" for place in range(count - 1)))
    text = shown(show_compare, result(names, drawn=drawn), width)
    assert max(map(len, text.splitlines())) <= width
    for name in names:
        assert name in text.replace("\n", "") or width == 60


def test_the_verdict_comes_before_the_tables():
    found = result()
    text = " ".join(shown(show_compare, found).split())
    place = text.index(" ".join(found.verdict.headline))
    assert place < text.index("Each strategy")
    assert place < text.index("How sure is this?")
    assert "Note: mind the step." in text


def test_a_bad_year_is_the_worse_one():
    years = {"today": (100.0, 200.0, 300.0)}
    rows = {}
    for primary in ("profit", "wasted_contacts"):
        text = shown(show_compare, replace(result(), primary=primary, one_year=years))
        table = text[text.index("What one real year may bring") :]
        rows[primary] = next(row for row in table.splitlines() if row.strip().startswith("today"))
    assert [float(one) for one in rows["profit"].split()[1:]] == [1.0, 2.0, 3.0]
    assert [float(one) for one in rows["wasted_contacts"].split()[1:]] == [300.0, 200.0, 100.0]


def test_every_block_of_strategies_has_the_baseline_and_none_a_name_cut_within_a_word():
    names = ("today", "loosely-coupled", "cross-channel", "joined-all-at-once", "phone-first")
    rows = shown(show_compare, result(names)).splitlines()
    start = next(place for place, row in enumerate(rows) if row.startswith("Each strategy"))
    end = next(place for place, row in enumerate(rows) if row.startswith("More or less than"))
    heads = [row.split() for row in rows[start:end] if "today*" in row]
    assert len(heads) == sum(row.startswith(" Profit") for row in rows[start:end]) > 1
    pieces = {piece for name in names for piece in name.replace("-", "- ").split()}
    assert all(
        part in pieces for head in heads for word in head if word != "today*"
        for part in word.replace("-", "- ").split()
    )  # fmt: skip


def test_a_short_table_of_all_strategies_comes_first():
    names = ("today", "loosely-coupled", "cross-channel", "joined-all-at-once", "phone-first")
    text = shown(show_compare, result(names))
    short = text[text.index("In short") : text.index("Profit against today")]
    drawn = text[text.index("Profit against today") : text.index("Each strategy")]
    assert drawn.count("o-") >= len(names) - 1
    head = " ".join(short.split("─")[0].split())
    assert all(word in head for word in ("Profit", "Revenue", "Media and", "Purchases"))
    found = [row.split() for row in short.splitlines() if row.strip().rstrip("*")]
    rows = {row[0]: row[1:] for row in found if row[0].rstrip("*") in names}
    assert list(rows) == ["today*", *names[1:]]
    assert all(len(row) == 4 for row in rows.values())


def test_spend_differences_second_line_and_spread_are_shown():
    text = " ".join(shown(show_compare, result()).split())
    for words in (
        "Media cost",
        "Platform cost",
        "More or less than today, with the same luck",
        "A harder test: if EUR 10,000 (budget.total) also had to pay for the platforms",
        "not affordable",
        "What one real year may bring",
        "bad year",
        "12,345 events in 1.5 s",
    ):
        assert words in text


def test_both_uncertainties_are_shown_apart():
    found = result(drawn=True)
    text = shown(show_compare, found)
    rows = [line.split() for line in text.splitlines()]
    start = rows.index("More or less than today, with the same luck".split())
    gaps = found.lines[0].differences[:2]
    money = [
        f"{found.setting.currency.text(gap.estimates['profit'].mean, code=False)}" for gap in gaps
    ]
    place = rows.index(["Profit", *money], start)
    assert rows[place + 1][:2] == ["by", "simulation"]
    assert rows[place + 2][:2] == ["by", "inputs"]
    text = found.setting.currency.text
    ends = [1.01 * gaps[0].estimates["profit"].mean, 1.02 * gaps[0].estimates["profit"].mean]
    assert rows[place + 2][2:5] == [text(ends[0], code=False), "to", text(ends[1], code=False)]


def test_how_many_ranges_there_are_and_what_the_intervals_mean_is_said():
    words = " ".join(shown(show_compare, result(drawn=True)).split())
    assert (
        "8 numbers of the scenario have ranges. For the intervals by inputs all of these" in words
    )
    assert "drawn anew within their ranges, 40 times" in words
    assert "(4 replications)" in words
    assert "Intervals by simulation tell how well" in words
    assert "The other line, above, takes all numbers at their values." in words
    assert "What the uncertain numbers do to 'Profit'" in words
    assert "12,345 events in the main run; 1.5 s in all" in words
    assert "40 of 40" in words
    assert "0 of 40" in words


def test_without_draws_there_is_one_interval_and_it_says_what_is_missing():
    words = " ".join(shown(show_compare, result()).split())
    assert "No number of the scenario has a range" in words
    assert "by inputs" not in words
    assert "95 % interval" in words
    for count, start in ((8, "8 numbers of the scenario have ranges, and each is"),
                         (1, "One number of the scenario has a range, and it is")):  # fmt: skip
        words = " ".join(shown(show_compare, result(ranges=count)).split())
        assert f"{start} taken at its value" in words
        assert "best in" not in words


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


def market(name, *, hours=0, revenue=10**6, setup=0, wage=3_000, days=365.0):
    """Ten lives of 600 people: so many hours of calls, such revenue, no luck at all."""
    counters = np.zeros((10, 3, len(COUNTERS)), np.int64)
    counters[:, 1, COUNTER["handling"]] = int(hours * 3_600e6)
    counters[:, 2, COUNTER["revenue"]] = revenue
    series = np.zeros((10, int(days), 3), np.int64)
    series[:, 0, 0] = revenue
    return Sample(
        name, ("display", "phone", "web"), counters, series, np.full(10, 200), 600, 600, days, 1.0,
        Platform.flat(setup=setup, hours=1.0, wage=wage),
    )  # fmt: skip


def compared(*samples, days=365.0):
    base = samples[0].strategy
    kpis = {found.strategy: Kpis.of(found, samples[0]) for found in samples}
    measured = {name: found.measured["profit"] for name, found in kpis.items()}
    unpaid = unpaid_cost(kpis, base)
    verdict = judge(Question(KPI["profit"], Currency("EUR"), measured, base, 600, unpaid=unpaid))
    line = Line("media", 240_000.0, kpis, (), differences(kpis, base), verdict)
    setting = Setting("test", "A test market", Currency("EUR"), "compiled", 600, 600, days, 1, 10)
    return CompareResult(setting, base, "profit", (line,), None, Work(1, {}, 1.0))


def words(found):
    return " ".join(shown(show_compare, found).split())


def test_profit_says_what_is_in_it_and_what_hours_are_not():
    text = words(compared(market("today", hours=100), market("joined", hours=237)))
    assert "Profit = contribution - media cost - platform cost." in text
    assert "at EUR 30 an hour. Staff hours also count those of calls and services (phone)" in text
    assert "take so many hours a year: 137 more under joined." in text
    assert "At EUR 30 an hour that would cost EUR 4,110; it is not in profit." in text
    assert "joined would earn less" not in text  # it earns no more as it is


def test_hours_that_would_eat_up_the_gain_are_said():
    samples = market("today", hours=100), market("joined", hours=237, revenue=10**6 + 400_000)
    assert "had to be paid on top, joined would earn less than today." in words(compared(*samples))
    samples = market("today", hours=100), market("joined", hours=237, revenue=10**6 + 500_000)
    assert "had to be paid on top" not in words(compared(*samples))


def test_fewer_hours_are_less_cost():
    samples = market("today", hours=100), market("more", hours=137), market("less", hours=37)
    text = words(compared(*samples))
    assert "would cost EUR 1,110 more and EUR 1,890 less; it is not" in text


@pytest.mark.parametrize("able", [(), ("today",)])
def test_where_fewer_than_two_can_pay_the_second_line_says_so(able):
    found = compared(market("today", setup=200_000), market("joined", setup=400_000))
    refused = tuple(name for name in ("today", "joined") if name not in able)
    second = Line("total", 240_000.0, {}, refused, (), nothing_to_compare(KPI["profit"], able))
    text = words(replace(found, lines=(*found.lines, second)))
    assert "A harder test: if EUR 2,400 (budget.total) also had to pay for the platforms" in text
    if able:
        assert "today affordable - 2,360" in text
        assert "joined not affordable - 4,360" in text
        assert "Nothing to compare: only today can pay for its platform." in text
    else:
        assert "no strategy could: they alone cost today 2,360, joined 4,360." in text
    assert "equal total outlay" not in text


def test_the_harder_test_is_left_out_where_the_baseline_itself_cannot_pay():
    found = compared(market("today", setup=400_000), market("lean", setup=100_000))
    only = nothing_to_compare(KPI["profit"], ("lean",))
    second = Line("total", 240_000.0, {}, ("today",), (), only, ("lean",))
    text = words(replace(found, lines=(*found.lines, second)))
    assert (
        "A harder test: if EUR 2,400 (budget.total) also had to pay for the platforms, today "
        "itself could not: its platform alone costs EUR 4,360 a year."
    ) in text
    assert "not affordable" not in text


def test_platform_cost_is_told_as_tools_and_hours_where_both_are_paid():
    both = words(compared(market("today"), market("joined", setup=400_000)))
    assert "Platform cost 360 4,360 of it tools 0 4,000 of it staff hours 360 360" in both
    one = words(compared(market("today"), market("joined")))
    assert "of it" not in one


@pytest.mark.parametrize("days", [90.0, 365.0])
def test_tools_and_hours_add_up_to_platform_cost(days):
    found = Platform(
        (Charge(0.0, 900.0, 40.0, 2.0, 3_000.0), Charge(50.0, 100.0, 60.0, 5.0, 3_500.0))
    )
    hourly = (2.0 * 3_000 * 50 + 5.0 * 3_500 * (days - 50)) * 12 / days
    assert found.yearly_work(days) == pytest.approx(hourly)
    assert found.yearly(days) - hourly == pytest.approx(
        1_000 + (40.0 * 50 + 60.0 * (days - 50)) * 12 / days
    )


def test_names_stand_beside_their_titles():
    found = compared(market("today"), market("joined"))
    titles = {"today": "As it is", "joined": "All around the customer"}
    found = replace(found, setting=replace(found.setting, titles=titles))
    assert "today As it is joined All around the customer" in words(found)


def test_equal_hours_and_hours_without_a_price():
    text = words(compared(market("today", hours=1000), market("joined", hours=1005)))
    assert "so many hours a year" not in text
    free = market("today", hours=10, wage=0), market("joined", hours=5, wage=0)
    assert "5.0 fewer under joined. They are not in profit." in words(compared(*free))


def test_what_never_pays_back_says_so_and_the_baseline_has_no_risk_of_its_own():
    text = shown(show_compare, compared(market("today"), market("dear", setup=10)))
    lines = text.splitlines()
    place = next(at for at, line in enumerate(lines) if "Days to pay back" in line)
    assert lines[place].split()[-3:] == ["-", "not", "in"]
    assert lines[place + 1].split() == ["this", "year"]
    assert next(line for line in lines if "Risk of earning less" in line).split()[-3] == "-"
    assert "365.0" not in text


def test_rows_of_the_run_are_marked_where_it_is_no_year():
    text = shown(
        show_compare, compared(market("today", days=90.0), market("b", days=90.0), days=90.0)
    )
    assert "Buyers†" in text
    assert "Revenue " in text
    assert "† of the 90 days, not scaled to a year." in " ".join(text.split())
    assert "†" not in shown(show_compare, compared(market("today"), market("b")))


def test_the_ceiling_and_its_key_are_named():
    text = words(compared(market("today"), market("b")))
    assert "same ceiling on media (EUR 2,400 a year, budget.total)" in text


def test_one_replication_is_told_as_one():
    found = result(replications=1)
    assert " 1 replication, amounts" in words(found)
    assert "(the same year lived with other luck)" in words(result())


def test_hours_that_differ_by_chance_are_not_told():
    hours = np.random.default_rng(5).normal(100.0, 30.0, (2, 10))
    samples = [market("today"), market("joined")]
    for own, found in zip(hours, samples, strict=True):
        found.counters[:, 1, COUNTER["handling"]] = (own * 3_600e6).astype(np.int64)
    assert abs(hours[1].mean() - hours[0].mean()) > 1.0
    assert "so many hours a year" not in words(compared(*samples))
