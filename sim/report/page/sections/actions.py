"""Which actions meet whom, and which never meet anybody."""

from __future__ import annotations

from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.lives import matrix
from sim.report.page.lives import ONE_LIFE, Portrayed, portrayed
from sim.report.page.sources import Sources
from sim.report.words.told import Code, Figure, Part, Sentence, joined, say
from sim.report.words.values import DASH, value_text

__all__ = ["actions"]


def actions(sources: Sources) -> Section | None:
    """Of all strategies; the personas of the leading one."""
    found = portrayed(sources)
    if found is None or not found.at(found.leading, "actions"):
        return None
    sentences = tuple(_never(found, name) for name in found.strategies)
    blocks: list[Block] = [Paragraph((*sentences, ONE_LIFE))]
    if any(one["times"] for one in found.at(found.leading, "actions").values()):
        blocks.append(_chart(found, found.leading))
    blocks.append(_table(found))
    return Section("actions", "Which actions meet whom", tuple(blocks))


def _never(found: Portrayed, name: str) -> Sentence:
    never = found.at(name, "never")
    if not never:
        return say("Under {name} every action that it uses meets somebody.", name=name)
    return say(
        "Under {name} nobody ever meets {never}.",
        name=name, never=Sentence(joined([Code(one) for one in never], last=" or ").parts),
    )  # fmt: skip


def _chart(found: Portrayed, name: str) -> Chart:
    """The share of each persona that an action meets at least once."""
    source, people = found.source, found.at(name, "personas")
    personas = [persona for persona, count in people.items() if count]
    fired = {each: one for each, one in found.at(name, "actions").items() if one["times"]}
    rows = []
    for action, one in fired.items():
        for persona in personas:
            share = one["personas"][persona]["people"] / people[persona]
            told = value_text(share, "share", source.currency, digits=0)
            rows.append({"source": action, "target": persona, "value": share, "told": told,
                         "label": told.replace(" ", "")})  # fmt: skip
    caption = say(
        "Share of the people of each persona who meet an action at least once under {name}, by a "
        "message delivered or an ad noticed. {whose}.",
        name=name, whose=found.whose(),
    )  # fmt: skip
    at = ("strategies", name)
    first: tuple[Part, ...] = (
        "people of this persona", source.figure("customers"),
        *(source.figure(*at, "personas", persona) for persona in personas),
    )  # fmt: skip
    cells: list[tuple[Part, ...]] = [
        (
            action,
            source.figure(*at, "actions", action, "people"),
            *(
                source.figure(*at, "actions", action, "personas", persona, "people")
                for persona in personas
            ),
        )
        for action in fired
    ]
    title = f"Who meets which action: {name}"
    headings = ("people who met", "all", *personas)
    table = Table("personas", title, headings, (first, *cells), folded=True)
    what = {"source": "action", "target": "persona", "value": "share of its people"}
    spec = matrix(rows, list(fired), personas, what)
    return Chart("personas", title, caption, spec, table)


def _table(found: Portrayed) -> Table:
    """How often each action met somebody under each strategy."""
    rows = tuple(
        (action, *(_times(found, name, action) for name in found.strategies))
        for action in found.at(found.leading, "actions")
    )
    note = say(
        "Messages delivered and ads noticed; a dash where the strategy does not use the action. "
        "{whose}.", whose=found.whose(),
    )  # fmt: skip
    title = "How often each action meets somebody"
    return Table("actions", title, ("action", *found.strategies), rows, note)


def _times(found: Portrayed, name: str, action: str) -> Figure | str:
    if not found.at(name, "actions", action, "allowed"):
        return DASH
    return found.source.figure("strategies", name, "actions", action, "times")
