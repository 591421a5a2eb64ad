"""Timestamps from tables to decisions: any type of column, any way to decide, the same picks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Catalog, decide, explain, explain_all, funnel_of, streams
from engine.asked import Asked
from engine.catalog import Action, Budget, Channel, Learned, Scorecard, Treatment
from engine.errors import DataError, InputErrors, UsageError
from engine.evaluation import evaluate
from engine.evaluation.policy import Moment
from engine.learning.from_log import learn
from engine.lookup import explain_from_file
from engine.profiles import schema_of
from engine.rules import Field, ProfileSchema
from engine.streams import decide_file

SCHEMA = ProfileSchema(
    (Field("ordered", "timestamp"), Field("joined", "timestamp"), Field("visits", "number"))
)
AS_OF = datetime(2026, 11, 30, 8, tzinfo=UTC)
TIMES = st.none() | st.sampled_from(
    [
        *(AS_OF - timedelta(days=days) for days in (30, 31, 400, 0, -3)),
        *(AS_OF - timedelta(days=30, microseconds=off) for off in (-1, 1)),
        datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ]
)  # fmt: skip


def catalog(**options):
    web = (Treatment("web"),)
    return Catalog(
        SCHEMA,
        (Channel("web"),),
        (
            Action("back", web, "min(1, days_since(ordered) / 1000)",
                   eligible="days_since(ordered) > 30", suitable="joined <= ordered", value=9.0),
            Action("first", web, 0.01, eligible="is_missing(ordered)", value=5.0),
            Action("soon", web, 0.02, eligible="-7 <= days_since(joined) < 0", value=5.0),
        ),
        **options,
    )  # fmt: skip


def expected_of(ordered, joined):
    """The pick, by Python's own arithmetic with times."""
    worth = {}
    if ordered is not None and joined is not None:
        since = (AS_OF - ordered) / timedelta(days=1)
        if AS_OF - ordered > timedelta(days=30) and joined <= ordered:
            worth["back"] = min(1.0, since / 1000.0) * 9.0
    if ordered is None:
        worth["first"] = 0.05
    if joined is not None and timedelta(-7) <= AS_OF - joined < timedelta(0):
        worth["soon"] = 0.1
    return max(worth, key=lambda name: worth[name], default=None)


@given(people=st.lists(st.tuples(TIMES, TIMES), min_size=1, max_size=40), total=st.booleans())
@settings(deadline=None, max_examples=60)
def test_picks_are_those_of_plain_arithmetic_on_every_way(tmp_path_factory, people, total):
    made = catalog(budget=Budget(total=400.0 if total else None))
    profiles = {
        "customer": range(len(people)),
        "ordered": pa.array([ordered for ordered, _ in people], pa.timestamp("us", "UTC")),
        "joined": pa.array([joined for _, joined in people], pa.timestamp("us", "UTC")),
        "visits": [1.0] * len(people),
    }
    expected = [expected_of(*one) for one in people]
    assert decide(made, profiles, as_of=AS_OF).table["action"].to_pylist() == expected
    listed = decide(made, profiles, as_of=AS_OF, ranks=1).table["action"].to_pylist()
    assert listed == expected
    folder = tmp_path_factory.mktemp("times")
    pq.write_table(pa.table(profiles), folder / "people.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "BLOCK", 3)
        decide_file(made, folder / "people.parquet", folder / "out.parquet", Asked(as_of=AS_OF),
                    explain=folder / "why.parquet", funnel=True)  # fmt: skip
    assert pq.read_table(folder / "out.parquet")["action"].to_pylist() == expected
    reasons = explain_all(made, profiles, as_of=AS_OF)
    assert pq.read_table(folder / "why.parquet").to_pylist() == reasons.to_pylist()
    for row, (ordered, joined) in enumerate(people[:4]):
        one = {"customer": row, "ordered": ordered, "joined": joined, "visits": 1.0}
        told = explain(made, one, as_of=AS_OF)
        assert [pick.split("/")[0] for pick in told.picks] == [*filter(None, [expected[row]])]
        for reason, other in zip(told.reasons, reasons.slice(3 * row, 3).to_pylist(), strict=True):
            assert [clause.text for clause in reason.failed] == other["failed"]
            missed = reason.near.missed.by if reason.near is not None else None
            assert missed == other["missed_by"]


def of_type(kind):
    """Two times and a missing one, in a type."""
    times = [datetime(2026, 10, 31, tzinfo=UTC), None, datetime(2026, 11, 29, tzinfo=UTC)]
    if pa.types.is_date(kind):
        return pa.array([time and time.date() for time in times], kind)
    if getattr(kind, "tz", None) is None:
        times = [time and time.replace(tzinfo=None) for time in times]
    return pa.array(times, kind)


@pytest.mark.parametrize(
    "kind",
    [
        pa.date32(), pa.date64(),
        *(pa.timestamp(unit) for unit in ("s", "ms", "us", "ns")),
        *(pa.timestamp(unit, "Europe/Berlin") for unit in ("s", "ns")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("coded", [False, True])
def test_every_type_of_time(kind, coded):
    column = of_type(kind)
    column = column.dictionary_encode() if coded else column
    profiles = {"customer": [1, 2, 3], "ordered": column, "joined": column, "visits": [1.0] * 3}
    found = decide(catalog(), profiles, as_of="2026-11-30T09:00+01:00")
    assert found.table["action"].to_pylist() == ["back", "first", None]
    assert found.table["propensity"][0].as_py() == (30 + 1 / 3) / 1000


def test_times_of_python_and_numpy():
    berlin = timezone(timedelta(hours=1))
    for times in (
        [datetime(2026, 10, 31), None],
        [datetime(2026, 10, 31, 1, tzinfo=berlin), None],
        [date(2026, 10, 31), None],
        np.array(["2026-10-31", "NaT"], "datetime64[D]"),
    ):
        profiles = {"customer": [1, 2], "ordered": times, "joined": times, "visits": [1, 1]}
        found = decide(catalog(), profiles, as_of=date(2026, 12, 1)).table
        assert found["action"].to_pylist() == ["back", "first"]
        assert found["propensity"][0].as_py() == 0.031


def test_explanations_show_dates(tmp_path):
    one = {"customer": "ann", "ordered": date(2026, 11, 20),
           "joined": datetime(2026, 11, 21, 8, 30), "visits": 1.0}  # fmt: skip
    told = explain(catalog(), one, as_of="2026-11-30")
    assert told["back/0"].text == (
        "not eligible: `days_since(ordered) > 30` is false (ordered is 2026-11-20)"
    )
    assert told["back/0"].near.missed.by == 20.0
    assert "joined is 2026-11-21 08:30:00 UTC" in told["soon/0"].text
    one["ordered"] = date(2026, 1, 1)
    assert explain(catalog(), one, as_of="2026-11-30")["back/0"].text == (
        "not suitable: `joined <= ordered` is false (joined is 2026-11-21 08:30:00 UTC, "
        "ordered is 2026-01-01)"
    )
    table = pa.table({name: [value] for name, value in one.items()})
    pq.write_table(table, tmp_path / "one.parquet")
    asked = Asked(as_of="2026-11-30")
    found, _ = explain_from_file(catalog(), tmp_path / "one.parquet", "ann", asked)
    assert "ordered is 2026-01-01" in found["back/0"].text


PEOPLE = {
    "customer": ["ann", "bob"],
    "ordered": [date(2026, 10, 1), None],
    "joined": [date(2026, 9, 1), None],
    "visits": [1.0, 2.0],
}


def test_nothing_is_decided_without_a_time(tmp_path):
    pq.write_table(pa.table(PEOPLE), tmp_path / "people.parquet")
    one = {name: column[0] for name, column in PEOPLE.items()}
    log = {**PEOPLE, "action": ["back", None], "choice_probability": [0.5] * 2, "reward": [1, 0]}
    for call in (
        lambda: decide(catalog(), PEOPLE),
        lambda: explain(catalog(), one),
        lambda: explain_all(catalog(), PEOPLE),
        lambda: funnel_of(catalog(), PEOPLE),
        lambda: evaluate(catalog(), log),
        lambda: decide_file(catalog(), tmp_path / "people.parquet", tmp_path / "out.parquet"),
        lambda: explain_from_file(catalog(), tmp_path / "people.parquet", "ann", Asked()),
    ):
        with pytest.raises(UsageError, match="nothing says as of when to decide") as caught:
            call()
        assert caught.value.place == "as_of"
        assert "ordered is read" in (caught.value.found or "")
    assert [path.name for path in tmp_path.iterdir()] == ["people.parquet"]


def test_a_time_that_is_none():
    with pytest.raises(UsageError, match="this is no time"):
        decide(catalog(), PEOPLE, as_of="tomorrow")


def test_who_reads_no_timestamp_needs_no_time():
    plain = Catalog(
        SCHEMA, (Channel("web"),), (Action("a", (Treatment("web"),), "visits / 10", value=1.0),)
    )
    assert decide(plain, PEOPLE).table["action"].to_pylist() == ["a", "a"]
    log = {
        name: column * 50
        for name, column in {
            **PEOPLE, "action": ["a", None], "choice_probability": [0.5] * 2, "reward": [1, 0],
        }.items()
    }  # fmt: skip
    undated, dated = evaluate(plain, log), evaluate(plain, log, moment=Moment(as_of=AS_OF))
    assert undated.log.modelled == ("visits",)
    assert dated.log.modelled == ("ordered", "joined", "visits")


def test_a_log_is_judged_as_of_a_time():
    log = {
        "ordered": [date(2026, 10, 1), date(2026, 11, 29)] * 20,
        "joined": [date(2026, 9, 1)] * 40,
        "visits": [1.0] * 40,
        "action": ["back", "soon"] * 20,
        "choice_probability": [0.5] * 40,
        "reward": [1.0, 0.0] * 20,
    }
    found = evaluate(catalog(), log, moment=Moment(as_of="2026-11-30"))
    assert found.arms["back"].policy_rows == 20
    assert found.arms["none"].policy_rows == 20


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (["2026-11-20", None], "another kind"),
        ([1.5, None], "another kind"),
        ([1_700_000_000, None], "another kind"),
        (pa.array([1 << 62, None], pa.timestamp("s")), "outside the calendar"),
        (pa.array([-(1 << 60), None], pa.timestamp("us")), "outside the calendar"),
        (pa.array([1 << 30, None], pa.date32()), "outside the calendar"),
    ],
)
def test_columns_that_hold_no_times(column, message):
    with pytest.raises(DataError, match=message) as caught:
        decide(catalog(), {**PEOPLE, "ordered": column}, as_of=AS_OF)
    assert caught.value.place == "column 'ordered'"


def test_the_schema_of_a_table():
    table = pa.table({**PEOPLE, "seen": [datetime(2026, 1, 1), None]})
    fields = {field.name: field.kind for field in schema_of(table)}
    assert fields == {
        "ordered": "timestamp", "joined": "timestamp", "visits": "number", "seen": "timestamp"
    }  # fmt: skip


FILE = """
[[profile]]
name = "ordered"
kind = "timestamp"

[[channel]]
name = "web"

[[action]]
name = "back"
eligible = "days_since(ordered) > 30"
propensity = 0.1
value = 9
treatments = [{ channel = "web" }]
"""


def test_a_file_may_declare_timestamps():
    read = Catalog.from_text(FILE, file="c.toml")
    found = decide(read, PEOPLE, as_of=AS_OF).table["action"].to_pylist()
    assert found == ["back", None]
    with pytest.raises(UsageError) as caught:
        decide(read, PEOPLE)
    assert caught.value.file == "c.toml"
    with pytest.raises(InputErrors, match="this is a number, beside a timestamp"):
        Catalog.from_text(FILE.replace("days_since(ordered)", "ordered"), file="c.toml")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"propensity": Scorecard(0.0, {"ordered": 1.0})}, "a timestamp cannot be weighed"),
        ({"propensity": Learned(segment="ordered")}, "of another kind"),
    ],
)
def test_a_timestamp_is_no_weight_and_no_segment(change, message):
    with pytest.raises(InputErrors, match=message):
        Catalog(SCHEMA, (Channel("web"),), (Action("a", (Treatment("web"),), value=1.0, **change),))


def test_learning_needs_no_time():
    action = Action("a", (Treatment("web"),), Learned(), eligible="days_since(ordered) > 1")
    made = Catalog(SCHEMA, (Channel("web"),), (action,), value=1.0)
    assert learn(made, {"action": ["a"], "reward": [1]}).counts == {"a": (1.0, 1.0)}
