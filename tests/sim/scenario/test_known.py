"""[known]: read like other tables, held against what the file implies, part of no result."""

from __future__ import annotations

import pytest

from engine.errors import InputErrors, ScenarioError
from sim import run
from sim.scenario import Scenario
from sim.scenario.checking.concern import Concern, arranged
from sim.scenario.checking.known import known_concerns
from sim.scenario.checking.totals import total_of
from sim.scenario.implied.year import implied_year


def with_known(base: str, *lines: str) -> Scenario:
    return Scenario.from_text(base + "\n[known]\n" + "\n".join(lines) + "\n")


def told(base: str, *lines: str) -> list[Concern]:
    return list(known_concerns(with_known(base, *lines)))


def only(base: str, *lines: str) -> Concern:
    concerns = told(base, *lines)
    assert len(concerns) == 1, concerns
    return concerns[0]


@pytest.fixture
def year(base: str):
    return implied_year(Scenario.from_text(base))


def test_nothing_is_known_by_default(base: str) -> None:
    scenario = Scenario.from_text(base)
    assert scenario.known.empty
    assert list(known_concerns(scenario)) == []
    assert not with_known(base, "calls = 0").known.empty


def test_its_numbers_are_numbers_like_others(base: str) -> None:
    scenario = with_known(
        base, 'orders = { value = 100, low = 80, high = 150, kind = "fitted", source = "till" }',
        'revenue = "3500 EUR"', 'spend = { display = "300 EUR" }',
    )  # fmt: skip
    assert scenario.plain("known.orders") == 100
    assert scenario.labels["known.orders"].kind == "fitted"
    assert scenario.labels["known.spend.display"].kind == "mine"
    total = total_of(scenario, "orders")
    assert (total.value, total.low, total.high) == (100, 80, 150)
    assert total_of(scenario, "spend.display").value == 30_000  # minor units
    assert total_of(scenario, "bookings") is None
    assert total_of(scenario, "spend.email") is None


def test_channels_that_do_not_exist(base: str) -> None:
    with pytest.raises(InputErrors) as caught:
        with_known(base, "visits = { wep = 10 }", "spend = { dislay = 1 }")
    messages = [str(error) for error in caught.value.errors]
    assert "known.visits.wep" in messages[0]
    assert caught.value.errors[1].nearest == "display"
    with pytest.raises((ScenarioError, InputErrors)) as unknown:
        with_known(base, "order = 10")
    assert "orders" in str(unknown.value)


def test_no_result_depends_on_it(base: str) -> None:
    plain, known = Scenario.from_text(base), with_known(base, "orders = 7", "calls = 3")
    digests = {
        run(one, strategy="joined", replications=1, days=10).events_digest for one in (plain, known)
    }
    assert len(digests) == 1


# --- orders, bookings, revenue -----------------------------------------------------------------


def test_totals_that_fit_say_nothing(base: str, year) -> None:
    assert told(
        base, f"orders = {year.orders:.0f}", f"revenue = {year.revenue / 100:.0f}",
        f"bookings = {year.bookings['desk']:.0f}", f"visits = {{ web = {year.visits['web']:.0f} }}",
        "customers = 0", "spend = { display = 900 }",
    ) == []  # fmt: skip


@pytest.mark.parametrize(
    ("orders", "message"),
    [
        (1.9, None), (2.1, "far more orders than"), (0.51, None), (0.30, "far fewer orders than"),
    ],
)  # fmt: skip
def test_orders_by_a_factor(base: str, year, orders: float, message: str | None) -> None:
    # how many times the file implies what is known
    known = year.orders / orders
    concerns = told(base, f"orders = {known:.0f}")
    assert [message in item.message for item in concerns] == ([] if message is None else [True])


def test_a_range_of_orders_is_given_the_benefit(base: str, year) -> None:
    known = f"value = {year.orders / 4:.0f}, low = 1, high = {year.orders / 1.5:.0f}"
    assert told(base, f"orders = {{ {known} }}") == []


def test_more_orders_than_needs(base: str) -> None:
    concern = only(base, "orders = 500")
    assert concern.where == "known.orders"
    # 60 people x 365/90 + 40 people x 1
    assert concern.arithmetic == "100 people x 2.83 needs a year = 283 needs; known: 500 orders"


def test_bookings(base: str) -> None:
    concern = only(base, "bookings = 3000")
    assert concern.arithmetic == "desk 50 a week x 52 = 2,607 a year; known: 3,000"
    nobody = base.replace('books = "desk"\n', "").replace(
        '[[channel]]\nname = "desk"\nkind = "service"\n', ""
    )
    assert "no channel here takes appointments" in only(nobody, "bookings = 3").message


def test_what_an_order_is_worth(base: str, year) -> None:
    worth = year.revenue / year.orders / 100
    orders = round(year.orders)
    fits = [f"orders = {orders}", f"revenue = {orders * worth * 1.3:.0f}"]
    assert told(base, *fits) == []
    concern = only(base, f"orders = {orders}", f"revenue = {orders * worth / 100:.0f}")
    assert concern.where == "known.revenue"
    assert "persona.neighbour.order_value" in concern.suspects
    assert concern.message.endswith("times those that are known")


def test_revenue_alone(base: str, year) -> None:
    concern = only(base, f"revenue = {year.revenue / 100 / 5:.0f}")
    assert concern.message == "the file implies 5 times the revenue that is known"
    assert told(base, f"revenue = {year.revenue / 100:.0f}") == []


# --- people ------------------------------------------------------------------------------------


def test_customers(base: str) -> None:
    text = base.replace("margin = 0.4", "margin = 0.4\ncustomer = 0.5")
    assert told(text, "customers = 30") == []
    concern = only(text, "customers = 60")
    assert concern.arithmetic == "100 people x 30 % who have bought before = 30; known: 60"
    small = only(text, "customers = 101")
    assert small.where == "scenario.market"


def test_buyers_by_a_factor(base: str, year) -> None:
    assert told(base, f"buyers = {year.buyers / 1.9:.0f}") == []
    assert "far more people who buy" in only(base, f"buyers = {year.buyers / 2.1:.0f}").message
    rare = base.replace('need = "1 per 90 d"', 'need = "1 per 3 y"')
    there = implied_year(Scenario.from_text(rare)).buyers
    assert told(rare, f"buyers = {there * 2.9:.0f}") == []
    assert "far fewer people who buy" in only(rare, f"buyers = {there * 3.1:.0f}").message


def test_what_is_labelled_assumed_is_not_known(base: str, year) -> None:
    buyers = year.buyers / 5
    assert told(base, f'buyers = {{ value = {buyers:.0f}, kind = "mine" }}') != []
    assert told(base, f'buyers = {{ value = {buyers:.0f}, kind = "assumed", source = "x" }}') == []


def test_orders_that_do_not_fit_say_it_for_their_buyers(base: str, year) -> None:
    known = [f"orders = {year.orders / 3:.0f}", f"buyers = {year.buyers / 3:.0f}"]
    assert [item.where for item in arranged(told(base, *known))] == ["known.orders"]


def test_calls_and_visits(base: str, year) -> None:
    assert "no channel here takes any" in only(base, "calls = 5").message
    phone = base + '\n[[channel]]\nname = "line"\nkind = "phone"\nbooks = "desk"\n'
    phone = phone.replace("channels = { web = 0.5,", "channels = { line = 1, web = 0.5,")
    calls = implied_year(Scenario.from_text(phone)).visits["line"]
    assert told(phone, f"calls = {calls:.0f}") == []
    assert "far fewer calls" in only(phone, f"calls = {10 * calls:.0f}").message
    concern = only(base, f"visits = {{ web = {year.visits['web'] / 5:.0f} }}")
    assert concern.where == "known.visits.web"
    assert "far more visits" in concern.message


# --- money -------------------------------------------------------------------------------------


def test_spend_against_the_budget(base: str) -> None:
    assert told(base, "spend = { display = 600, email = 300 }") == []
    month = only(base, "spend = { display = 12000 }")
    assert month.where == "budget.total"
    assert "is it that of a month?" in month.message
    assert month.arithmetic == "EUR 12,000.00 last year; budget: EUR 1,000.00, 12 times less"
    cents = only(base, 'spend = { display = "9 EUR" }')
    assert cents.arithmetic.endswith("111 times more")
    free = only(base, "spend = { shop = 300, display = 900 }")
    assert free.where == "known.spend.shop"


def test_clicks_that_bring_more_orders_than_there_were(base: str) -> None:
    cheap = base.replace('kind = "display"', 'kind = "display"\ncost_per_click = "0.06 EUR"')
    concerns = told(cheap, "spend = { display = 900 }", "orders = 95")
    (concern,) = [item for item in concerns if item.where.startswith("channel")]
    assert concern.where == "channel.display.cost_per_click"
    assert concern.arithmetic.startswith(
        "EUR 900.00 / EUR 0.06 a click = 15,000 clicks on display x "
    )
    assert concern.arithmetic.endswith("known: 95 in all")
    dear = told(base, "spend = { display = 900 }", "orders = 95")
    assert [item for item in dear if item.where.startswith("channel")] == []


def test_buyers_make_an_order_each(base: str, year) -> None:
    orders = round(year.orders)
    assert told(base, f"orders = {orders}", f"buyers = {orders}") == []
    concern = only(base, f"orders = {orders}", "buyers = 95")
    assert concern.where == "known.orders"
    assert concern.arithmetic == f"{orders} orders / 95 buyers = {orders / 95:.3g} each"
    assert only(base, "buyers = 100_000_000").where == "scenario.market"


def test_more_spent_than_sold(base: str, year) -> None:
    revenue = f"revenue = {year.revenue / 100:.0f}"
    assert told(base, revenue, "spend = { display = 0 }") == []
    found = {item.where: item for item in told(base, revenue, "spend = { display = 90_000_000 }")}
    assert "more was spent on media than was sold" in found["known.spend"].message


def test_money_for_spots_is_no_remark(base: str) -> None:
    spots = (
        '\n[[channel]]\nname = "radio"\nkind = "radio"\n'
        '\n[[action]]\nname = "spots"\npropensity = 0.01\n'
        'treatments = [{ channel = "radio", landing = "web" }]\n'
    )
    places = [item.where for item in told(base + spots, "spend = { radio = 100 }")]
    assert "known.spend.radio" not in places
    unused = spots.partition("\n[[action]]")[0]
    places = [item.where for item in told(base + unused, "spend = { radio = 100 }")]
    assert "known.spend.radio" in places
