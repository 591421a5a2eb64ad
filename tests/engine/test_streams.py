"""Decisions for a file: the same rows as for a table, whatever the blocks."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine import Catalog, decide, explain, explain_all, funnel_of, outcomes, streams
from engine.asked import Asked
from engine.catalog import Action, Budget, Channel, Constraint, Treatment
from engine.errors import DataError, InputError, UsageError
from engine.lookup import explain_from_file
from engine.reasons import COLUMNS
from engine.rules import Field, ProfileSchema
from engine.streams import decide_file

SMALL = 64


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(streams, "BLOCK", SMALL)
    monkeypatch.setattr(streams, "AT_ONCE", 3 * SMALL)


def catalog(total=None):
    return Catalog(
        ProfileSchema((Field("visits", "number"), Field("kind", "category", ("a", "b")))),
        channels=(Channel("email", cost=0.02), Channel("letter", cost=1.2)),
        actions=(
            Action("offer", (Treatment("email"), Treatment("letter")), "0.01 * visits",
                   eligible="visits >= 2", value=60.0),
            Action("news", (Treatment("email"),), 0.05, value=10.0, holdout=0.3,
                   suitable="kind == 'a'"),
        ),
        budget=Budget(total=total),
    )  # fmt: skip


def profiles(count=300, names=None):
    rng = np.random.default_rng(3)
    return pa.table(
        {
            "customer": np.arange(count)[::-1] if names is None else names,
            "left alone": ["x"] * count,
            "kind": rng.choice(["a", "b"], count),
            "visits": rng.poisson(1.5, count),
        }
    )


def saved(tmp_path, table):
    pq.write_table(table, tmp_path / "profiles.parquet", row_group_size=50)
    return tmp_path / "profiles.parquet"


@pytest.mark.parametrize("names", ["numbers", "texts"])
def test_blocks_change_nothing(tmp_path, names):
    table = profiles(names=None if names == "numbers" else [f"c{i}" for i in range(300)])
    told = []
    found = decide_file(
        catalog(), saved(tmp_path, table), tmp_path / "out.parquet", Asked(seed=4),
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    whole = decide(catalog(), table, seed=4)
    assert pq.read_table(tmp_path / "out.parquet").equals(whole.table)
    assert (found.rows, found.decided, found.held_out) == (300, whole.decided, whole.held_out)
    assert found.actions == whole.actions
    assert found.prices["all"].spent == pytest.approx(whole.prices["all"].spent)
    assert len(told) > 3
    assert told[-1] == (300, 300)


def test_prices_are_found_for_all_and_can_be_kept(tmp_path):
    source = saved(tmp_path, profiles())
    limited = catalog(total=365.0)
    found = decide_file(limited, source, tmp_path / "out.parquet")
    whole = decide(limited, profiles())
    assert pq.read_table(tmp_path / "out.parquet").equals(whole.table)
    assert 0.5 < found.prices["all"].spent <= 1.0
    kept = decide_file(limited, source, tmp_path / "kept.parquet", Asked(prices=found.prices))
    again = decide(limited, profiles(), prices=whole.prices)
    assert pq.read_table(tmp_path / "kept.parquet").equals(again.table)
    assert kept.prices["all"].spent == pytest.approx(again.prices["all"].spent)


def test_no_rows_give_no_rows(tmp_path):
    source = saved(tmp_path, profiles(0))
    assert decide_file(catalog(), source, tmp_path / "out.parquet").rows == 0
    made = pq.read_table(tmp_path / "out.parquet")
    assert made.num_rows == 0
    assert made.column_names == decide(catalog(), profiles(2)).table.column_names


@pytest.mark.parametrize("kind", ["numbers", "texts"])
def test_who_stands_in_two_blocks_is_told(tmp_path, kind):
    names = [*range(299), 7] if kind == "numbers" else [*(f"c{i}" for i in range(299)), "c7"]
    with pytest.raises(DataError, match="stands twice") as caught:
        decide_file(catalog(), saved(tmp_path, profiles(names=names)), tmp_path / "out.parquet")
    assert caught.value.found == ("7" if kind == "numbers" else "c7")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["profiles.parquet"]


def test_a_propensity_that_is_no_share_in_a_late_block_leaves_nothing(tmp_path):
    table = profiles()
    visits = [*table["visits"].to_pylist()[:-2], 130, 1]
    table = table.set_column(3, "visits", pa.array(visits))
    with pytest.raises(DataError, match="outside 0 to 1") as caught:
        decide_file(
            catalog(), saved(tmp_path, table), tmp_path / "out.parquet",
            explain=tmp_path / "why.parquet",
        )  # fmt: skip
    assert caught.value.found == "1.3, of customer 1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["profiles.parquet"]


def test_texts_that_share_a_number_are_two_customers(tmp_path, monkeypatch):
    shared = streams.numbers_of
    monkeypatch.setattr(streams, "numbers_of", lambda *column: shared(*column) % np.uint64(100))
    names = [f"c{i}" for i in range(300)]
    found = decide_file(catalog(), saved(tmp_path, profiles(names=names)), tmp_path / "out.parquet")
    assert found.rows == 300


def test_what_cannot_be_read_or_written_is_told_and_nothing_is_left(tmp_path):
    source = saved(tmp_path, profiles())
    (tmp_path / "no.parquet").write_text("words")
    for place in (tmp_path / "no.parquet", tmp_path / "missing.parquet"):
        with pytest.raises(DataError, match="cannot be read"):
            decide_file(catalog(), place, tmp_path / "out.parquet")
    with pytest.raises(InputError, match="cannot be written here"):
        decide_file(catalog(), source, tmp_path / "missing" / "out.parquet")
    with pytest.raises(UsageError, match="take the place of the profiles"):
        decide_file(catalog(), source, source)
    with pytest.raises(DataError, match="who the customers are") as caught:
        decide_file(catalog(), source, tmp_path / "out.parquet", Asked(customer="custmer"))
    lacking = saved(tmp_path, profiles().drop_columns(["visits"]))
    with pytest.raises(DataError, match="no such column"):
        decide_file(catalog(), lacking, tmp_path / "out.parquet")
    assert caught.value.nearest == "customer"
    assert not (tmp_path / "out.parquet").exists()
    assert not list(tmp_path.glob("*.partial"))


def test_a_file_that_ends_too_early_is_bad_input(tmp_path):
    source = saved(tmp_path, profiles())
    whole = source.read_bytes()
    broken = bytearray(whole)
    broken[200:600] = bytes(400)
    source.write_bytes(bytes(broken))
    with pytest.raises(DataError, match="cannot be read to their end"):
        decide_file(catalog(), source, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("total", [None, 365.0])
def test_blocks_explain_as_a_table_does(tmp_path, total, monkeypatch):
    table, limited = profiles(), catalog(total)
    found = decide_file(
        limited, saved(tmp_path, table), tmp_path / "out.parquet", Asked(seed=4),
        explain=tmp_path / "why.parquet", funnel=True,
    )  # fmt: skip
    assert pq.read_table(tmp_path / "why.parquet").equals(explain_all(limited, table, seed=4))
    assert found.funnel == funnel_of(limited, table, seed=4)
    assert pq.read_table(tmp_path / "out.parquet").equals(decide(limited, table, seed=4).table)
    turned = table.take(np.random.default_rng(1).permutation(300))
    monkeypatch.setattr(streams, "BLOCK", 17)
    monkeypatch.setattr(outcomes, "MOST_PAIRS", 20)
    again = decide_file(
        limited, saved(tmp_path, turned), tmp_path / "out.parquet", Asked(seed=4),
        explain=tmp_path / "b.parquet", funnel=True,
    )  # fmt: skip
    assert again.funnel == found.funnel
    order = [("customer", "ascending")]
    assert (
        pq.read_table(tmp_path / "b.parquet")
        .sort_by(order)
        .equals(pq.read_table(tmp_path / "why.parquet").sort_by(order))
    )
    assert (
        decide_file(limited, tmp_path / "profiles.parquet", tmp_path / "x.parquet").funnel is None
    )


def test_nobody_is_explained_too(tmp_path):
    source = saved(tmp_path, profiles(0))
    found = decide_file(
        catalog(), source, tmp_path / "out.parquet", explain=tmp_path / "why.parquet", funnel=True
    )
    made = pq.read_table(tmp_path / "why.parquet")
    assert (made.num_rows, made.column_names) == (0, list(COLUMNS))
    assert found.funnel.customers == 0
    assert found.funnel.shadowed == found.funnel.contradictions == ()


def test_neither_of_two_files_appears_where_one_cannot(tmp_path):
    source = saved(tmp_path, profiles())
    with pytest.raises(InputError, match="explanations cannot be written here"):
        decide_file(
            catalog(), source, tmp_path / "out.parquet", explain=tmp_path / "no" / "why.parquet"
        )
    table = profiles(names=[*range(299), 7])
    with pytest.raises(DataError, match="stands twice"):
        decide_file(
            catalog(), saved(tmp_path, table), tmp_path / "out.parquet",
            explain=tmp_path / "why.parquet",
        )  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["profiles.parquet"]


@pytest.mark.parametrize("total", [None, 365.0])
def test_one_of_a_file_is_explained_as_in_the_plan(tmp_path, total):
    table, limited = profiles(), catalog(total)
    source = saved(tmp_path, table)
    prices = decide(limited, table).prices
    for who in (0, 150, 299):
        told, found = explain_from_file(limited, source, str(who), Asked())
        row = {name: column[0] for name, column in table.slice(299 - who, 1).to_pydict().items()}
        assert told == explain(limited, row, prices=prices)
        assert found["all"].price == prices["all"].price
    with pytest.raises(DataError, match="no such customer"):
        explain_from_file(limited, source, "300", Asked())


def test_a_repaired_customer_is_explained_as_it_was_decided(tmp_path):
    limited = Catalog(
        ProfileSchema((Field("visits", "number"),)),
        channels=(Channel("letter", cost=1.0),),
        actions=(Action("offer", (Treatment("letter"),), 0.5, value=10.0),),
        budget=Budget(total=365.0 * 40),
    )
    table = pa.table({"customer": range(100), "visits": [1.0] * 100})
    source = saved(tmp_path, table)
    for window in range(20):
        rows = decide(limited, table, window=window).table.to_pylist()
        repaired = [row["customer"] for row in rows if row["repaired"]]
        if repaired:
            break
    else:
        pytest.fail("nothing was repaired")
    reasons = explain_all(limited, table, window=window).to_pylist()
    for who in repaired:
        told, _ = explain_from_file(limited, source, str(who), Asked(window=window))
        assert told.picks == ()
        assert told["offer/0"].outcome == reasons[who]["outcome"] == "too-dear"


MEMORY = """
import resource, sys
import engine.streams as streams
from tests.engine.test_streams import wide
source = sys.argv[1]
streams.decide_file(wide(), source, source + ".out", explain=source + ".why", funnel=True)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def wide():
    """Ten actions with rules of their own."""
    return Catalog(
        ProfileSchema((Field("visits", "number"), Field("kind", "category", ("a", "b")))),
        channels=(Channel("web"), Channel("email", cost=0.02)),
        actions=tuple(
            Action(f"a{number}", (Treatment("web"),), "0.01 * visits", value=10.0 + number,
                   eligible=f"visits >= {number % 4} and kind == 'a'",
                   suitable=f"1 <= visits < {number}")
            for number in range(10)
        ),
    )  # fmt: skip


def many(path, count):
    """A file of profiles, written in parts."""
    rng = np.random.default_rng(2)
    schema = pa.schema([("customer", pa.int64()), ("visits", pa.int64()), ("kind", pa.string())])
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, count, 50_000):
            kinds = rng.choice(["a", "b"], 50_000)
            part = {
                "customer": np.arange(start, start + 50_000),
                "visits": rng.poisson(1.5, 50_000),
                "kind": kinds,
            }
            writer.write_table(pa.table(part, schema))


@pytest.mark.slow
def test_memory_stays_flat_while_eight_million_rows_are_explained(tmp_path):
    peaks = []
    for count in (50_000, 200_000, 800_000):
        many(tmp_path / f"{count}.parquet", count)
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, str(tmp_path / f"{count}.parquet")],
            cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=True,
        )  # fmt: skip
        peaks.append(int(done.stdout))
        assert pq.ParquetFile(tmp_path / f"{count}.parquet.why").metadata.num_rows == 10 * count
    assert max(peaks) < 1.25 * peaks[0]


def test_constraints_are_solved_over_all_rows_and_their_prices_kept_by_block(tmp_path):
    source = saved(tmp_path, profiles())
    limited = replace(
        catalog(), constraints=(Constraint("mails", maximum=40, of={"channel": "email"}),)
    )
    found = decide_file(limited, source, tmp_path / "out.parquet")
    whole = decide(limited, profiles())
    assert pq.read_table(tmp_path / "out.parquet").equals(whole.table)
    assert found.certificate == whole.certificate
    assert found.prices["mails"].spent == 40
    kept = decide_file(limited, source, tmp_path / "kept.parquet", Asked(prices=found.prices))
    again = decide(limited, profiles(), prices=whole.prices)
    assert pq.read_table(tmp_path / "kept.parquet").equals(again.table)
    assert kept.certificate is None
    assert kept.prices["mails"].spent == again.prices["mails"].spent


def test_constraints_that_no_plan_keeps_leave_no_file(tmp_path):
    source = saved(tmp_path, profiles())
    limited = replace(
        catalog(), constraints=(Constraint("letters", minimum=400, of={"channel": "letter"}),)
    )
    with pytest.raises(UsageError, match="more than there is"):
        decide_file(limited, source, tmp_path / "out.parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["profiles.parquet"]


def test_files_beside_the_ones_that_are_made_are_left_alone(tmp_path):
    source = tmp_path / "out.parquet.partial"
    pq.write_table(profiles(), source)
    before = source.read_bytes()
    decide_file(catalog(), source, tmp_path / "out.parquet")
    assert source.read_bytes() == before
    decide_file(catalog(), source, tmp_path / "y.parquet", explain=tmp_path / "y.parquet.partial")
    assert (tmp_path / "y.parquet.partial").exists()


def test_a_folder_is_no_file_to_make(tmp_path):
    (tmp_path / "why.parquet").mkdir()
    with pytest.raises(InputError, match="explanations cannot be written here"):
        decide_file(
            catalog(), saved(tmp_path, profiles()), tmp_path / "out.parquet",
            explain=tmp_path / "why.parquet",
        )  # fmt: skip
    assert not (tmp_path / "out.parquet").exists()


def test_what_is_wrong_with_columns_is_told_with_the_file(tmp_path):
    people = profiles(40, [f"c{i}" for i in range(40)])
    twice = people.set_column(0, "customer", pa.array(["c1"] * 40))
    wrong = people.set_column(
        people.column_names.index("visits"), "visits", pa.array(["many"] * 40)
    )
    for table, asked in (
        (twice, Asked()),
        (wrong, Asked()),
        (people, Asked(customer="id")),
        (people.drop_columns(["visits"]), Asked()),
    ):
        source = saved(tmp_path, table)
        for call in (
            lambda source=source, asked=asked: decide_file(
                catalog(), source, tmp_path / "out.parquet", asked
            ),
            lambda source=source, asked=asked: explain_from_file(catalog(), source, "c1", asked),
        ):
            with pytest.raises(DataError) as caught:
                call()
            assert caught.value.file == str(source)
