"""Why a plan under limits has left something out: the limit is named where money is not why."""

from __future__ import annotations

import numpy as np
import pytest

from sim import Scenario
from sim.model.deciding.decisions import LOST, TAKEN, TOO_DEAR
from sim.model.market.market import Market
from sim.model.records.vocabulary import ROW
from sim.study import story
from sim.study.limit_reasons import limit_words
from sim.study.reasons import Reasons
from sim.study.replay import PLANNED, Life, Moment

LIMITS = """
[[constraint]]
name = "mails"
of = { channel = "email" }
maximum = 30

[[constraint]]
name = "pictures"
of = { channel = "instagram" }
minimum = 5

[[exclusion]]
actions = ["newsletter", "brand-ads"]
"""
MAIL, SALE, AD = ("newsletter", "email"), ("weekend-sale", "email"), ("brand-ads", "instagram")


@pytest.fixture(scope="module")
def markets() -> dict[str, Market]:
    text = Scenario.load("growing-brand").text
    found = {"plain": text, "limited": text + LIMITS}
    found["slots"] = found["limited"].replace(
        'name = "omnichannel"\n', 'name = "omnichannel"\nslots = 2\n'
    )
    assert found["slots"] != found["limited"]
    return {
        name: Market.build(Scenario.from_text(text, file="growing-brand"), "omnichannel", days=3)
        for name, text in found.items()
    }


def why(
    market: Market,
    asked: tuple[str, str],
    outcomes: dict[tuple[str, str], tuple[int, float]],
    *,
    price: float | None = 0.0,
    trigger: int = PLANNED,
) -> str:
    """What is said of one treatment, all outcomes and priorities (minor units) given."""
    moment = Moment(0, 0, trigger, -1)
    for t, name in enumerate(market.treatments):
        if (name.action, name.channel) in outcomes:
            moment.outcome[t], moment.priority[t] = outcomes[name.action, name.channel]
    if price is not None:
        pools = market.phases[0].params[0]["pool"]
        moment.price.update({int(pool): price for pool in pools[: len(market.channels)]})
    life = Life(market, 0, 0, None, np.zeros(0, ROW), (moment,))
    others = {(other.action, other.channel): other for other in Reasons(life).others(moment)}
    return others[asked].why


def test_what_only_a_limit_makes_too_dear_is_not_laid_to_the_budget(
    markets: dict[str, Market],
) -> None:
    dear = {MAIL: (TOO_DEAR, 4.9)}
    assert why(markets["limited"], MAIL, dear) == (
        "not worth what the limit mails asks for (EUR 0.049)"
    )
    both = why(markets["limited"], MAIL, dear, price=None)
    assert both.startswith("not worth what the limit mails or the budget asks for (EUR 0.049 for")
    budget = why(markets["limited"], MAIL, dear, price=1_000.0)
    assert budget.startswith("the budget went to contacts with a better return")
    assert why(markets["plain"], MAIL, dear).startswith("the budget went")


def test_a_minimum_makes_nothing_too_dear(markets: dict[str, Market]) -> None:
    assert "limit" not in why(markets["limited"], AD, {AD: (TOO_DEAR, 1.0)})


def test_what_was_taken_back_to_keep_a_limit_says_so(markets: dict[str, Market]) -> None:
    alone = {MAIL: (LOST, 4.9)}
    assert why(markets["limited"], MAIL, alone) == (
        "worth EUR 0.05, but the limit mails or the budget left no room for it"
    )
    assert why(markets["plain"], MAIL, alone) == "worth EUR 0.05, and not picked"


def test_what_is_worth_more_and_lost_names_the_limit(markets: dict[str, Market]) -> None:
    won = {MAIL: (LOST, 4.9), AD: (TAKEN, 1.0)}
    found = why(markets["limited"], MAIL, won)
    assert (
        found == "worth EUR 0.05, but with brand-ads the plan keeps the limits mails and pictures"
    )
    assert "limit" not in why(markets["plain"], MAIL, won)
    less = {MAIL: (LOST, 4.9), AD: (TAKEN, 19.0)}
    assert why(markets["limited"], MAIL, less) == "worth EUR 0.05, brand-ads EUR 0.19"


def test_an_exclusion_is_the_reason_where_there_was_another_slot(
    markets: dict[str, Market],
) -> None:
    won = {MAIL: (LOST, 4.9), AD: (TAKEN, 19.0)}
    words = "never in one plan with brand-ads, which was picked"
    assert why(markets["slots"], MAIL, won) == words
    assert why(markets["slots"], SALE, {SALE: (LOST, 4.9), AD: (TAKEN, 19.0)}) != words
    assert why(markets["limited"], MAIL, won) != words  # one slot: worth decides


def test_limits_are_no_matter_at_an_event(markets: dict[str, Market]) -> None:
    assert "limit" not in why(markets["limited"], MAIL, {MAIL: (LOST, 4.9)}, trigger=0)


def test_words_of_the_summary_name_limits_only_under_limits() -> None:
    assert story._outcome_word(TOO_DEAR) == "too dear for the budget"
    assert story._outcome_word(TOO_DEAR, True) == "too dear for the budget or a limit"
    assert story._outcome_word(LOST, True) == "lost to another or to a limit"


def test_limits_in_words() -> None:
    assert limit_words(["a"]) == "the limit a"
    assert limit_words(["a", "b", "c"], "the budget") == "the limits a, b and c or the budget"
