"""What a report consists of, whatever it is written as: sections of text, tables and charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sim.report.words.told import Figure, Part, Sentence
from sim.report.words.values import DASH

__all__ = [
    "Block", "Chart", "Explorer", "Heading", "Listing", "Paragraph", "Report", "Section", "Table",
    "Word", "is_number",
]  # fmt: skip


def is_number(cell: Part) -> bool:
    """Whether a cell of a table stands on the right: text that a result quotes does not."""
    return cell == DASH or (isinstance(cell, Figure) and not isinstance(cell.value, str))


@dataclass(frozen=True)
class Paragraph:
    """Sentences.

    Attributes:
        strong: whether the first one is what a reader in a hurry reads.
        small: whether they tell how something was found, or how to read it.
    """

    sentences: tuple[Sentence, ...]
    strong: bool = False
    small: bool = False


@dataclass(frozen=True)
class Listing:
    """Points, in an order that matters or not."""

    items: tuple[Sentence, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Table:
    """Figures in rows.

    Attributes:
        name: of its file. title: above it.
        headings: of the columns; the first column names the row.
        rows: a part for each column.
        note: below it.
        folded: whether it is shown only when it is opened, as data of a chart are.
    """

    name: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Part, ...], ...]
    note: Sentence | None = None
    folded: bool = False

    def has_words(self, column: int) -> bool:
        """Whether a column has text, so that it stands on the left."""
        cells = [row[column] for row in self.rows if row[column] != DASH]
        return bool(cells) and not any(map(is_number, cells))


@dataclass(frozen=True)
class Chart:
    """A picture, and what it shows in words and figures.

    Attributes:
        name: of its files. title: above it.
        caption: stands alone: what, of whom, when, in which unit, with which intervals.
        spec: Vega-Lite, without size and colours of text and ground.
        table: its figures.
    """

    name: str
    title: str
    caption: Sentence
    spec: Mapping[str, Any]
    table: Table


@dataclass(frozen=True)
class Explorer:
    """Customers whose days can be looked at, as data for the page."""

    data: Mapping[str, Any]
    told: Sentence


@dataclass(frozen=True)
class Heading:
    """A heading within a section.

    Attributes:
        text: what it says. name: part of its address. minor: whether it stands below another one.
    """

    text: str
    name: str
    minor: bool = False


Block: TypeAlias = "Paragraph | Listing | Table | Chart | Explorer | Heading"


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it.

    Attributes:
        name: part of its address. brief: whether a board reads it too.
        folded: in words what is to be opened, where it is long; empty: it is open.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    brief: bool = False
    folded: str = ""


@dataclass(frozen=True)
class Word:
    """An entry of the list of words.

    Attributes:
        told: as the text has it; more than one where several mean the same.
        of: its place in the glossary, to which links go.
        meaning: a sentence.
    """

    told: tuple[str, ...]
    of: str
    meaning: str

    def __str__(self) -> str:
        return ", ".join(self.told)


@dataclass(frozen=True)
class Report:
    """The whole.

    Attributes:
        title, subtitle: of the scenario.
        sections: in reading order; those without blocks are left out.
        terms: words that are used, and what they mean.
        notes: what must be known before the figures are believed.
        data: by name of a source that is in no folder, what the page brings along of it.
        brief: whether it is the short one.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    terms: tuple[Word, ...] = ()
    notes: tuple[Part, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    brief: bool = False

    def blocks(self) -> Iterator[Block]:
        """Of all sections."""
        for section in self.sections:
            yield from section.blocks

    def charts(self) -> list[Chart]:
        """All pictures."""
        return [block for block in self.blocks() if isinstance(block, Chart)]

    def tables(self) -> list[Table]:
        """All tables, those of charts included."""
        return [
            block if isinstance(block, Table) else block.table
            for block in self.blocks()
            if isinstance(block, (Table, Chart))
        ]

    def figures(self) -> Iterator[Figure]:
        """All numbers that carry a key."""
        for block in self.blocks():
            yield from _figures_of(block)


def _figures_of(block: Block) -> Iterator[Figure]:
    sentences: Sequence[Sentence] = ()
    if isinstance(block, Paragraph):
        sentences = block.sentences
    elif isinstance(block, Listing):
        sentences = block.items
    elif isinstance(block, Explorer):
        sentences = (block.told,)
    elif isinstance(block, Chart):
        sentences = (block.caption,)
        yield from _cells(block.table)
    elif isinstance(block, Table):
        yield from _cells(block)
    for sentence in sentences:
        yield from sentence.figures()


def _cells(table: Table) -> Iterator[Figure]:
    if table.note is not None:
        yield from table.note.figures()
    for row in table.rows:
        for cell in row:
            if isinstance(cell, Figure):
                yield cell
            elif isinstance(cell, Sentence):
                yield from cell.figures()
