"""What a term is, and the groups that terms belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class Group(NamedTuple):
    """A group of terms: its heading, and what one of them is."""

    heading: str
    one: str


GROUPS: dict[str, Group] = {
    "kpi": Group("KPIs", "KPI"),
    "strategy": Group("Ways to run channels", "strategies"),
    "dial": Group("Dials of a strategy", "dial of a strategy"),
    "decision": Group("Deciding", "decision engine"),
    "reason": Group("Reasons for a decision", "reason for a decision"),
    "scope": Group("Words of the dials", "word of the scenario file"),
    "customer": Group("The customer", "customer"),
    "event": Group("Events", "event"),
    "stage": Group("Stages of the funnel", "stage of the funnel"),
    "step": Group("Steps of a session", "step of a session"),
    "study": Group("How a study is run", "study"),
    "certainty": Group("How sure it is", "statistics"),
    "evaluation": Group("Judging a policy by a log", "evaluation of policies"),
    "source": Group("Where numbers come from", "where numbers come from"),
    "figure": Group("Published figures", "published figure"),
    "kind": Group("Kinds of channel", "kind of channel"),
    "form": Group("How values are written", "form of a value"),
    "table": Group("Tables of the scenario file", "table of the scenario file"),
    "field": Group("Keys of the scenario file", "key of the scenario file"),
    "view": Group("What rules may read", "field of the profile"),
    "column": Group("Columns of a table of customers", "column of a table of customers"),
    "counter": Group("Counters behind the KPIs", "counter"),
    "file": Group("Keys of JSON and columns of files", "JSON and files"),
}
"""In the order in which meanings are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One meaning of one word.

    Attributes:
        name: as it is written; the key of a scenario file without the member's name:
            ``channel.open``.
        group: a key of `GROUPS`.
        meaning: in a sentence or two.
        title: as tables have it, where that is another word.
        formula, unit, period, example: where they mean something.
        facts: what else is to be told, such as a default: heading and text.
        aliases: other words that lead here.
        see: names of related terms.
        page: the page of docs/ that tells more.
    """

    name: str
    group: str
    meaning: str
    title: str = ""
    formula: str | None = None
    unit: str | None = None
    period: str | None = None
    example: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    page: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As ``journey explain --json`` has it."""
        return {
            "term": self.name,
            "group": self.group,
            "title": self.title or None,
            "meaning": self.meaning,
            "formula": self.formula,
            "unit": self.unit,
            "period": self.period,
            "example": self.example,
            "facts": dict(self.facts),
            "see_also": list(self.see),
            "page": self.page,
        }


def sentence(text: str) -> str:
    """A phrase as a sentence: ``visits seen`` as ``Visits seen.``"""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"
