"""What is counted of rows: by channel, action, need and stage; orders credited to clicks."""

from __future__ import annotations

import numpy as np
import pytest

from sim.clocks import simulate
from sim.model.market.market import Market
from sim.model.records.vocabulary import COUNTER, EVENT, ROW, STAGES, STEPS
from sim.scenario import Scenario
from sim.study.figures.figures import stages
from sim.study.figures.watch import CONVERSION, COUNTED, LOYALTY, PLACE, Watch

DAY = 86_400_000_000
WEB, MAIL, BAYS = 0, 1, 2
NEWS, BASKET_MAIL = 0, 1


def rows(*lives):
    """ROW records: each life a list of (event, channel, action, day), one customer each."""
    found = []
    for customer, life in enumerate(lives):
        for sequence, (event, channel, action, day) in enumerate(life):
            row = np.zeros((), ROW)
            row["time"], row["customer"], row["sequence"] = day * DAY, customer, sequence
            row["event"], row["channel"], row["action"] = EVENT[event], channel, action
            found.append(row)
    return np.array(found, ROW)


def counted(found, *, made_for=None, books=(BAYS,), customers=10, shuffle=None):
    table = np.full((3, 3), -1, np.int64) if made_for is None else made_for
    watch = Watch(table, books, 7 * DAY, customers)
    if shuffle is not None:
        found = found[np.random.default_rng(shuffle).permutation(len(found))]
    half = len(found) // 2
    for block in (found[:half], found[half:]):
        watch.write(block, replication=0, first_window=0)
    watch.close()
    return watch.tallies


def total(tallies, what, channel=MAIL, action=NEWS, need=None):
    part = tallies.counts[PLACE[what], channel, action + 1]
    return int(part.sum() if need is None else part[need].sum())


def test_a_click_and_an_order_within_the_time_are_one_credited_order():
    life = [
        ("need", 0, -1, 1), ("deliver", MAIL, NEWS, 2), ("open", MAIL, NEWS, 2),
        ("click", MAIL, NEWS, 3), ("purchase", WEB, -1, 9),
    ]  # fmt: skip
    found = counted(rows(life))
    for what in ("deliver", "open", "click", "order"):
        assert total(found, what) == total(found, what, need=1) == 1
    late = [*life[:-1], ("purchase", WEB, -1, 11)]
    assert total(counted(rows(late)), "order") == 0


def test_the_last_click_of_each_channel_is_credited_and_of_that_customer_alone():
    mine = [
        ("click", MAIL, NEWS, 1), ("click", MAIL, BASKET_MAIL, 2), ("click", BAYS, NEWS, 2),
        ("purchase", WEB, -1, 3),
    ]  # fmt: skip
    other = [("purchase", WEB, -1, 3)]
    found = counted(rows(mine, other))
    assert total(found, "order", action=NEWS) == 0
    assert total(found, "order", action=BASKET_MAIL) == 1
    assert total(found, "order", channel=BAYS) == 1


def test_an_appointment_is_ordered_when_it_is_booked():
    life = [("click", MAIL, NEWS, 1), ("booking", WEB, -1, 2), ("purchase", BAYS, -1, 4)]
    assert total(counted(rows(life)), "order") == 1
    assert total(counted(rows(life), books=()), "order") == 2


@pytest.mark.parametrize(
    ("before", "after", "open_need"),
    [
        ([("need", 0, -1, 1)], [], 1),
        ([("need", 0, -1, 1), ("lapse", 0, -1, 2)], [], 0),
        ([("need", 0, -1, 1), ("purchase", WEB, -1, 2)], [], 0),
        ([("need", 0, -1, 1), ("booking", WEB, -1, 2)], [], 0),
        ([("booking", WEB, -1, 1), ("no_show", BAYS, -1, 2)], [], 1),
        ([], [("need", 0, -1, 20)], 0),  # what opens later was not open
        ([], [("lapse", 0, -1, 20)], 1),  # what ends later was open from the start
        ([], [("purchase", WEB, -1, 20)], 1),
        ([], [], 0),
    ],
)
def test_whether_a_need_was_open(before, after, open_need):
    life = [*before, ("deliver", MAIL, NEWS, 10), *after]
    found = counted(rows([("need", 0, -1, 1)], life, [("need", 0, -1, 1)]))
    assert total(found, "deliver", need=open_need) == 1
    assert total(found, "deliver") == 1


def test_who_was_at_the_stage_that_it_is_made_for():
    made_for = np.full((3, 3), -1, np.int64)
    made_for[MAIL, NEWS + 1], made_for[MAIL, BASKET_MAIL + 1] = LOYALTY, CONVERSION
    sent = [("deliver", MAIL, NEWS, 1), ("deliver", MAIL, BASKET_MAIL, 2)]
    lives = rows(sent, [("need", 0, -1, 0), *sent])
    lives["stage"] = STAGES.index("customer")
    lives["step"] = STEPS.index("none")
    found = counted(lives).counts[PLACE["deliver"], MAIL]
    assert found.sum() == 4
    fits = counted(lives, made_for=made_for).counts[PLACE["deliver"], MAIL, :, :, 1]
    assert fits[NEWS + 1].tolist() == [1, 0]  # a customer without a need
    assert fits[BASKET_MAIL + 1].tolist() == [0, 1]  # somebody with one


def test_baskets_and_what_comes_of_them():
    left = [("need", 0, -1, 1), ("basket", WEB, -1, 2), ("basket", WEB, -1, 9)]
    paid = [*left, ("purchase", WEB, -1, 30)]
    found = counted(rows(left, paid))
    assert total(found, "basket", WEB, -1) == 4
    assert total(found, "basket_order", WEB, -1) == 1


def test_the_order_of_rows_and_blocks_does_not_matter():
    life = [("need", 0, -1, 1), ("click", MAIL, NEWS, 3), ("purchase", WEB, -1, 4)]
    lives = rows(*[life] * 20)
    one = counted(lives)
    for seed in range(3):
        np.testing.assert_array_equal(one.counts, counted(lives, shuffle=seed).counts)


def test_of_many_customers_every_so_many_th_is_followed():
    lives = rows(*[[("deliver", MAIL, NEWS, 1)]] * 9)
    assert total(counted(lives, customers=150_000), "deliver") == 3
    assert counted(lives, customers=150_000).people[MAIL] == 3
    assert counted(lives).people.tolist() == [0, 9, 0]


def test_nothing_at_all():
    found = counted(np.zeros(0, ROW))
    assert found.counts.shape == (len(COUNTED), 3, 3, 2, 2)
    assert not found.counts.any()


@pytest.mark.parametrize("clock", ["compiled", "simpy"])
def test_counts_of_a_real_run_are_those_of_its_counters(clock):
    """Useless contacts are counted by the model, which knows needs; rows tell nearly the same.

    They cannot tell whether who buys first of all did so with a need from before the start.
    """
    scenario = Scenario.load("auto-service")
    market = Market.build(scenario, "omnichannel", days=200)
    books = (market.channels.index("bays"),)
    watch = Watch(stages(market), books, int(scenario.behaviour.attribution), 600)
    outcome = simulate(market, sink=watch, clock=clock)
    watch.close()
    counts = watch.tallies.counts
    by_channel = counts.sum(axis=(2, 3, 4))
    for what, counter in (
        ("deliver", "deliveries"), ("bounce", "bounces"), ("open", "opens"), ("click", "clicks"),
        ("opt_out", "opt_outs"), ("impression", "noticed"),
    ):  # fmt: skip
        expected = outcome.counters[:, COUNTER[counter]]
        np.testing.assert_array_equal(by_channel[PLACE[what]], expected, err_msg=what)
    kept = [not (action.transactional or action.after_purchase) for action in scenario.actions]
    contacts = counts[PLACE["deliver"]] + counts[PLACE["impression"]]
    met = contacts[:, 1:][:, kept, 0].sum(axis=(1, 2))
    assert met.sum() > 2_000
    np.testing.assert_allclose(met, outcome.counters[:, COUNTER["wasted"]], rtol=0.02)
