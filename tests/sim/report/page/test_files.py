"""Figures as files: pictures that show something, tables with the values of the result."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile

import pytest
from PIL import Image

from sim.cli.app import run_command
from sim.report.page.build import gathered, report_of
from sim.report.page.document import Chart, Report, Section, Table
from sim.report.page.files.cells import Cell, csv_of, grid_of
from sim.report.page.files.figures import figures_of
from sim.report.page.files.names import Names
from sim.report.page.files.pictures import png_of
from sim.report.words.answered import resolve
from sim.report.words.told import Figure, say
from sim.study.money import Currency

EUR = Currency("EUR")
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
NASTY = [
    '=HYPERLINK("http://a.example","x")', "+1", "-1+1", "@SUM(A1)", "\tx", 'says "so", twice',
    "<script>alert(1)</script> & co", "\u05e9\u05dc\u05d5\u05dd \u202e abc", "\U0001f98a\u200d",
    "]]>", "line\nbreak", "{=1}", "https://a.example", "007", "\x01",
]  # fmt: skip


@pytest.fixture(scope="module")
def sources(folder_of):
    return gathered([folder_of(kind) for kind in ("compare", "drivers", "tipping", "breakeven")])


@pytest.fixture(scope="module")
def report(sources):
    return report_of(sources, explorer=False)


@pytest.fixture(scope="module")
def files(report, sources):
    return figures_of(report, sources.main.currency)


def workbook(content):
    """The sheets by name: rows of cells, each its kind, value and format."""
    found = zipfile.ZipFile(io.BytesIO(content))
    assert found.testzip() is None
    parts = {name: ET.fromstring(found.read(name)) for name in found.namelist()
             if name.endswith((".xml", ".rels"))}  # fmt: skip
    shared = []
    if "xl/sharedStrings.xml" in parts:
        shared = [
            "".join(text.text or "" for text in one.iter(f"{{{NS['m']}}}t"))
            for one in parts["xl/sharedStrings.xml"].findall("m:si", NS)
        ]
    sheets = {}
    listed = parts["xl/workbook.xml"].findall("m:sheets/m:sheet", NS)
    for number, sheet in enumerate(listed, start=1):
        root = parts[f"xl/worksheets/sheet{number}.xml"]
        assert not list(root.iter(f"{{{NS['m']}}}f")), "a formula"
        sheets[sheet.get("name")] = [
            [
                shared[int(cell.find("m:v", NS).text)] if cell.get("t") == "s"
                else float(cell.find("m:v", NS).text)
                for cell in row if cell.find("m:v", NS) is not None
            ]
            for row in root.iter(f"{{{NS['m']}}}row")
        ]  # fmt: skip
    return parts, sheets


def table_of(rows, headings=("name", "a")):
    return Table("one", "One", headings, tuple(rows))


def report_with(*blocks):
    return Report("T", "S", (Section("s", "Section", blocks),))


# --- pictures ------------------------------------------------------------------------------------


def test_every_chart_is_drawn_in_three_formats(report, files):
    assert len(report.charts()) >= 4
    for chart in report.charts():
        svg = files[f"{chart.name}.svg"].decode()
        root = ET.fromstring(svg)
        assert root.get("width") == "900"
        picture = Image.open(io.BytesIO(files[f"{chart.name}.png"]))
        assert picture.size == (1800, round(2 * float(root.get("height"))))
        assert len(picture.convert("RGB").getcolors(1_000_000)) > 3
        assert picture.convert("RGB").getpixel((1, 1)) == (255, 255, 255)
        assert files[f"{chart.name}.pdf"].startswith(b"%PDF-")
        assert b"/Font" in files[f"{chart.name}.pdf"]


def test_a_chart_has_a_mark_for_each_row(sources, files):
    others = len(sources.comparison.at("strategies")) - 1
    svg = files["differences.svg"].decode()
    assert len(re.findall(r'aria-roledescription="point"', svg)) == others
    for name in sources.comparison.at("strategies"):
        assert name == sources.comparison.at("baseline") or f">{name}</text>" in svg


def test_letters_are_drawn(files):
    svg = files["differences.svg"].decode()
    silent = re.sub(r"<text.*?</text>", "", svg, flags=re.DOTALL)
    assert silent != svg
    dark = [
        sum(count for count, colour in Image.open(io.BytesIO(png_of(one, 1.0))).convert("L")
            .getcolors(256) if colour < 100)
        for one in (svg, silent)
    ]  # fmt: skip
    assert dark[0] > dark[1] + 500


def test_offsets_of_a_pdf_lead_to_its_objects(files):
    for name in (name for name in files if name.endswith(".pdf")):
        pdf = files[name]
        start = int(pdf.split()[-2])
        lines = pdf[start:].splitlines()
        assert lines[0] == b"xref"
        count = int(lines[1].split()[1])
        for number, line in enumerate(lines[3 : 2 + count], start=1):
            assert pdf[int(line.split()[0]) :].startswith(b"%d 0 obj" % number), name
        assert b"/Size %d" % count in pdf[start:]
        assert max(int(one) for one in re.findall(rb"\n[^\n]* (\d+) 0 R", pdf)) < count


def test_a_picture_says_what_it_shows(report, files):
    for chart in report.charts():
        root = ET.fromstring(files[f"{chart.name}.svg"])
        inside = {child.tag.rpartition("}")[2]: child.text for child in root}
        assert inside["title"] == chart.title
        assert inside["desc"] == str(chart.caption)
        told = files[f"{chart.name}.txt"].decode()
        assert told.startswith(chart.title)
        assert str(chart.caption) in told
        assert report.title in told


# --- tables --------------------------------------------------------------------------------------


def test_csv_has_the_values_of_the_result(report, files, sources):
    answers = {one.name: one.answer for one in (*sources.all, *sources.made)}
    checked = 0
    for table in report.tables():
        text = files[f"{table.name}.csv"].decode("utf-8")
        assert "\n" not in text.replace("\r\n", "")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert len(rows) == len(table.rows) + 1
        for row, line in zip(table.rows, rows[1:], strict=True):
            numbers = [cell for cell in row if isinstance(cell, Figure)]
            for cell in numbers:
                name, _, place = cell.key.partition("#")
                value = resolve(answers[name], place)
                said = value if isinstance(value, str) else repr(value)
                assert said in line, (table.name, cell.key)
                checked += 1
    assert checked > 50


def test_units_stand_in_headings_or_beside_the_row():
    eur, share = Figure("EUR 1", "a#/x", 1.25, "EUR"), Figure("5 %", "a#/y", 0.05, "share")
    whole = grid_of(table_of([("x", eur), ("y", eur)]))
    assert whole.headings == ("name", "a (EUR)")
    mixed = grid_of(table_of([("x", eur), ("y", share)]))
    assert mixed.headings == ("name", "unit", "a")
    assert mixed.rows[1] == (Cell("y"), Cell("share"), Cell(0.05, "share"))
    both = grid_of(table_of([("x", eur, share), ("y", share, eur)], ("name", "a", "b")))
    assert both.headings == ("name", "a", "a: unit", "b", "b: unit")
    assert [cell.value for cell in both.rows[0]] == ["x", 1.25, "EUR", 0.05, "share"]
    assert csv_of(mixed) == b"name,unit,a\r\nx,EUR,1.25\r\ny,share,0.05\r\n"


def test_the_workbook_holds_numbers(report, files):
    parts, sheets = workbook(files["tables.xlsx"])
    assert next(iter(sheets)) == "Contents"
    assert len(sheets) == len(report.tables()) + 1
    strategies = next(table for table in report.tables() if table.name == "strategies")
    for row, line in zip(strategies.rows, sheets["strategies"][1:], strict=True):
        assert [cell.value for cell in row if isinstance(cell, Figure)] == line[2:]
    listed = sheets["Contents"]
    for table in report.tables():
        assert any(table.title in str(cell) for row in listed for cell in row)
    for number in range(2, len(sheets) + 1):
        pane = next(parts[f"xl/worksheets/sheet{number}.xml"].iter(f"{{{NS['m']}}}pane"))
        assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")


def test_strings_stay_strings():
    rows = [(text, Figure("1", "a#/x", 1.5, "EUR")) for text in NASTY]
    spec = {"data": {"values": [{"a": text} for text in NASTY]}, "mark": "bar",
            "encoding": {"y": {"field": "a", "type": "nominal"}}}  # fmt: skip
    caption = say("{x}", x=NASTY[5] + NASTY[6] + NASTY[-1])
    chart = Chart("c", NASTY[6], caption, spec, table_of(rows))
    made = figures_of(report_with(chart), EUR)
    _, sheets = workbook(made["tables.xlsx"])
    for text, line in zip(NASTY, sheets["one"][1:], strict=True):
        told = line[0].replace("_x0001_", "\x01")
        assert (told, line[1]) == (text, 1.5)
    lines = list(csv.reader(io.StringIO(made["one.csv"].decode(), newline="")))[1:]
    for text, (told, value) in zip(NASTY, lines, strict=True):
        assert told == (f"'{text}" if text[0] in "=+-@\t" else text)
        assert value == "1.5"
    root = ET.fromstring(made["c.svg"])
    assert not [one for one in root.iter() if one.tag.endswith("script")]
    assert "<script>" in next(one.text for one in root if one.tag.endswith("desc"))


def test_names_of_sheets_and_files():
    names = Names(31, "[]:*?/\\", taken=("Contents", "History"))
    asked = ["contents", "a" * 40, "a" * 40, "A" * 40, "[x]:*?/\\", "'quoted'", "", "history",
             "\U0001f98a" * 20]  # fmt: skip
    given = [names.new(one) for one in asked]
    assert len({one.casefold() for one in given}) == len(asked)
    for one in given:
        assert 0 < len(one.encode("utf-16-le")) // 2 <= 31
        assert not set(one) & set("[]:*?/\\")
        assert not one.startswith("'")
        assert one.casefold() not in ("contents", "history")
    twice = figures_of(report_with(table_of([("x", "y")]), table_of([("x", "z")])), EUR)
    assert set(twice) == {"one.csv", "one-2.csv", "tables.xlsx"}
    assert b"x,z" in twice["one-2.csv"]


def test_the_same_report_gives_the_same_bytes(report, files, sources):
    for _ in range(3):
        again = figures_of(report, sources.main.currency)
        assert [name for name in files if files[name] != again[name]] == []


def test_the_workbook_opens_in_libreoffice(files, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "t.xlsx").write_bytes(files["tables.xlsx"])
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/home", "--convert-to",
         "pdf", "--outdir", str(tmp_path), str(tmp_path / "t.xlsx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    assert (tmp_path / "t.pdf").read_bytes().startswith(b"%PDF-")


# --- the command ---------------------------------------------------------------------------------


def test_the_command_writes_page_and_figures(folder_of, tmp_path, capsys):
    out, figures = tmp_path / "r.html", tmp_path / "fig"
    figures.mkdir()  # an empty one is taken
    capsys.readouterr()
    assert run_command(["report", str(folder_of("compare")), "--out", str(out), "--figures",
                        str(figures), "--json"]) == 0  # fmt: skip
    assert json.loads(capsys.readouterr().out) == {
        "path": str(out),
        "paths": [str(out), str(figures)],
        "figures": str(figures),
    }
    assert {"differences.svg", "differences.csv", "tables.xlsx"} <= {
        path.name for path in figures.iterdir()
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fig", "r.html"]


@pytest.mark.parametrize("bad", ["full", "file", "nowhere", "page", "run"])
def test_nothing_is_written_on_bad_input(folder_of, tmp_path, bad):
    figures = {
        "full": tmp_path / "full", "file": tmp_path / "file", "nowhere": tmp_path / "no" / "fig",
        "page": tmp_path / "r.html", "run": tmp_path / "fig",
    }[bad]  # fmt: skip
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("x")
    (tmp_path / "file").write_text("x")
    folder = tmp_path / "full" if bad == "run" else folder_of("compare")
    before = sorted(tmp_path.rglob("*"))
    assert run_command(["report", str(folder), "--out", str(tmp_path / "r.html"), "--figures",
                        str(figures)]) == 2  # fmt: skip
    assert sorted(tmp_path.rglob("*")) == before


def test_all_or_nothing_on_a_disk_that_refuses(folder_of, tmp_path, monkeypatch):
    from pathlib import Path

    def refuse(self, target):
        raise OSError(28, "No space left on device")

    compared = folder_of("compare")  # made before the disk refuses
    monkeypatch.setattr(Path, "rename", refuse)
    assert run_command(["report", str(compared), "--out", str(tmp_path / "r.html"),
                        "--figures", str(tmp_path / "fig")]) != 0  # fmt: skip
    assert list(tmp_path.iterdir()) == []
