"""Picks by price alone, candidates, and why somebody gets nothing, against one at a time."""

from __future__ import annotations

import gc

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Catalog, decide, decisions
from engine.actions import OUTCOMES, TAKEN
from engine.arbitration import find_room, judge
from engine.asked import Asked
from engine.catalog import Action, Budget, Cap, Channel, ContactPolicy, Scorecard, Treatment
from engine.decisions import by_price_alone, read_values
from engine.planning import candidates, known_prices
from engine.rules import Field, ProfileSchema
from engine.scan import scanning
from engine.scan.blocks import BLOCK
from engine.scan.filters import LEVELS
from engine.solved import Price
from engine.tables import at_moment
from tests.engine import random_catalogs as made

MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

CATALOG = Catalog(
    ProfileSchema(
        (
            Field("age", "number"),
            Field("spent", "number"),
            Field("kind", "category", ("new", "old")),
            Field("ok", "boolean"),
            Field("stopped", "boolean"),
            Field("mails", "number"),
        )
    ),
    channels=(
        Channel("email", 0.02, consent="ok", suppressed="stopped", contacts={"day": "mails"}),
        Channel("letter", 1.2, suppressed="stopped"),
        Channel("web"),
    ),
    actions=(
        Action("a", (Treatment("email"), Treatment("letter")), "0.001 * age", value=50.0,
               eligible="age >= 30 and spent > 10", suitable="kind == 'old'"),
        Action("b", (Treatment("web"),), Scorecard(-4.0, {"age": 0.02, "spent": 0.01}),
               value="20 + spent", applicable="is_missing(spent) or spent < 60", boost=1.2),
        Action("c", (Treatment("letter"),), 0.05, value=30.0, context="age / 50",
               eligible="spent / age > 0.5", after_purchase=True),
        Action("d", (Treatment("web"),), "clip(spent / 100 - 0.4, 0, 1)", value=1.0,
               eligible="age < 20"),
        Action("e", (Treatment("email"),), 0.01, value=9.0, fallback=True),
    ),
    contact_policy=ContactPolicy((Cap(2, "day", ("email",)),)),
)  # fmt: skip


def profiles(rows, seed=3):
    rng = np.random.default_rng(seed)

    def holes(values):
        return pa.array(values, mask=rng.random(rows) < 0.1)

    return pa.table(
        {
            "customer": np.arange(rows) * 7,
            "age": holes(rng.integers(15, 80, rows)),
            "spent": holes(rng.gamma(1.0, 40.0, rows)),
            "kind": holes(rng.choice(["new", "old"], rows)),
            "ok": holes(rng.random(rows) < 0.7),
            "stopped": holes(rng.random(rows) < 0.2),
            "mails": holes(rng.integers(0, 4, rows)),
        }
    )


PRICES = {
    "free": None,
    "kept": {"all": Price(1.5, 1.5, 1.0)},
    "shut": {"all": Price(float("inf"), float("inf"), 1.0)},
}


@pytest.mark.parametrize("prices", PRICES.values(), ids=PRICES)
def test_the_short_way_comes_to_what_the_long_way_comes_to(monkeypatch, prices):
    table = profiles(3 * BLOCK + 17)
    monkeypatch.setattr(scanning, "STRETCH", BLOCK)
    short = decide(CATALOG, table, prices=prices)
    monkeypatch.setattr(decisions, "by_price_alone", lambda *_: False)
    long = decide(CATALOG, table, prices=prices)
    assert short.table.equals(long.table)
    assert short.prices == long.prices
    assert (short.decided, short.held_out, short.actions) == (
        long.decided, long.held_out, long.actions,
    )  # fmt: skip
    assert len(set(short.table.column("reason").to_pylist())) > 4


@MANY
@given(made.catalogs(), made.customers, st.integers(0, 3))
def test_both_ways_agree_on_any_catalogue(catalog, customers, seed):
    record = at_moment(catalog, "plan", None)
    if not by_price_alone(record[0], known_prices(catalog, record[0], None), False):
        return
    table = made.columns(customers)
    short = decide(catalog, table, seed=seed)
    kept, decisions.by_price_alone = decisions.by_price_alone, lambda *_: False
    try:
        assert short.table.equals(decide(catalog, table, seed=seed).table)
    finally:
        decisions.by_price_alone = kept


def test_threads_and_stretches_change_nothing(monkeypatch):
    table = profiles(2 * BLOCK + 5)
    whole = decide(CATALOG, table)
    monkeypatch.setattr(scanning, "STRETCH", BLOCK)
    monkeypatch.setattr(scanning, "_processors", lambda: 3)
    assert decide(CATALOG, table).table.equals(whole.table)
    parts = [decide(CATALOG, table.slice(first, 1_000)).table for first in range(0, 5_000, 1_000)]
    assert (
        pa.concat_tables(parts).to_pylist()
        == whole.table.to_pylist()[:5_000][: sum(part.num_rows for part in parts)]
    )


def test_who_gets_nothing_is_told_what_came_nearest():
    table = profiles(1_500)
    record = at_moment(CATALOG, "plan", None)
    fields = read_values(CATALOG, table, Asked())
    work = candidates(CATALOG, record, np.arange(1_500, dtype=np.uint64), fields, {}, 0)
    room, stack = np.zeros(1), np.zeros(32)
    seen = set()
    for i in range(1_500):
        row = fields.row(i)
        find_room(work.p, row, room)
        outcomes = [
            int(judge(work.p, t, row, room, np.zeros(1), np.zeros(1), stack)[0])
            for t in range(len(CATALOG.treatments))
        ]
        taken = work.candidate[work.first[i] : work.last[i]].tolist()
        assert taken == [t for t, outcome in enumerate(outcomes) if outcome == TAKEN]
        assert work.room[i].tolist() == room.tolist()
        if not taken:
            furthest = max(outcomes, key=lambda outcome: LEVELS.index(OUTCOMES[outcome]))
            assert LEVELS[work.level[i]] == OUTCOMES[furthest]
            seen.add(furthest)
    assert len(seen) >= 2


def test_a_limit_on_money_takes_the_long_way():
    record = at_moment(CATALOG, "plan", None)
    limited = Catalog(CATALOG.schema, CATALOG.channels, CATALOG.actions, budget=Budget(total=100.0))
    assert by_price_alone(record[0], known_prices(CATALOG, record[0], None), False)
    theirs = at_moment(limited, "plan", None)[0]
    assert not by_price_alone(theirs, known_prices(limited, theirs, None), False)
    kept = {"all": Price(1.0, 1.0, 1.0)}
    assert by_price_alone(theirs, known_prices(limited, theirs, kept), True)
    margin = {"all": Price(1.0, 0.9, 0.5)}
    assert not by_price_alone(theirs, known_prices(limited, theirs, margin), True)


@pytest.mark.parametrize("total", [None, 100.0])
def test_nothing_of_a_call_waits_for_the_search_for_garbage(total):
    """That comes seldom, so blocks of a stream would pile up."""
    catalog = Catalog(CATALOG.schema, CATALOG.channels, CATALOG.actions, budget=Budget(total=total))
    table = profiles(100)
    decide(catalog, table)
    gc.collect()
    decide(catalog, table)
    assert gc.collect() == 0
