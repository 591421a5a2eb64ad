"""A folder of figures: each chart as SVG, PNG and PDF, each table as CSV, all in one workbook."""

from __future__ import annotations

from collections.abc import Mapping

from sim.report.page.document import Chart, Report, Section, Table
from sim.report.page.files.cells import csv_of, grid_of
from sim.report.page.files.names import file_names
from sim.report.page.files.pictures import picture_of
from sim.report.page.files.workbook import Sheet, workbook_of
from sim.report.words.told import Sentence
from sim.store.provenance import versions_here
from sim.study.money import Currency

__all__ = ["WORKBOOK", "figures_of"]

WORKBOOK = "tables.xlsx"


def figures_of(report: Report, currency: Currency) -> Mapping[str, bytes]:
    """What the folder holds: the name of each file, and what stands in it."""
    found: dict[str, bytes] = {}
    names, tables, sheets = file_names(), file_names(), list[Sheet]()
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Chart):
                name = names.new(block.name)
                picture = picture_of(block)
                found[f"{name}.svg"] = picture.svg.encode("utf-8")
                found[f"{name}.png"], found[f"{name}.pdf"] = picture.png, picture.pdf
                found[f"{name}.txt"] = _caption(report, block).encode("utf-8")
            if isinstance(block, (Chart, Table)):
                sheet = _sheet(section, block)
                sheets.append(sheet)
                found[f"{tables.new(sheet.name)}.csv"] = csv_of(sheet.grid)
    found[WORKBOOK] = workbook_of(report.title, report.subtitle, sheets, currency)
    return found


def _caption(report: Report, chart: Chart) -> str:
    """What a picture shows, for whoever meets it without the report."""
    made = f"{report.title}. Made with journey-engine {versions_here()['journey-engine']}."
    return f"{chart.title}\n\n{chart.caption}\n\n{made}\n"


def _sheet(section: Section, block: Chart | Table) -> Sheet:
    table = block.table if isinstance(block, Chart) else block
    told: Sentence | str = block.caption if isinstance(block, Chart) else table.note or ""
    return Sheet(table.name, f"{section.title}: {table.title}", str(told), grid_of(table))
