"""KPI arithmetic, each by hand."""

from pathlib import Path

import numpy as np
import pytest

from sim.model.records.vocabulary import COUNTERS
from sim.study.kpis import KPI, KPIS
from sim.study.kpis.docs import page
from sim.study.measures import measure_all, measure_channels
from sim.study.money import Currency, amount, json_estimate
from sim.study.results import Kpis
from sim.study.sample import Charge, Figures, Platform, payback
from sim.study.statistics import Estimate

CONTRACT = """profit, revenue, contribution, media_cost, platform_cost, discount_cost,
staff_hours, leads, bookings, no_shows, purchases, buyers, conversion_rate, repeat_rate,
retention_rate, customer_value, acquisition_cost, return_on_spend, payback_days, loss_probability,
touches_per_purchase, days_to_purchase, effort_per_purchase, opt_out_rate, wasted_contacts,
contradictions, satisfaction, reviews, referrals, queue_abandonment"""

HOUR = 3_600_000_000
DAY = 24 * HOUR


def test_the_table_holds_every_kpi_of_the_contract():
    names = [name.strip() for name in CONTRACT.replace("\n", " ").split(",")]
    assert set(names) <= set(KPI)
    assert len(KPIS) == len(KPI)


def test_the_page_is_the_table():
    docs = Path(__file__).parents[3] / "docs" / "kpis.md"
    assert docs.read_text(encoding="utf-8") == page(), (
        "run: python -m sim.study.kpis.docs > docs/kpis.md"
    )


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_every_kpi_is_defined_or_null_on_an_empty_run(kpi, make_sample):
    found = Kpis.of(make_sample()).estimates[kpi.name]
    assert found.mean == 0.0 or found.mean is None
    assert (kpi.denominator is None) == (kpi.bottom is None) or kpi.top is None


def test_money_by_hand(make_sample):
    platform = Platform.flat(setup=200_000, monthly=10_000, hours=10, wage=3_000)
    sample = make_sample(
        platform=platform,
        revenue=9_000_000,
        goods=3_000_000,
        discount=100_000,
        new_buyers=1000,
        retained=800,
        handling=50 * HOUR,
    )
    # `media` is a keyword of the series, so the counter is set here
    sample.counters[:, 0, COUNTERS.index("media")] = 900_000 * 10**6
    found = {name: m.theta for name, m in measure_all(sample).items()}
    # 2,000 + 12 x (100 + 10 x 30) = 6,800
    assert found["platform_cost"] == pytest.approx(680_000)
    assert found["contribution"] == pytest.approx(6_000_000)
    assert found["media_cost"] == pytest.approx(900_000)
    assert found["profit"] == pytest.approx(6_000_000 - 900_000 - 680_000)
    assert found["outlay"] == pytest.approx(1_580_000)
    assert found["discount_cost"] == pytest.approx(100_000)
    assert found["staff_hours"] == pytest.approx(50 + 120)
    assert found["customer_value"] == pytest.approx(6_000)
    assert found["acquisition_cost"] == pytest.approx(1_580_000 / 200)
    assert found["return_on_spend"] == pytest.approx(6_000_000 / 1_580_000)
    assert found["retention_rate"] == pytest.approx(800 / 240)


def test_a_year_scales_all_but_set_up_and_people(make_sample):
    platform = Platform.flat(setup=1_000, monthly=100)
    half = make_sample(
        days=182.5, windows=182, platform=platform, revenue=10_000, new_buyers=70, bookings=45
    )
    found = {name: m.theta for name, m in measure_all(half).items()}
    assert found["revenue"] == pytest.approx(20_000)
    assert found["bookings"] == pytest.approx(90)
    assert found["platform_cost"] == pytest.approx(1_000 + 1_200)
    assert found["profit"] == pytest.approx(20_000 - 2_200)
    assert found["buyers"] == pytest.approx(70)
    # over the run: half a year's running cost, set-up in full
    assert found["acquisition_cost"] == pytest.approx((1_000 + 600) / 70)


def test_a_sample_is_reported_at_market_scale_and_a_larger_market_at_its_own(make_sample):
    platform = Platform.flat(setup=1_000)
    sample = make_sample(customers=150, market=600, platform=platform, revenue=10_000, purchases=5)
    found = {name: m.theta for name, m in measure_all(sample).items()}
    assert found["revenue"] == pytest.approx(40_000)
    assert found["profit"] == pytest.approx(39_000)
    assert found["purchases"] == pytest.approx(20)
    large = make_sample(customers=1200, market=600, platform=platform, revenue=10_000)
    found = {name: m.theta for name, m in measure_all(large).items()}
    assert found["revenue"] == pytest.approx(10_000)
    assert found["platform_cost"] == pytest.approx(2_000)


def test_ratios_by_hand(make_sample):
    sample = make_sample(
        visits=1_000,
        purchases=85,
        new_buyers=70,
        repeat_buyers=14,
        touches=425,
        purchase_effort=510 * 10**6,
        satisfaction=68 * 10**6,
        effort=9_000 * 10**6,
        deliveries=7_200,
        opt_outs=18,
        calls=500,
        give_ups=30,
        second={"visits": 2_000, "days": 340 * DAY},
    )
    found = {name: m.theta for name, m in measure_all(sample).items()}
    assert found["conversion_rate"] == pytest.approx(85 / 3_000)
    assert found["repeat_rate"] == pytest.approx(0.2)
    assert found["touches_per_purchase"] == pytest.approx(5.0)
    assert found["days_to_purchase"] == pytest.approx(4.0)
    assert found["effort_per_purchase"] == pytest.approx(6.0)
    assert found["effort_per_visit"] == pytest.approx(3.0)
    assert found["satisfaction"] == pytest.approx(0.8)
    assert found["opt_out_rate"] == pytest.approx(0.0025)
    assert found["queue_abandonment"] == pytest.approx(0.06)


def test_totals_by_hand(make_sample):
    names = ("leads", "bookings", "no_shows", "purchases", "contradictions", "reviews", "referrals")
    counts = {name: np.arange(6) + place for place, name in enumerate(names)}
    found = {name: m.theta for name, m in measure_all(make_sample(**counts)).items()}
    for place, name in enumerate(names):
        assert found[name] == pytest.approx(2.5 + place)
    sample = make_sample(wasted=5_000, deliveries=7_200, visits=3_000)
    found = {name: m.theta for name, m in measure_all(sample).items()}
    assert (found["wasted_contacts"], found["contacts"], found["visits"]) == (5_000, 7_200, 3_000)


def test_channels_have_their_own_figures_and_add_up(make_sample):
    sample = make_sample(revenue=100, purchases=1, second={"revenue": 300, "purchases": 3})
    channels = measure_channels(sample)
    assert list(channels) == ["email", "web"]
    assert channels["email"]["revenue"].theta == 100
    assert channels["web"]["revenue"].theta == 300
    assert channels["web"]["conversion_rate"].theta is None
    assert "profit" not in channels["web"]
    assert "retention_rate" not in channels["web"]


def test_retention_is_null_without_opening_customers(make_sample):
    found = measure_all(make_sample(opening=0, retained=0))
    assert found["retention_rate"].theta is None


def test_payback_is_the_day_of_catching_up_for_good(make_sample):
    base = make_sample(days=10.0)
    gains = np.zeros((6, 10), np.int64)
    gains[0] = 30  # 100 paid back at the end of day 4
    gains[1] = 5  # never within ten days
    gains[2, 0], gains[2, 1], gains[2, 5] = 150, -100, 60  # ahead, behind, ahead for good on day 6
    gains[3, 9] = 100  # exactly level at the end
    gains[4, 0] = 100  # level at once
    gains[5, 0] = 99
    sample = make_sample(days=10.0, contribution=gains, platform=Platform.flat(setup=100))
    days = payback(Figures(sample), Figures(base))
    assert days.tolist() == [4.0, np.inf, 6.0, 10.0, 0.0, np.inf]
    measured = measure_all(sample, base)["payback_days"]
    assert measured.theta == pytest.approx((4 + 10 + 6 + 10 + 0 + 10) / 6)


def test_payback_of_the_baseline_is_at_once_and_unknown_without_one(make_sample):
    sample = make_sample(platform=Platform.flat(setup=5))
    assert measure_all(sample, sample)["payback_days"].theta == 0.0
    assert measure_all(sample)["payback_days"].theta is None
    assert measure_all(sample)["loss_probability"].theta is None


def test_running_platform_cost_counts_day_by_day_in_payback(make_sample):
    base = make_sample(days=365.0)
    # 365 a year running, 2 a day earned, set-up 100: ahead for good at the end of day 100
    sample = make_sample(
        days=365.0, contribution=2, platform=Platform.flat(setup=100, monthly=365 / 12)
    )
    assert payback(Figures(sample), Figures(base)).tolist() == [100.0] * 6


def test_a_platform_that_grows_on_the_way():
    platform = Platform(
        (Charge(0.0, 100.0, 36.5 / 12.0), Charge(50.0, 20.0, 73.0 / 12.0, 5.0, 0.0))
    )
    # 0.1 a day for 50 days, then 0.2 a day; the second set-up is paid on day 50
    found = platform.spent(np.array([0.0, 10.0, 50.0, 60.0, 365.0]))
    assert found.tolist() == pytest.approx([0.0, 101.0, 105.0, 127.0, 188.0])
    assert platform.cost(100.0) == pytest.approx(100 + 20 + 5 + 10)
    assert platform.yearly(100.0) == pytest.approx(120 + 15 * 3.65)
    assert platform.yearly(365.0) == pytest.approx(platform.cost(365.0))
    assert platform.hours(365.0) == pytest.approx(5 * 12 * 315 / 365)
    assert platform.times(2.0).cost(365.0) == pytest.approx(376.0)


def test_risk_of_earning_less_is_paired(make_sample):
    base = make_sample(replications=40, revenue=np.arange(40) * 100)
    more = np.arange(40) * 100 + np.where(np.arange(40) < 6, -1, 1)
    found = Kpis.of(make_sample(replications=40, revenue=more), base)
    risk = found.estimates["loss_probability"]
    assert risk.mean == pytest.approx(0.15)
    # Clopper and Pearson for 6 of 40
    assert risk.low == pytest.approx(0.0571, abs=1e-4)
    assert risk.high == pytest.approx(0.2984, abs=1e-4)
    assert Kpis.of(base, base).estimates["loss_probability"] == Estimate(0.0, 0.0, 0.0)


def test_money_in_json_is_in_the_main_unit_and_rounded():
    kpi = KPI["profit"]
    found = json_estimate(kpi, Estimate(123_456.7, -0.4, None), Currency("EUR"))
    assert found == {
        "mean": 1234.57, "ci_low": 0.0, "ci_high": None, "unit": "EUR", "period": "year",
    }  # fmt: skip
    assert str(found["ci_low"]) == "0.0"
    assert json_estimate(kpi, Estimate(1234.5), Currency("JPY"))["mean"] == 1234.0
    assert json_estimate(kpi, Estimate(1234.0), Currency("KWD"))["mean"] == 1.234


def test_amounts_for_people():
    euro = Currency("EUR")
    assert amount(KPI["profit"], 1_234_567, euro, code=True) == "EUR 12,346"
    assert amount(KPI["profit"], -1_234, euro) == "-12"
    assert amount(KPI["profit"], -123, euro) == "-1.23"
    assert amount(KPI["profit"], -0.3, euro) == "0"
    assert amount(KPI["repeat_rate"], 0.2, euro) == "20.0 %"
    assert amount(KPI["purchases"], 1_234.4, euro) == "1,234"
    assert amount(KPI["purchases"], 3.25, euro) == "3.2"
    assert amount(KPI["payback_days"], None, euro) == "-"
