"""Which words of a report need explaining, and what the glossary says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

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
    Word,
)
from sim.report.words.told import Code, Part, Sentence, Term
from sim.scenario import Scenario
from sim.study.kpis import KPIS

__all__ = ["COMMON", "words_of"]

COMMON = (
    ("interval", "interval"), ("replication", "replication"), ("draw", "input draw"),
    ("same luck", "equal luck"), ("dial", "dial"), ("baseline", "baseline"),
    ("Shapley value", "Shapley value"), ("beyond chance", "beyond chance"),
    ("more than chance", "beyond chance"), ("may be chance", "may be chance"),
    ("perhaps chance", "may be chance"), ("may be luck", "may be chance"),
    ("perhaps by luck", "may be chance"),
    ("tipping point", "tipping point"), ("break-even", "break-even"), ("lift", "lift"),
    ("pilot", "pilot"), ("power", "power"), ("multichannel", "multichannel"),
    ("cross-channel", "cross-channel"), ("omnichannel", "omnichannel"), ("silo", "silo"),
    ("media", "media"), ("shadow price", "shadow price"), ("funnel", "funnel"),
    ("joining", "joining"), ("today", "today"), ("persona", "persona"), ("roadmap", "roadmap"),
    ("published", "published"), ("assumed", "assumed"), ("fitted", "fitted"), ("mine", "mine"),
)  # fmt: skip
"""Words of the field as sentences have them, and their names in the glossary."""
FIRST = ("strategy", "certainty", "customer", "study", "dial", "source")
"""Groups whose meaning is meant where a word has several."""


def words_of(report: Report, scenario: Scenario, *, keys: bool) -> tuple[Word, ...]:
    """In alphabetical order, each as the text has it.

    Args:
        keys: whether names and keys of files are explained as well.
    """
    text = _text(report)
    found: dict[str, Word] = {}
    for strategy in scenario.strategies.values():
        _add(found, strategy.name, strategy.name, strategy.description or strategy.title, text)
    for kpi in KPIS:
        _add(found, kpi.title, kpi.title, kpi.meaning, text)
    for told, name in COMMON:
        _add(found, told, name, _meaning(name), text)
    for part in _parts(report):
        if isinstance(part, Term):
            _add(found, part.text, part.of, _meaning(part.of))
        elif keys and isinstance(part, Code):
            _add(found, part.text, part.text, _meaning(part.text))
    return tuple(sorted(found.values(), key=lambda one: (str(one).casefold(), str(one))))


def _add(found: dict[str, Word], told: str, of: str, meaning: str, text: str | None = None) -> None:
    """Explain a word, once, where it stands in the text; words of one meaning together."""
    if not meaning or (text is not None and not _stands(told, text)):
        return
    word = found.get(of, Word((), of, _short(meaning)))
    if told.casefold() not in {one.casefold() for known in found.values() for one in known.told}:
        found[of] = replace(word, told=(*word.told, told))


def _meaning(name: str) -> str:
    """What the glossary says of it; of several the one that reports mean."""
    terms = sorted(find(name), key=lambda one: (one.name != name, _rank(one.group)))
    return terms[0].meaning if terms else ""


def _rank(group: str) -> int:
    return FIRST.index(group) if group in FIRST else len(FIRST)


def _short(meaning: str) -> str:
    """Its first sentence, its keys as plain words."""
    first = re.split(r"(?<=[.!?])\s+(?=[A-Z`])", " ".join(meaning.split()), maxsplit=1)[0]
    return first.replace("`", "")


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
