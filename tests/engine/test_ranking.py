"""Ranked lists against what `explain_all` says of every treatment."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import decide, explain_all, streams
from engine.asked import Asked
from engine.errors import UsageError
from engine.ranking import PER
from engine.streams import decide_file
from tests.engine import random_catalogs as made
from tests.engine.small_catalogs import catalogue, limits, people


def expected(reasons, ranks, per, fallbacks):
    """Names of the treatments of a list, by customer."""
    found = {}
    for row in reasons:
        good = row["outcome"] in ("taken", "lost") and row["net"] is not None and row["net"] > 0.0
        found.setdefault(row["customer"], []).extend([row] if good else [])
    lists = {}
    for customer, rows in found.items():
        ordinary = [row for row in rows if row["action"] not in fallbacks]
        listed, used = [], set()
        for row in sorted(ordinary or rows, key=lambda row: -row["net"]):  # stable: equals by name
            if row[per] not in used:
                used.add(row[per])
                listed.append(row["treatment"])
        lists[customer] = listed[: ranks if ordinary else min(ranks, 1)]
    return lists


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made.catalogs(), made.customers, st.integers(1, 5), st.sampled_from(PER))
def test_lists_are_the_best_of_each(catalog, customers, ranks, per):
    columns = made.columns(customers)
    plan = decide(catalog, columns)
    repaired = {row["customer"] for row in plan.table.to_pylist() if row["repaired"]}
    reasons = sorted(
        explain_all(catalog, columns).to_pylist(), key=lambda row: (row["action"], row["treatment"])
    )
    fallbacks = {action.name for action in catalog.actions if action.fallback}
    wanted = expected(reasons, ranks, per, fallbacks)
    listed = {}
    for row in decide(catalog, columns, ranks=ranks, per=per).table.to_pylist():
        mine = listed.setdefault(row["customer"], [])
        if row["treatment"] is None:
            assert row["rank"] == 0
            continue
        mine.append(row["treatment"])
        assert row["rank"] == len(mine)
        assert row["choice_probability"] is None
        words = {True: "highest-priority", False: "next-priority"}
        assert row["reason"] in (words[row["rank"] == 1], "fallback")
    assert list(listed) == list(customers)
    for customer in set(customers) - repaired:
        assert listed[customer] == wanted[customer], customer


def test_lists_that_cannot_be_made():
    catalog, columns = catalogue(), people(3)
    with pytest.raises(UsageError, match="not accepted"):
        decide(catalog, columns, ranks=-1)
    with pytest.raises(UsageError, match="one of something else") as caught:
        decide(catalog, columns, ranks=2, per="colour")
    assert caught.value.expected == "action, channel, treatment"


def test_a_list_of_a_file_is_that_of_the_table(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "BLOCK", 7)
    table = pa.table(people(40))
    pq.write_table(table, tmp_path / "people.parquet")
    asked = Asked(ranks=2, per="channel")
    found = decide_file(catalogue(), tmp_path / "people.parquet", tmp_path / "list.parquet", asked)
    whole = decide(catalogue(), table, ranks=2, per="channel")
    assert pq.read_table(tmp_path / "list.parquet").equals(whole.table)
    assert (found.decided, found.actions) == (whole.decided, whole.actions)
    assert max(whole.table["rank"].to_pylist()) == 2
    with pytest.raises(UsageError, match="a list is no plan"):
        decide_file(
            catalogue(), tmp_path / "people.parquet", tmp_path / "x.parquet", asked, funnel=True
        )


def test_under_constraints_the_first_of_a_list_is_the_pick_that_prices_give():
    catalog, profiles = catalogue(*limits(200)), people(200)
    plan = decide(catalog, profiles)
    picks = {row["customer"]: row for row in plan.table.to_pylist()}
    firsts = decide(catalog, profiles, ranks=1, per="treatment").table.to_pylist()
    same = [
        row["treatment"] == picks[row["customer"]]["treatment"]
        for row in firsts
        if not picks[row["customer"]]["repaired"]
    ]
    assert all(same)
    assert len(same) > 150
