"""Decisions for a file: the same rows as for a table, whatever the blocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine import Catalog, decide, streams
from engine.catalog import Action, Budget, Channel, Constraint, Treatment
from engine.errors import DataError, InputError, UsageError
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
        catalog(), saved(tmp_path, table), tmp_path / "out.parquet", seed=4,
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
    kept = decide_file(limited, source, tmp_path / "kept.parquet", prices=found.prices)
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


def test_texts_that_share_a_number_are_two_customers(tmp_path, monkeypatch):
    shared = streams.numbers_of
    monkeypatch.setattr(streams, "numbers_of", lambda column: shared(column) % np.uint64(100))
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
        decide_file(catalog(), source, tmp_path / "out.parquet", customer="custmer")
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
    kept = decide_file(limited, source, tmp_path / "kept.parquet", prices=found.prices)
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
