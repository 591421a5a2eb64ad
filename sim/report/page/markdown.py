"""The report as Markdown, for papers: headings, text, tables, and charts by reference.

Text of scenario files is escaped: no sign of it means anything to Markdown or HTML. Charts are
pictures that ``--figures`` writes; each stands with its caption.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sim.report.page.document import (
    Block,
    Chart,
    Explorer,
    Heading,
    Listing,
    Paragraph,
    Report,
    Section,
    Table,
    is_number,
)
from sim.report.words.told import Code, Figure, Part, Sentence, anchor

__all__ = ["FIGURES", "escaped", "markdown_of"]

FIGURES = "figures"
"""A folder that charts are looked for in, beside the text."""
LONG = 40
"""Rows from which a table that the page folds away is left to its file."""
SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$^&!])")
"""What may mean something within a line, to Markdown, to HTML or as mathematics."""
AT_START = re.compile(r"^(\s*)([-+=:]|\d+(?=[.)]))")
"""What may mean something where a line begins."""
LINE = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]+\s*")
LINKS = re.compile(r"(?i)(https?|ftp|mailto)(:)|(www)(\.)")
"""What becomes a link by itself."""


def markdown_of(report: Report, figures: str = FIGURES) -> str:
    """The whole of it; the same text for the same report.

    Args:
        figures: where charts and long tables are, as a link from the text.
    """
    parts = [f"# {escaped(report.title)}"]
    if report.subtitle:
        parts.append(escaped(report.subtitle))
    parts += [f"> {escaped(str(note))}" for note in report.notes]
    for section in report.sections:
        parts += _section(section, figures)
    if report.terms:
        parts.append("## Words")
        parts += [f"**{escaped(str(word))}.** {escaped(word.meaning)}" for word in report.terms]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str, *, start: bool = True) -> str:
    """Text that Markdown shows as it is, in one line.

    Args:
        start: whether it may begin a line.
    """
    found = SIGNS.sub(r"\\\1", LINE.sub(" ", text).strip() if start else LINE.sub(" ", text))
    found = LINKS.sub(lambda seen: "\\".join(part for part in seen.groups() if part), found)
    return AT_START.sub(_quiet, found) if start else found


def _quiet(found: re.Match[str]) -> str:
    """A sign at the start of a line that starts no list; of a number its point does that."""
    blank, sign = found.groups()
    return f"{blank}{sign}" + "\\" if sign[-1].isdigit() else f"{blank}\\{sign}"


def _section(section: Section, figures: str) -> Iterator[str]:
    told = [text for block in section.blocks for text in _block(block, figures)]
    if told:
        yield f"## {escaped(section.title)}"
        yield from told


def _block(block: Block, figures: str) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'####' if block.minor else '###'} {escaped(block.text, start=False)}"
    elif isinstance(block, Paragraph):
        first, *others = map(_inline, block.sentences)
        begin = f"**{first}**" if block.strong else _started(first)
        yield " ".join((begin, *others))
    elif isinstance(block, Listing):
        mark = "1." if block.ordered else "-"
        yield "\n".join(f"{mark} {_started(_inline(one))}" for one in block.items)
    elif isinstance(block, Table):
        yield from _table(block, figures)
    elif isinstance(block, Chart):
        yield f"![{escaped(block.title)}](<{figures}/{anchor(block.name)}.svg>)"
        yield f"**Figure: {escaped(block.title)}.** {_inline(block.caption)}"
        yield from _table(block.table, figures)
    else:
        assert isinstance(block, Explorer)  # only a page has it: people are looked at one by one


def _started(line: str) -> str:
    """A line that starts nothing but itself; its signs are escaped already."""
    return AT_START.sub(_quiet, line)


def _table(table: Table, figures: str) -> Iterator[str]:
    yield f"**Table: {escaped(table.title)}.**"
    if table.folded and len(table.rows) > LONG:
        yield f"Its rows stand in `{figures}/{anchor(table.name)}.csv`."
    else:
        lines = [_row([escaped(heading, start=False) for heading in table.headings])]
        lines.append(_row([_rule(table, place) for place in range(len(table.headings))]))
        lines += [_row([_inline(cell) for cell in row]) for row in table.rows]
        yield "\n".join(lines)
    if table.note is not None:
        yield _started(_inline(table.note))


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _rule(table: Table, column: int) -> str:
    """Numbers stand on the right, text on the left."""
    cells = [row[column] for row in table.rows]
    return "--:" if any(isinstance(one, Figure) and is_number(one) for one in cells) else ":--"


def _inline(part: Part) -> str:
    """A part of a sentence, or a cell."""
    if isinstance(part, Sentence):
        return "".join(map(_inline, part.parts))
    if isinstance(part, Code):
        return _code(part.text)
    return escaped(str(part), start=False)


def _code(text: str) -> str:
    """Text between as many backticks as it takes; a bar would end a cell of a table."""
    line = LINE.sub(" ", text)
    if not line.strip() or "|" in line:
        return escaped(line, start=False)
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", line)), default=0))
    blank = " " if line.startswith(("`", " ")) or line.endswith(("`", " ")) else ""
    return f"{ticks}{blank}{line}{blank}{ticks}"
