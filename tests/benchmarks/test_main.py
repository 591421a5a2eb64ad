"""The command ``python -m benchmarks``: names, sizes, what it prints, how it fails."""

from __future__ import annotations

import json

import pytest

from benchmarks import allocation, clocks, journeys, scoring, study
from benchmarks.__main__ import NAMES, main
from benchmarks.report import Report, Row


@pytest.fixture
def asked(monkeypatch):
    """Sizes that the measurements were asked for, in place of measuring."""
    sizes = []

    def measure(size):
        sizes.append(size)
        return Report("name", "work", rows=[Row("group", "system", "work", 10, 2.0, ratio=1.0)])

    monkeypatch.setattr(clocks, "measure", measure)
    for module in (allocation, journeys, scoring, study):
        monkeypatch.setattr(module, "measure", measure)
    return sizes


@pytest.mark.parametrize("name", NAMES)
def test_json_is_all_that_stdout_gets(name, asked, capsys):
    assert main([name, "--quick", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["rows"][0]["rate"] == 5.0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("option", "found"), [((), "5.0 events/s"), (("--markdown",), "|---|")])
def test_tables_for_people(name, option, found, asked, capsys):
    assert main([name, *option]) == 0
    assert found in capsys.readouterr().out


def test_sizes_are_the_full_ones_the_quick_ones_or_those_that_are_asked_for(asked):
    main(["clocks"])
    main(["clocks", "--quick"])
    main(["clocks", "--customers", "20k", "--days", "3", "--rounds", "1", "--growth"])
    main(["journeys", "--quick", "--customers", "2_000"])
    assert asked[:2] == [clocks.FULL, clocks.QUICK]
    assert (asked[2].customers, asked[2].days, asked[2].rounds) == (20_000, 3, 1)
    assert list(asked[2].growth) == []
    assert asked[3].journey.customers == 2_000
    assert asked[3].journey.days == journeys.QUICK.journey.days
    main(["scoring", "--customers", "5k", "--rounds", "2"])
    assert [task.rows for task in asked[4].tasks] == [5_000, 5_000]
    assert asked[4].rounds == 2


def test_sizes_of_allocation(asked):
    main(["allocation", "--quick", "--customers", "3k", "--rounds", "2"])
    assert (asked[0].customers, asked[0].rounds) == (3_000, 2)
    assert asked[0].small == allocation.QUICK.small


def test_a_misspelt_name_is_answered_with_the_nearest_one(capsys):
    assert main(["clock"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "found:    clock" in told.err
    assert "nearest:  clocks" in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["clocks", "--customers", "many"],
        ["clocks", "--days", "0"],
        ["clocks", "--rounds", "1.5"],
        [],
    ],
)
def test_bad_usage_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_only_clocks_grows(asked, capsys):
    for name, option in (
        ("journeys", "--growth"),
        ("allocation", "--growth"),
        ("study", "--growth"),
    ):
        assert main([name, option, "250k"]) == 2
        assert option in capsys.readouterr().err
    assert main(["allocation", "--days", "3"]) == 2
    assert "--days" in capsys.readouterr().err
