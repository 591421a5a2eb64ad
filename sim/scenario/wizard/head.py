"""The head of a file: how to read it, and the answers that it was made from."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.wizard.answers import Firm, as_json
from sim.scenario.wizard.questions import QUESTIONS
from sim.scenario.wizard.toml_writing import comment


def head_lines(firm: Firm) -> list[str]:
    unknown = [q.key for q in QUESTIONS if firm.given.get(q.key) is None]
    answers = as_json(firm.given).splitlines()
    return [
        *comment(
            f"{firm.industry.title}: a firm by ten answers, made by journey new. Your answers are "
            "labelled mine; what they did not say is published or assumed, each with its source. "
            "The numbers are there to be replaced by better ones."
        ),
        "#",
        "# How to read this file",
        "# - Every table says one thing about the firm, its market, or a way to run it.",
        '# - A number may stand alone, with a unit ("3 d", "0.5 %", "100 EUR"), or as a table',
        '#   { value = 0.2, low = 0.1, high = 0.3, kind = "mine", source = "our till" }.',
        "# - low and high say how far it may be off: journey compare draws it anew in between.",
        '# - "labels" says where all numbers of its table come from, if they do not say so.',
        '# - "journey check FILE" tells what is odd, "journey explain WORD" what a word means.',
        "#",
        "# The answers, for journey new FILE --answers (without the number signs):",
        *(f"# {line}" for line in answers),
        *(["#", *_unknown(unknown)] if unknown else []),
        *_rates(firm),
        "",
    ]


def _unknown(keys: Sequence[str]) -> list[str]:
    return comment(f"Not known, and so assumed: {', '.join(keys)}.")


def _rates(firm: Firm) -> list[str]:
    from sim.scenario.values.currencies import PER_EURO

    code = firm.purse.currency
    if code in PER_EURO:
        return []
    return [
        "#",
        *comment(
            f"What a euro is worth in {code} is not known here: amounts that are not your answers "
            "are numbers of euros. Change them."
        ),
    ]
