"""Rows as JSON, as a table that fits the screen, as Markdown."""

from __future__ import annotations

import json

import pytest

from benchmarks.report import WIDTH, Report, Row

CONTRACT = {"system", "work", "seconds", "rate", "ratio"}


@pytest.fixture
def report() -> Report:
    """Two groups, of which one compares."""
    found = Report("clocks", "so many customers and days, " * 4)
    found.rows += [
        Row(
            "both clocks", "compiled clock", "100,000 customers × 90 days", 2_000_000, 4.0, ratio=1
        ),
        Row(
            "both clocks",
            "simpy clock",
            "100,000 customers × 90 days",
            2_000_000,
            80.0,
            processor=77.12,
            ratio=20,
        ),
        Row("growth", "a market", "14 days", 56, 2.0, unit="customer-days", more={"extra": [1]}),
    ]
    found.notes.append("A note that is so long that it has to be broken at one of its spaces. " * 3)
    return found


def test_json_has_the_keys_that_scripts_rely_on(report):
    answer = json.loads(report.as_json())
    assert {"name", "machine", "versions", "work", "rows"} <= answer.keys()
    assert all(row.keys() >= CONTRACT for row in answer["rows"])
    assert answer["rows"][1]["rate"] == 25_000
    assert answer["rows"][2]["ratio"] is None
    assert answer["rows"][2]["extra"] == [1]
    assert "numba" in answer["versions"]


def test_a_rate_is_the_count_by_the_seconds():
    assert Row("group", "system", "work", 30, 2.0).rate == 15.0


def test_the_table_fits_the_screen_and_shows_every_row(report):
    lines = report.lines()
    assert max(map(len, lines)) <= WIDTH
    text = "\n".join(lines)
    assert "500,000 events/s    1.00 ×" in text
    assert "25,000 events/s    20.0 ×" in text
    assert "28.0 customer-days/s" in text


def test_what_is_broken_over_lines_loses_no_word(report):
    said = " ".join(" ".join(report.lines()).split())
    assert report.work.strip() in said
    assert report.notes[0].strip() in said


def test_markdown_has_a_table_for_each_group(report):
    lines = report.markdown()
    assert lines.count("|---|---|---|---|---|---|") == 2
    row = "| simpy clock | 100,000 customers × 90 days | 80 | 77.1 | 25,000 events/s | 20.0 × |"
    assert row in lines


def test_rows_are_told_as_they_are_measured_and_the_machine_is_watched(capsys):
    report = Report("clocks", "nothing")
    report.add(iter([Row("group", "system", "work", 1, 1.5)]))
    told = capsys.readouterr()
    assert told.err == "group: system, 1.5 s\n"
    assert told.out == ""
    assert len(report.references) == 1
    assert report.references[0] > 0
