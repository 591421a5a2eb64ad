"""The dialogue: ten questions in plain words, asked again until the answer can be taken.

It reads and writes through the functions that it is given: a terminal, a pipe and a test are alike.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from typing import Any

from engine.errors import UsageError
from sim.scenario.wizard.industries import INDUSTRIES
from sim.scenario.wizard.menu import MENU
from sim.scenario.wizard.questions import KEYS, QUESTIONS, Question, value_text
from sim.scenario.wizard.reading import AnswerError, is_unknown
from sim.scenario.wizard.remarks import remark

WIDTH = 80
INTRODUCTION = (
    "Ten questions make a scenario of your firm. Last year's totals and rough ideas will do. "
    'Who does not know presses Enter, or types "?": the default stands beside each question, with '
    'its source. 10k is 10,000, 1M a million. "<" goes back to the question before. Nothing is '
    "written before the last answer."
)

Read = Callable[[], str]
"""The next line, with its end; empty where there are no more."""
Say = Callable[[str], None]
"""Shows a text; a line break is the text's own."""


def ask(read: Read, say: Say, *, typed: bool = True) -> dict[str, Any]:
    """Ask the ten questions.

    Args:
        typed: somebody is there, and is asked again where an answer cannot be taken.

    Returns:
        the answers by key, as `answers.read_all` has them; None where not known.

    Raises:
        UsageError: the input ends before the last answer, or an answer that nobody typed cannot
            be taken: those after it would answer other questions.
    """
    say(_wrapped(INTRODUCTION))
    answers: list[Any] = []
    while len(answers) < len(QUESTIONS):
        question = QUESTIONS[len(answers)]
        known: dict[str, Any] = {"currency": "EUR"}
        known |= {q.key: a for q, a in zip(QUESTIONS, answers, strict=False) if a is not None}
        _put(question, known, say, len(answers) + 1)
        answer = _answer(question, known, read, say, len(answers) + 1, typed)
        if answer is not _BACK:
            answers.append(answer)
        elif answers:
            answers.pop()
    return {question.key: answer for question, answer in zip(QUESTIONS, answers, strict=True)}


BACK = frozenset(("<", "<<", "back"))
"""What leads back to the question before."""
_BACK = object()


def _put(question: Question, known: dict[str, Any], say: Say, place: int) -> None:
    """Show a question with its choices, and what is taken where nobody knows."""
    say("\n" + _wrapped(f"{place}. {question.asks}", indent="   "))
    for line in _choices(question):
        say(line)
    say(_wrapped(f"   {question.hint}", indent="   "))
    say(_wrapped(f"   not known: {question.unknown(known)}", indent="              "))


def _answer(
    question: Question, known: dict[str, Any], read: Read, say: Say, place: int, typed: bool
) -> Any:
    """The answer; `_BACK` where somebody wants to go back."""
    while True:
        say("   > ")
        line = read()
        if not line:
            raise UsageError(
                f"the answers end before question {place} of {len(KEYS)}",
                place="journey new --ask",
                found=f"no answer to: {question.asks}",
                expected="a line for each question; an empty one where you don't know",
            )
        if line.strip().lower() in BACK:
            say("   this is the first question\n" if place == 1 else "   = back\n")
            return _BACK
        if is_unknown(line):
            say("   = not known\n")
            return None
        try:
            answer = question.read(line.strip(), known)
        except AnswerError as error:
            if not typed:
                raise UsageError(
                    error.message, place=f"journey new --ask, question {place} ({question.key})",
                    found=error.found, expected=error.expected, nearest=error.nearest,
                ) from None  # fmt: skip
            what = f"did you mean {error.nearest}?" if error.nearest else error.expected
            what = (
                f"   {error.message} ({error.found}); {'' if error.nearest else 'expected: '}{what}"
            )
            say(_wrapped(what, indent="   "))
            continue
        say(f"   = {value_text(question.key, answer, known)}\n")
        said = remark(question.key, line.strip(), answer)
        if said is not None:
            say(_wrapped(f"   {said}", indent="   "))
        return answer


def _choices(question: Question) -> Iterable[str]:
    """What can be chosen, where it is a list."""
    if question.key == "industry":
        for place, industry in enumerate(INDUSTRIES, start=1):
            yield f"   {place:>2}  {industry.name:<11} {industry.title}\n"
    if question.key == "channels":
        for title, sells in (
            ("where people buy or book", True),
            ("where else you meet them", False),
        ):
            yield f"   {title}:\n"
            for channel in MENU:
                if channel.sells is sells:
                    yield f"     {channel.name:<12} {channel.about}\n"


def _wrapped(text: str, *, indent: str = "") -> str:
    return (
        textwrap.fill(
            text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        + "\n"
    )
