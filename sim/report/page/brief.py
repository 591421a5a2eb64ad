"""One page for a board: the sections it reads, rounded, with all its words explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.report.glossary.lookup import find
from sim.report.page.document import Block, Chart, Listing, Paragraph, Report, Section, Table
from sim.report.page.rounding import rounded
from sim.report.page.slides.plain import plain_key, plain_spec
from sim.report.page.sources import Sources
from sim.report.page.words import words_of
from sim.report.words.run_length import OF_THE_RUN
from sim.report.words.told import Code, Figure, Part, Sentence, Term

__all__ = ["brief_of"]

POINTS = 3
"""Of a list."""
ROWS = 6
"""Of a table."""
STRONG = 2
"""Answers of a section."""
IN_ALL = "in all"
"""Names the row of a table that all others add up to."""
SENTENCES = 3
"""Of a paragraph."""


def brief_of(report: Report, sources: Sources) -> Report:
    """What a board reads, with one table, and the words that it needs."""
    rounding = _Rounding(sources)
    kept = [(section, tuple(_kept(section))) for section in report.sections if section.brief]
    one = next((b for _, blocks in kept for b in blocks if isinstance(b, Table)), None)
    sections = tuple(
        replace(section, blocks=tuple(
            rounding.block(block) for block in blocks if block is one or type(block) is not Table
        ))
        for section, blocks in kept
    )  # fmt: skip
    short = replace(report, sections=sections, brief=True)
    used = {figure.key.partition("#")[0] for figure in short.figures()}
    data = {name: told for name, told in short.data.items() if name in used}
    return replace(short, data=data, terms=words_of(short, sources.scenario, keys=True))


def _kept(section: Section) -> Iterator[Block]:
    """The first of each kind of block, and what is meant for readers in a hurry."""
    seen: set[type[Block]] = set()
    strong = [block for block in section.blocks if isinstance(block, Paragraph) and block.strong]
    for block in section.blocks:
        new = type(block) not in seen
        seen.add(type(block))
        first = new or (len(seen) == 1 and section.name == "answer")  # how sure that is
        if isinstance(block, Paragraph) and (
            block in strong[:STRONG] or (first and not block.small and not block.strong)
        ):
            yield replace(block, sentences=block.sentences[:SENTENCES])
        elif isinstance(block, Listing) and new:
            yield replace(block, items=block.items[:POINTS])
        elif isinstance(block, Chart) and new:
            spec = plain_spec(_still(block.spec))
            yield replace(block, spec=spec, table=_short(block.table, folded=True))
        elif isinstance(block, Table) and new and not block.folded:
            yield _short(block)


def _short(table: Table, *, folded: bool = False) -> Table:
    """Its first rows, and where it says so, its last one, in which all are added up."""
    if len(table.rows) <= ROWS:
        return replace(table, folded=folded or table.folded)
    last = table.rows[-1:] if str(table.rows[-1][0]) == IN_ALL else ()
    rows = (*table.rows[: ROWS - len(last)], *last)
    title, note = f"{table.title}: the first rows", table.note
    if note is not None and not any(OF_THE_RUN in str(row[0]) for row in rows):
        note = Sentence(tuple(part for part in note.parts if OF_THE_RUN not in str(part)))
    return replace(table, title=title, rows=rows, note=note, folded=folded or table.folded)


def _still(spec: Any) -> Any:
    """A chart without what pops up: its numbers are not rounded."""
    if isinstance(spec, Mapping):
        return {key: _still(value) for key, value in spec.items() if key != "tooltip"}
    return [_still(one) for one in spec] if isinstance(spec, (list, tuple)) else spec


@dataclass(frozen=True)
class _Rounding:
    """The same text with rounded numbers, and keys of files in plain words."""

    sources: Sources

    def block(self, block: Block) -> Block:
        if isinstance(block, Paragraph):
            return replace(block, sentences=tuple(map(self.sentence, block.sentences)))
        if isinstance(block, Listing):
            return replace(block, items=tuple(map(self.sentence, block.items)))
        if isinstance(block, Chart):
            return replace(
                block, caption=self.sentence(block.caption), table=self.table(block.table)
            )
        return self.table(block) if isinstance(block, Table) else block

    def table(self, table: Table) -> Table:
        note = None if table.note is None else self.sentence(table.note)
        rows = tuple(tuple(map(self.cell, row)) for row in table.rows)
        return replace(table, rows=rows, note=note)

    def sentence(self, sentence: Sentence) -> Sentence:
        return Sentence(tuple(map(self.part, sentence.parts)))

    def cell(self, part: Part) -> Part:
        return plain_key(part.text) if isinstance(part, Code) else self.part(part)

    def part(self, part: Part) -> Part:
        if isinstance(part, Figure):
            return rounded(part, self.sources)
        if isinstance(part, Code) and plain_key(part.text) != part.text:
            told = plain_key(part.text)
            return Term(told, part.text) if find(part.text) else told
        return self.sentence(part) if isinstance(part, Sentence) else part
