"""The data file of published figures: whole, and the same numbers as in the page they come from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.errors import UsageError
from sim.report.terminal.figures import TITLE
from sim.scenario.kinds import PRESETS
from sim.study.figures.measures import MEASURES
from sim.study.figures.published import check_industries, industries, published, raw

PAGE = Path(__file__).resolve().parents[5] / "shared" / "FIGURES.md"


def row_of(source):
    """The lines of the page that end with a source; several years of one source share a line."""
    text = PAGE.read_text(encoding="utf-8")
    found = [
        line
        for line in text.splitlines()
        if line.startswith("|") and line.rstrip(" |").endswith(f"| {source}")
    ]
    assert found, f"{source}: no such source in {PAGE.name}"
    return " ".join(found)


def numbers_in(text):
    return {float(number) for number in re.findall(r"(?<![\d.])\d+(?:\.\d+)?(?![\d])", text)}


@pytest.mark.skipif(not PAGE.is_file(), reason=f"{PAGE} is not here")
def test_every_number_stands_in_the_page_of_sources():
    seen = 0
    for figure in raw():
        for item in figure["values"]:
            line = row_of(item["source"])
            if "quoted" in item:
                assert item["quoted"] in line, item
                continue
            for number in item.get("parts", [item["value"]]):
                assert float(number) in numbers_in(line), (figure["name"], number, line)
                seen += 1
    assert seen > 70


@pytest.mark.skipif(not PAGE.is_file(), reason=f"{PAGE} is not here")
def test_years_stand_in_the_page_of_sources():
    for figure in raw():
        for item in figure["values"]:
            if "year" in item:
                assert str(item["year"]) in row_of(item["source"]), item


def test_values_made_of_others_are_what_they_say():
    made = [item for figure in raw() for item in figure["values"] if "parts" in item]
    assert {item["how"] for item in made} == {"sum", "mean"}
    for item in made:
        whole = sum(item["parts"])
        expected = whole if item["how"] == "sum" else whole / len(item["parts"])
        assert item["value"] == pytest.approx(expected), item


def test_figures_are_whole():
    found = published()
    assert len({figure.name for figure in found}) == len({figure.title for figure in found})
    for figure in found:
        assert figure.measure in MEASURES, figure.name
        assert set(figure.kinds) <= set(PRESETS), figure.name
        assert figure.unit in ("share", "money")
        assert len(figure.title) <= TITLE, figure.title
        assert re.fullmatch(r"[A-Z].*\.", figure.meaning), figure.name
        for value in figure.values:
            assert value.value > 0.0
            assert value.source
            if figure.unit == "share":
                assert value.value < 1.0, figure.name
    assert {figure.measure for figure in found} == set(MEASURES)


def test_the_value_of_an_industry_goes_before_the_general_one():
    opened = next(figure for figure in published() if figure.name == "email-open")
    for industries_asked, expected in (
        ([], 0.2271), (["e-commerce"], 0.1568), (["car", "food"], 0.2331), (["car"], 0.2271),
    ):  # fmt: skip
        assert opened.compared(industries_asked).value == pytest.approx(expected)
    assert opened.span == pytest.approx((0.1506, 0.251))
    alone = next(figure for figure in published() if figure.name == "visit-order")
    assert alone.compared() is None
    assert alone.span is None


def test_an_unknown_industry_is_refused_with_the_nearest():
    check_industries(industries())
    with pytest.raises(UsageError) as caught:
        check_industries(["ecommerce"])
    assert caught.value.nearest == "e-commerce"
