"""How every study answers in a terminal: the answer, then what must be known, tables, words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from sim.report.terminal.parts.tables import filled, headline, lives_text, print_work
from sim.report.words.told import Sentence
from sim.study.trials.answer import Answer

__all__ = ["close_answer", "open_answer", "paragraphs", "plain"]


def plain(words: str | Sentence) -> str:
    """A sentence in signs that every terminal has."""
    return str(words).replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")


def open_answer(result: Answer, sentences: Sequence[str | Sentence], out: Console) -> None:
    """Print what was simulated, the answer, its first sentence bold, and notes."""
    out.print(headline(result.setting))
    out.print()
    for place, sentence in enumerate(sentences):
        out.print(Text(filled(plain(sentence), out, "", "  "), style="" if place else "bold"))
    out.print()
    for note in result.notes:
        out.print(Text(filled(f"Note: {note}.", out, "", "  "), style="yellow"))
        out.print()


def paragraphs(words: Iterable[str | Sentence], out: Console) -> None:
    """Print paragraphs, each with an empty line after it."""
    for paragraph in words:
        out.print(Text(filled(plain(paragraph), out, "", "")))
        out.print()


def close_answer(
    result: Answer, words: Iterable[str | Sentence], out: Console, what: str = "lives"
) -> None:
    """Print what the answer rests on, and what it took."""
    paragraphs(words, out)
    print_work(lives_text(result, what), out)
