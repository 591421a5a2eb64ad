"""Which words of a report need explaining, and what the glossary says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sim.report.glossary.lookup import find
from sim.report.page.document import (
    Block,
    Chart,
    Explorer,
    Heading,
    Listing,
    Paragraph,
    Report,
    Table,
)
from sim.report.words.told import Code, Part, Sentence, Term
from sim.scenario import Scenario
from sim.study.kpis import KPIS

__all__ = ["COMMON", "words_of"]

COMMON = (
    ("interval", "interval"), ("replication", "replication"), ("draw", "input draw"),
    ("same luck", "equal luck"), ("dial", "dial"), ("baseline", "baseline"),
    ("Shapley value", "driver"), ("beyond chance", "beyond chance"),
    ("more than chance", "beyond chance"), ("may be chance", "beyond chance"),
    ("tipping point", "tipping point"), ("break-even", "break-even"), ("lift", "lift"),
    ("pilot", "pilot"), ("power", "power"), ("multichannel", "multichannel"),
    ("cross-channel", "cross-channel"), ("omnichannel", "omnichannel"), ("silo", "silo"),
    ("media", "media"), ("shadow price", "shadow price"), ("funnel", "funnel"),
    ("joining", "joined"), ("today", "today"), ("persona", "persona"), ("roadmap", "roadmap"),
    ("published", "published"), ("assumed", "assumed"), ("fitted", "fitted"), ("mine", "mine"),
)  # fmt: skip
"""Words of the field as sentences have them, and their names in the glossary."""
FIRST = ("strategy", "certainty", "customer", "study", "dial", "source")
"""Groups whose meaning is meant where a word has several."""


def words_of(report: Report, scenario: Scenario, *, keys: bool) -> dict[str, str]:
    """By word, in alphabetical order: its meaning in a sentence.

    Args:
        keys: whether names and keys of files are explained as well.
    """
    text, parts = _text(report), list(_parts(report))
    found: dict[str, str] = {}
    for strategy in scenario.strategies.values():
        if _stands(strategy.name, text):
            meaning = strategy.description or strategy.title
            if meaning:
                found[strategy.name] = _short(meaning)
    for kpi in KPIS:
        if _stands(kpi.title, text):
            found[kpi.title] = _short(kpi.meaning)
    for word, name in COMMON:
        if _stands(word, text):
            _explain(found, word, name)
    for part in parts:
        if isinstance(part, Term):
            _explain(found, part.of, part.of)
        elif keys and isinstance(part, Code):
            _explain(found, part.text, part.text)
    return dict(sorted(found.items(), key=lambda one: (one[0].casefold(), one[0])))


def _explain(found: dict[str, str], word: str, name: str) -> None:
    """Add what the glossary says, unless the word is there."""
    terms = sorted(find(name), key=lambda one: (one.name != name, _rank(one.group)))
    if terms and word.casefold() not in {one.casefold() for one in found}:
        found[word] = _short(terms[0].meaning)


def _rank(group: str) -> int:
    return FIRST.index(group) if group in FIRST else len(FIRST)


def _short(meaning: str) -> str:
    """Its first sentence."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z`])", " ".join(meaning.split()), maxsplit=1)[0]


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in a text, in the singular or the plural."""
    return re.search(rf"(?<![\w-]){re.escape(word.casefold())}s?(?![\w-])", text) is not None


def _text(report: Report) -> str:
    """All that is read, in small letters."""
    said = [section.title for section in report.sections]
    for block in report.blocks():
        said += map(str, _of(block))
        if isinstance(block, Chart):
            said += [block.title, *_strings(block.spec)]
        elif isinstance(block, Table):
            said += [block.title, *block.headings]
    return "\n".join(said).casefold()


def _strings(spec: object) -> Iterator[str]:
    """The words of a chart: titles of axes, and names in its rows."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key in ("title", "name") and isinstance(value, str):
                yield value
            else:
                yield from _strings(value)
    elif isinstance(spec, (list, tuple)):
        for one in spec:
            yield from _strings(one)


def _of(block: Block) -> Iterator[Part]:
    if isinstance(block, Paragraph):
        yield from block.sentences
    elif isinstance(block, Listing):
        yield from block.items
    elif isinstance(block, Explorer):
        yield block.told
    elif isinstance(block, Chart):
        yield block.caption
        if not block.table.folded:
            yield from _of(block.table)
    elif isinstance(block, Heading):
        yield block.text
    else:
        yield from () if block.note is None else (block.note,)
        for row in block.rows:
            yield from row


def _parts(report: Report) -> Iterator[Part]:
    """Single parts of all sentences and cells."""
    open_parts = [part for block in report.blocks() for part in _of(block)]
    while open_parts:
        part = open_parts.pop(0)
        if isinstance(part, Sentence):
            open_parts[:0] = part.parts
        else:
            yield part
