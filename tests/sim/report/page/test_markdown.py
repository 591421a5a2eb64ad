"""The report as Markdown: what a reader of it sees is what was meant."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sim.report.page.build import build
from sim.report.page.document import (
    Chart,
    Explorer,
    Heading,
    Listing,
    Paragraph,
    Report,
    Section,
    Table,
)
from sim.report.page.markdown import LINE, escaped, markdown_of
from sim.report.words.told import Code, Figure, say

HOSTILE = ("<script>alert(1)</script>", "[a](http://x.y)", "# heading", "1. list", "- none",
           "**bold** _em_ `code`", "a | b", "![x](y)", "&amp;", "\\*", "> quote", "+ a", "=====",
           "$x$", "http://example.org", "two\n\nparagraphs", "اسم 🚗", "~~~",
           "1) x", "***")  # fmt: skip


def text_of(markdown):
    """What is seen, without marks; and whether there is anything but one plain paragraph."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).enable("table").parse(markdown)
    kinds = [token.type for token in tokens]
    plain = kinds == ["paragraph_open", "inline", "paragraph_close"] and all(
        child.type in ("text", "text_special") for child in tokens[1].children
    )
    return "".join(child.content for child in tokens[1].children) if plain else None


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text):
    assert text_of(escaped(text)) == LINE.sub(" ", text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs")), min_size=1))
def test_any_text_stays_text(text):
    assert text_of(escaped(text)) == LINE.sub(" ", text).strip()


def report_of(*blocks):
    return Report("A <title>", "", (Section("one", "One", blocks),), notes=("a *note*",))


FIGURE = Figure("1,2*3", "compare#/x", 1)
TABLE = Table("t", "A | table", ("", "a|b"), (("x|y", FIGURE), (Code("c|d"), "e")))


def rows_of(text):
    return [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line[:1] == "|"]


def test_cells_stay_in_their_columns():
    rows = rows_of(markdown_of(report_of(TABLE)))
    assert len(rows) == 4
    assert {len(row) for row in rows} == {2}
    assert rows[1][1].strip() == "--:"
    assert rows[3][0].strip() == "c\\|d"


def test_numbers_stand_on_the_right_and_text_on_the_left():
    """Also text that a result quotes, such as a source or a digest."""
    cells = (FIGURE, Figure("A paper", "x#/source", "A paper"), Code("x"), "\N{EN DASH}")
    table = Table("t", "T", ("", "n", "quoted", "code", "none"), (("a", *cells),))
    assert [cell.strip() for cell in rows_of(markdown_of(report_of(table)))[1]] == [
        ":--", "--:", ":--", ":--", ":--",
    ]  # fmt: skip


def test_blocks_become_headings_lists_and_pictures():
    chart = Chart("pic", "A chart", say("Of {n}.", n=FIGURE), {}, TABLE)
    text = markdown_of(
        report_of(
            Heading("Two", "two"), Heading("Three", "three", minor=True),
            Paragraph((say("Now."),), strong=True), Listing((say("a"), say("b")), ordered=True),
            chart, Explorer({}, say("not here")),
        )
    )  # fmt: skip
    assert text.startswith("# A \\<title\\>\n\n> a \\*note")
    for part in ("\n## One\n", "\n### Two\n", "\n#### Three\n", "\n**Now.**\n", "\n1. a\n1. b",
                 "\n![A chart](<figures/pic.svg>)\n",
                 "**Figure: A chart.** Of 1,2\\*3."):  # fmt: skip
        assert part in text
    assert "not here" not in text


def test_a_long_table_that_a_page_folds_is_left_to_its_file():
    rows = tuple((f"r{place}", "x") for place in range(41))
    folded = Table("days", "Days", ("", "x"), rows, folded=True)
    assert "figures/days.csv" in markdown_of(report_of(folded))
    assert "| r40 | x |" in markdown_of(report_of(Table("days", "Days", ("", "x"), rows)))


def test_code_with_backticks_stays_code():
    text = markdown_of(report_of(Paragraph((say("{c}", c=Code("a `b`")),))))
    assert "`` a `b` ``" in text


def test_the_whole_report_is_markdown(folder_of):
    report = build([folder_of("compare")], explorer=False)
    text = markdown_of(report)
    assert text == markdown_of(build([folder_of("compare")], explorer=False))
    for section in report.sections:
        assert f"\n## {section.title}\n" in text
    figures = [str(figure) for table in report.tables() if not table.folded
               for row in table.rows for figure in row if isinstance(figure, Figure)]  # fmt: skip
    assert len(figures) > 40
    assert all(escaped(figure, start=False) in text for figure in figures)
    assert "<script" not in text
