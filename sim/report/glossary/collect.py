"""All terms: those that the program's own tables explain, and those of words.toml."""

from __future__ import annotations

import io
import tokenize
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from sim.model.records import vocabulary
from sim.report.glossary import fields
from sim.report.glossary.examples import in_library
from sim.report.glossary.term import GROUPS, Term, sentence
from sim.scenario import people, profile
from sim.study.figures.published import Figure, published
from sim.study.kpis import KPIS
from sim.study.kpis.docs import PERIODS, UNITS

WORDS = "words.toml"
_RULES = {"number": "{} >= 2", "boolean": "not {}", "category": '{} == "{}"'}


@cache
def glossary() -> tuple[Term, ...]:
    """Every term, in the order of `GROUPS`."""
    found = [*_kpis(), *written(), *map(_with_example, fields.terms()), *_view(), *_people()]
    found += [*_figures(), *_counters()]
    order = {group: place for place, group in enumerate(GROUPS)}
    return tuple(sorted(found, key=lambda term: order[term.group]))


def _with_example(term: Term) -> Term:
    """A term of the scenario file with the example of words.toml, where it has one.

    What a built-in scenario says of a key goes before.
    """
    if term.group not in ("table", "dial", "field"):
        return term
    name = dict(term.facts)["written as"] if term.group == "table" else term.name
    example = _words()["example"].get(name)
    if example is None or (term.group == "field" and _in_library(name)):
        return term
    return replace(term, example=example)


def _in_library(key: str) -> bool:
    table, _, name = key.partition(".")
    return in_library(table, name) is not None


@cache
def _words() -> dict[str, dict[str, Any]]:
    text = resources.files(__package__).joinpath(WORDS).read_text(encoding="utf-8")
    return tomllib.loads(text)


def written() -> Iterator[Term]:
    """The terms of words.toml."""
    for group, members in _words().items():
        if group in ("alias", "example", "related"):
            continue
        for name, entry in members.items():
            like = f'journey trace auto-service --strategy omnichannel --like "{name}"'
            yield Term(
                name=name,
                group=group,
                meaning=entry["meaning"],
                formula=entry.get("formula"),
                unit=entry.get("unit"),
                example=entry.get("example", like if group == "event" else None),
                aliases=tuple(entry.get("aliases", ())),
                see=tuple(entry.get("see", ())),
            )


def other_names() -> dict[str, str]:
    """What people also call a term, from words.toml."""
    return dict(_words()["alias"])


def _kpis() -> Iterator[Term]:
    for kpi in KPIS:
        parts = [("numerator", kpi.numerator)]
        parts.append(("denominator", kpi.denominator or "none (a total)"))
        parts.append(("good is", kpi.better))
        parts.append(("per channel", "yes" if kpi.channels else "no"))
        yield Term(
            name=kpi.name, group="kpi", meaning=kpi.meaning, title=kpi.title, formula=kpi.formula,
            unit=UNITS[kpi.unit], period=PERIODS[kpi.period], example=kpi.example,
            facts=tuple(parts), aliases=(kpi.title,), page="docs/kpis.md",
            see=tuple(_words()["related"].get(kpi.name, ())),
        )  # fmt: skip


def _view() -> Iterator[Term]:
    examples = _words()["example"]
    for field in profile.FIELDS:
        facts = [("missing", field.missing)] if field.missing else []
        if field.values:
            facts.insert(0, ("values", ", ".join(field.values)))
        first = field.values[-1] if field.values else "spring-offer"
        rule = _RULES[field.kind].format(field.name, first)
        yield Term(
            name=field.name, group="view", meaning=sentence(field.help), unit=field.kind,
            example=examples.get(f"view.{field.name}", rule), facts=tuple(facts),
            page="docs/scenario.md",
        )  # fmt: skip


def _people() -> Iterator[Term]:
    """Columns of population files; ``affinity.*`` stands for one of each channel."""
    for field in people.FIELDS:
        key = f'"{field.name.replace("*", "web")}"' if "*" in field.name else field.name
        if field.name.startswith("objection."):
            key = '"objection.price"'
        yield Term(
            name=field.name, group="column", meaning=sentence(field.help), unit=field.kind,
            example=f'[customers] columns = {{ {key} = "My column" }}',
            aliases=(field.name.removesuffix(".*"),), page="docs/customers.md",
        )  # fmt: skip


def _figures() -> Iterator[Term]:
    """Published figures that a run is held against."""
    units = {"share": "share", "money": "currency"}
    for figure in published():
        value, span = figure.compared(), figure.span
        facts = (
            []
            if span is None
            else [("published", f"{_said(figure, span[0])} to {_said(figure, span[1])}")]
        )
        example = "nothing is published of it here"
        if value is not None:
            example = f"{_said(figure, value.value)}: {value.source}"
        yield Term(
            name=figure.name, group="figure", meaning=figure.meaning, title=figure.title,
            unit=units[figure.unit], example=example, facts=tuple(facts), aliases=(figure.title,),
            page="docs/figures.md",
        )  # fmt: skip


def _said(figure: Figure, value: float) -> str:
    return f"USD {value:.2f}" if figure.unit == "money" else f"{100.0 * value:.4g} %"


def _counters() -> Iterator[Term]:
    """The counters that formulas of KPIs name; their comments in the vocabulary say what they are.

    Counters of nothing but the model's own affairs are told like any other.
    """
    about = comments(Path(vocabulary.__file__).read_text(encoding="utf-8"))
    for name in vocabulary.COUNTERS:
        if name in about:
            yield Term(
                name=name, group="counter", meaning=sentence(about[name]), page="docs/kpis.md"
            )


def comments(source: str) -> dict[str, str]:
    """By text of a program's lists: the comment that stands behind it on the same line."""
    found, last = {}, ("", 0)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING and token.string.startswith('"'):
            last = (token.string.strip('"'), token.start[0])
        elif token.type == tokenize.COMMENT and token.start[0] == last[1]:
            found[last[0]] = token.string.lstrip("# ")
    return found
