"""A year worked out from the file: by hand where that can be done, and its parts."""

from __future__ import annotations

import math

import pytest

from sim.scenario import Scenario
from sim.scenario.implied.media import media_of
from sim.scenario.implied.need import discovered, need_of
from sim.scenario.implied.presence import affinity, idle_visits, visits_in_need
from sim.scenario.implied.sessions import finish, logistic, logit, plain_finish, ways
from sim.scenario.implied.staff import appointments, load
from sim.scenario.implied.summary import summary
from sim.scenario.implied.year import curve_of, implied_year, mean_order
from sim.scenario.models import Span
from sim.scenario.values.quantities import DAY

ONE_STEP = 'kind = "site"\nsteps = ["checkout"]\npass = { checkout = 0.2, pay = 1 }\nbooks = "desk"'


@pytest.fixture
def scenario(base: str) -> Scenario:
    return Scenario.from_text(base)


def channel(scenario: Scenario, name: str):
    return next(item for item in scenario.channels if item.name == name)


def persona(scenario: Scenario, name: str = "neighbour"):
    return next(item for item in scenario.personas if item.name == name)


# --- sessions ----------------------------------------------------------------------------------


def test_a_session_with_nothing_in_the_way(scenario: Scenario) -> None:
    web = channel(scenario, "web")
    assert plain_finish(web) == pytest.approx(0.6 * 0.4 * 0.6 * 0.5 * 0.98)
    assert plain_finish(web, "basket") == pytest.approx(0.6 * 0.5 * 0.98)
    assert plain_finish(channel(scenario, "display")) == 0.0
    # neutral interest, no effort felt, no objection: the equation gives the plain rates
    assert finish(
        web.model_copy(update={"step_effort": 0.0}),
        persona(scenario), scenario.behaviour, need=True, interest=0.5,
    ) == pytest.approx(plain_finish(web))  # fmt: skip


def test_a_session_without_a_need(scenario: Scenario) -> None:
    shop = channel(scenario, "shop").model_copy(update={"step_effort": 0.0})
    expected = math.prod(
        logistic(logit(chance) - 3.0) for chance in (0.7, 0.5, 0.95)
    )  # browsing = 3
    found = finish(shop, persona(scenario), scenario.behaviour, need=False)
    assert found == pytest.approx(expected)


def test_objections_are_gone_through_one_by_one(base: str) -> None:
    text = base.replace("margin = 0.4", "margin = 0.4\nobjections = { price = 0.3 }")
    scenario = Scenario.from_text(text)
    shop = channel(scenario, "shop").model_copy(update={"step_effort": 0.0})
    # price bears before the checkout; three in ten have it, at full strength
    free = 0.7 * 0.5 * 0.95
    held = 0.7 * logistic(logit(0.5) - 1.5) * 0.95
    found = finish(shop, persona(scenario), scenario.behaviour, need=True, interest=0.5)
    assert found == pytest.approx(0.7 * free + 0.3 * held)
    loyal = finish(
        shop, persona(scenario), scenario.behaviour, need=True, interest=0.5, loyalty=1.0
    )
    assert loyal > free


def test_effort_slows_long_sessions(scenario: Scenario) -> None:
    web = channel(scenario, "web")
    tired = web.model_copy(update={"step_effort": 3.0})
    both = [
        finish(one, persona(scenario), scenario.behaviour, need=True, interest=0.5)
        for one in (web, tired)
    ]
    assert both[1] < 0.5 * both[0]


@pytest.mark.parametrize("first", [0, 1, 3])
def test_ways_out_of_a_session_add_up(scenario: Scenario, first: int) -> None:
    found = ways(
        channel(scenario, "web"), persona(scenario), scenario.behaviour, {"trust": 1.0}, 0.3, first
    )
    assert len(found) == 4 - first + 1
    assert sum(found) == pytest.approx(1.0)


# --- needs -------------------------------------------------------------------------------------


def by_hand(base: str, site: str = ONE_STEP) -> Scenario:
    """Only one way to buy, of one step, and no interest: constant rates."""
    text = base.replace('kind = "site"\nbooks = "desk"', site).replace("shop = 1.0", "shop = 0")
    text = text.replace('starts = "basket"', 'starts = "checkout"')
    return Scenario.from_text(text).with_values(
        {
            "behaviour.need_interest": 0.0, "behaviour.visit_interest": 0.0,
            "behaviour.interest_weight": 0.0, "behaviour.competitor": 0.1,
            "channel.web.visits": 0.4, "channel.web.step_effort": 0.0,
        }
    )  # fmt: skip


def test_constant_rates_compete(base: str) -> None:
    scenario = by_hand(base)
    found = need_of(scenario, persona(scenario), 0.0)
    # visits 0.4 x 0.5 a day, each an order with 0.2, against 0.1 a day
    assert found.met == pytest.approx(0.04 / (0.04 + 0.1), rel=0.01)
    assert found.visits["web"] == pytest.approx(0.2 / 0.14, rel=0.01)
    assert found.length == pytest.approx(1 / 0.14, rel=0.01)


def test_progress_is_found_again(base: str) -> None:
    """With two steps, a second visit begins where the first one ended."""
    two = by_hand(
        base,
        ONE_STEP.replace('["checkout"]', '["product", "checkout"]').replace(
            "{ checkout = 0.2", "{ product = 0.5, checkout = 0.4"
        ),
    )
    found = need_of(two, persona(two), 0.0)
    # Chances to order from the start (s) and from the checkout (c), with q = 2/3 for one more visit
    q = 2 / 3
    c = q * 0.4 / (1 - q * 0.6)
    s = q * (0.5 * 0.4 + 0.5 * 0.6 * c) / (1 - q * 0.5)
    assert found.met == pytest.approx(s, rel=0.01)
    assert s > 0.04 / 0.14


def test_who_does_not_know_the_firm_has_to_find_it(base: str) -> None:
    scenario = by_hand(base)
    shown = 0.4 * 0.5 * 0.2 / 0.1  # visits x discover while the need is open
    assert discovered(scenario, persona(scenario)) == pytest.approx(shown / (1 + shown))
    unknown = scenario.with_values({"persona.neighbour.aware": 0.0})
    lives = [implied_year(one).lives["neighbour"] for one in (scenario, unknown)]
    assert lives[1].met < lives[0].met
    assert lives[1].visits["web"] < lives[0].visits["web"]


def test_needs_wait_for_one_another(base: str) -> None:
    scenario = by_hand(base)
    life = implied_year(scenario).lives["neighbour"]
    length = need_of(scenario, persona(scenario), 0.0).length
    assert life.needs == pytest.approx(365 / (90 + length), rel=0.01)
    assert life.open == pytest.approx(life.needs * length / 365)


def test_loyal_people_are_lost_less(scenario: Scenario) -> None:
    shares = [need_of(scenario, persona(scenario), loyalty).met for loyalty in (0.0, 0.5)]
    assert shares[1] > shares[0]


def test_nobody_comes_where_nobody_can_buy(base: str) -> None:
    text = base.replace("web = 0.5, email = 0.5, display = 0.5, shop = 1.0", "email = 0.5")
    year = implied_year(Scenario.from_text(text))
    life = year.lives["neighbour"]
    assert (life.met, life.orders["web"], life.visits["web"]) == (0.0, 0.0, 0.0)
    assert life.open > 0.0  # needs are open all the same


def test_a_need_that_nobody_else_meets_stays_open_for_a_year_at_most(base: str) -> None:
    scenario = by_hand(base).with_values({"behaviour.competitor": 0.0})
    assert need_of(scenario, persona(scenario), 0.0).length <= 365.0


def test_season_and_weekday_multiply_needs(base: str) -> None:
    head = "days = 30\n"
    season = f"season = {[2.0] + [1.0] * 11}\nweekday = {[0.0] + [1.0] * 6}\n"
    scenario = Scenario.from_text(base.replace(head, head + season))
    assert curve_of(scenario) == pytest.approx((365 + 31) / 365 * 6 / 7)
    assert curve_of(Scenario.from_text(base)) == pytest.approx(1.0)


def test_missed_appointments_are_no_orders(base: str) -> None:
    scenario = by_hand(base)
    year = implied_year(scenario)
    assert year.bookings["desk"] == pytest.approx(year.ordered["web"])
    assert year.orders == pytest.approx(
        0.95 * year.ordered["web"] + year.ordered["shop"]
    )  # no_show of the kind: 5 %
    assert year.revenue > year.contribution > 0.0


def test_mean_of_spread_orders(base: str) -> None:
    scenario = Scenario.from_text(base.replace("margin = 0.4", "margin = 0.4\norder_spread = 0.5"))
    assert mean_order(persona(scenario)) == pytest.approx(4000 * math.exp(0.125))


# --- media and people --------------------------------------------------------------------------


def test_what_money_buys(base: str) -> None:
    scenario = Scenario.from_text(base)
    media = media_of(scenario)
    assert set(media) == {"display", "email"}  # what costs money and leads somewhere
    display, email = media["display"], media["email"]
    assert display.per_click == pytest.approx(63)
    assert display.per_contact == pytest.approx(63 * 0.1 * 0.046)
    assert display.most == pytest.approx(100 * 0.5 * 2 * 365)
    some = Scenario.from_text(base.replace("{ email = 0.5 }", "{ email = 0.5, display = 0.2 }"))
    assert media_of(some)["display"].most == pytest.approx((60 * 0.2 + 40) * 0.5 * 2 * 365)
    assert email.per_click == pytest.approx(1 / (0.2 * 0.128))
    assert email.at_best == pytest.approx(0.6 * 0.5 * 0.98)  # its link starts at the basket
    assert display.conversion == pytest.approx(_conversion_by_hand(scenario))
    assert 0.0 < display.conversion < display.at_best
    # with a need and nothing in the way, in this visit or a later one
    best = max(life.met for life in implied_year(scenario).lives.values())
    once = 0.6 * 0.4 * 0.6 * 0.5 * 0.98
    assert display.at_best == pytest.approx(once)
    assert display.per_order == pytest.approx(63 / (once + (1 - once) * best))
    assert display.clicks(6300) == pytest.approx(100)
    assert display.clicks(1e12) == pytest.approx(display.most * 0.0046)  # as many as there are


def _conversion_by_hand(scenario: Scenario) -> float:
    """Clicks on display by who makes them: few have a need, most only look."""
    web, total = channel(scenario, "web"), 0.0
    for name, share in (("neighbour", 0.6), ("passer-by", 0.4)):
        life = implied_year(scenario).lives[name]
        who = persona(scenario, name)
        looking = finish(web, who, scenario.behaviour, need=True, interest=life.interest)
        idle = finish(web, who, scenario.behaviour, need=False)
        total += share * (life.open * looking + (1.0 - life.open) * idle)
    return total


def test_clicks_that_nobody_makes_cost_without_end(base: str) -> None:
    text = base.replace('kind = "display"', 'kind = "display"\nclick = 0\ncost_per_thousand = 5')
    display = media_of(Scenario.from_text(text))["display"]
    assert display.per_click == math.inf
    assert display.per_order == math.inf
    assert "display" not in summary(Scenario.from_text(text))["clicks"]


def test_people_and_places(base: str) -> None:
    phone = '[[channel]]\nname = "line"\nkind = "phone"\nservers = 2\nbooks = "desk"\n'
    scenario = Scenario.from_text(base + phone)
    assert appointments(channel(scenario, "desk")) == pytest.approx(50 * 365 / 7)
    line = channel(scenario, "line")
    hours = 2 * 50 * 365 / 7
    assert load(line, 1500) == pytest.approx(1500 * 4 / 60 / hours)


def test_the_summary_is_in_main_units(base: str) -> None:
    scenario = Scenario.from_text(base)
    year, found = implied_year(scenario), summary(scenario)
    assert found["revenue"] == round(year.revenue / 100, 2)
    assert found["visits"].keys() == {"shop", "web"}
    assert found["busy"]["desk"] == pytest.approx(year.bookings["desk"] / (50 * 365 / 7), abs=1e-5)
    assert found["clicks"]["display"]["cost"] == 0.63


# --- kinds with ways of their own --------------------------------------------------------------


def with_channel(base: str, kind: str, *lines: str) -> Scenario:
    """One more channel, which the neighbours use."""
    more = "\n".join(lines)
    text = base.replace("channels = { web = 0.5,", "channels = { extra = 1.0, web = 0.5,")
    channel = f'[[channel]]\nname = "extra"\nkind = "{kind}"\n{more}\n\n'
    return Scenario.from_text(text.replace("[[creative]]", channel + "[[creative]]", 1))


def test_who_lives_far_comes_less(base: str) -> None:
    near, far = (
        implied_year(with_channel(base, "showroom", f"catchment = {km}")) for km in (1e6, 5)
    )
    # half as many at the persona's 5 km, when they only look in
    assert far.lives["neighbour"].visits["extra"] < 0.55 * near.lives["neighbour"].visits["extra"]


def test_who_buys_for_a_firm_is_counted_apart_from_ages(base: str) -> None:
    line = 'users = { "18-29" = 0.8, "30-80" = 0.2, "business" = 0.9 }'
    given = with_channel(base, "app", line)
    likes = persona(given).channels["extra"]
    assert affinity(channel(given, "extra"), persona(given)) == pytest.approx(0.5 * likes)
    firm = persona(given).model_copy(update={"business": True})
    assert affinity(channel(given, "extra"), firm) == pytest.approx(0.9 * likes)


def test_searches_follow_needs_and_lead_to_the_site(base: str) -> None:
    plain = implied_year(Scenario.from_text(base)).lives["neighbour"]
    scenario = with_channel(
        base, "organic-search", 'leads_to = "web"', 'visits = "1 per 2 d"'
    ).with_values({"behaviour.idle_search": 0.0})
    life = implied_year(scenario).lives["neighbour"]
    need = need_of(scenario, persona(scenario), 0.0)
    assert need.visits["extra"] > 1.0
    assert life.visits["extra"] == pytest.approx(life.needs * need.visits["extra"])
    assert life.orders["extra"] == 0.0
    assert life.orders["web"] > 2 * plain.orders["web"]


def test_only_friends_come_by_a_code(base: str) -> None:
    year = implied_year(with_channel(base, "referral", 'visits = "1 per 2 d"'))
    assert year.visits["extra"] == 0.0


def test_what_is_bought_by_the_spot_is_not_judged_by_its_clicks(base: str) -> None:
    scenario = with_channel(base, "tv", "rating = 0.1", "cost_per_spot = 12", "notice = 0.5",
                            "click = 0.02")  # fmt: skip
    text = (
        scenario.text
        + """
[[action]]
name = "spots"
propensity = 0.001
treatments = [{ channel = "extra", landing = "web" }]
"""
    )
    assert "extra" not in media_of(Scenario.from_text(text))


def test_what_is_there_for_some_days_is_visited_in_those(scenario: Scenario) -> None:
    shop, one = channel(scenario, "shop"), persona(scenario)
    fair = shop.model_copy(update={"dates": (Span.model_construct(at=0, lasts=73 * DAY),)})
    always = idle_visits(shop, one, scenario.behaviour)
    assert always > 0.0
    assert idle_visits(fair, one, scenario.behaviour) == pytest.approx(always / 5)
    both = [
        visits_in_need(place, one, time=10.0, length=5.0, interest=0.5) for place in (shop, fair)
    ]
    assert both[1] == pytest.approx(both[0] / 5)
