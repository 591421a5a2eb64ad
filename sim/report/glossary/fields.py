"""Terms of the scenario file, from the models that read it: tables, keys, dials, kinds, forms."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic.fields import FieldInfo

from sim.report.glossary import examples
from sim.report.glossary.term import Term, sentence
from sim.scenario import keys
from sim.scenario.docs import page
from sim.scenario.docs.written import WRITTEN
from sim.scenario.kinds import PRESETS, Preset
from sim.scenario.models import MANY, Document, Formula, Propensity, Table
from sim.scenario.models.base import meta
from sim.scenario.words import DIALS

PAGE = "docs/scenario.md"
_EXAMPLES = {form.name: form.examples[0] for form in WRITTEN} | {
    "text": '"in plain words"',
    "date": "2026-01-05",
    "price": "{ setup = 100, monthly = 10, hours = 0.5 }",
    "list of names": '["web", "email"]',
    "list of lists of names": '[["web", "email"]]',
    "true or false": "true",
    page.FORMS["period"]: '"7 d"',
}
"""By form: a value as a file has it."""
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_NO_KEYS = ("mode", "constant", "text")
"""Parts of a propensity that a file tells by how it writes the whole."""
_SAME = "the same"
"""How a row of forms says that the one before it holds."""
_ROW = re.compile(r"^\| ((?:`[a-z_.*]+`(?:, )?)+) \| (.*) \|$", re.MULTILINE)


@dataclass(frozen=True)
class _Place:
    """A table, and the table around it: what to say of its keys."""

    table: str
    prefix: str = ""
    about: str = ""
    listed: bool = False

    @property
    def heading(self) -> str:
        """The table as a file has it."""
        return f"[[{self.table}]]" if self.table in MANY else f"[{self.table}]"


def terms() -> Iterator[Term]:
    """Every table, key, dial, kind of channel and form of a value."""
    own = _own_forms()
    for table, (_, field) in keys.fields_of(Document).items():
        place = _Place(table)
        model = keys.table_in(field.annotation)
        yield Term(
            name=table, group="table", meaning=sentence(str(field.description)),
            facts=(("written as", place.heading), *_inside(model)), page=PAGE,
        )  # fmt: skip
        if model is not None:
            yield from _keys(model, place, own)
    yield from _kinds()
    for form in WRITTEN:
        yield Term(
            name=form.name, group="form", meaning=sentence(_LINK.sub(r"\1", form.meaning)),
            example=", ".join(form.examples), page=PAGE,
        )  # fmt: skip


def _inside(model: type[Table] | None) -> tuple[tuple[str, str], ...]:
    return () if model is None else (("keys", ", ".join(keys.fields_of(model))),)


def _own_forms() -> dict[str, str]:
    """Forms of prices, dials and estimates, which have more than one, by key."""
    found, before = {}, ""
    for names, cell in _ROW.findall(page.forms_of_their_own()):
        text = cell.replace("`", "")
        before = before if text.startswith(_SAME) else text
        for name in re.findall(r"`([^`]*)`", names):
            found[name] = text.replace(_SAME, before, 1)
    return found


def _keys(model: type[Table], place: _Place, own: dict[str, str]) -> Iterator[Term]:
    for key, (_, field) in keys.fields_of(model).items():
        if model is Propensity and key in _NO_KEYS:
            continue
        yield _key(key, field, place, own)
        inner = keys.table_in(field.annotation)
        if inner is not None and inner is not Formula and key not in DIALS:
            about = str(field.description)
            listed = "tuple[" in str(field.annotation)
            inside = _Place(place.table, f"{place.prefix}{key}.", about, listed)
            yield from _keys(inner, inside, own)


def _key(key: str, field: FieldInfo, place: _Place, own: dict[str, str]) -> Term:
    name = f"{place.prefix}{key}"
    form = page.form(field, key)
    about = f"{place.about}: {field.description}" if place.about else str(field.description)
    facts = [("written as", _written(name, form, place, own))]
    default = page.default(field).replace("`", "").replace("**", "")
    if default:
        source = page.source(field, form)
        facts.append(("default", f"{default} ({source})" if source else default))
    facts += _by_kind(name) if place.table == "channel" else []
    inner = keys.table_in(field.annotation)
    if inner is not None and form in ("table", "list of tables"):
        facts += _inside(inner)
    limits = page.bounds(field)
    if limits:
        facts.append(("bounds", limits))
    if meta(field).get("fixed"):
        facts.append(("fixed", "cannot change during a run"))
    dial = place.table == "strategy" and not place.prefix and key in DIALS
    return Term(
        name=key if dial else f"{place.table}.{name}",
        group="dial" if dial else "field",
        meaning=sentence(about),
        unit=form,
        example=None if dial else _example(key, form, field, place),
        facts=tuple(facts),
        aliases=tuple(dict.fromkeys((key, name, f"{place.table}.{name}"))),
        see=(f"platform.{key}",) if dial and key in _priced() else (),
        page=PAGE,
    )


def _written(name: str, form: str, place: _Place, own: dict[str, str]) -> str:
    key = name.rpartition(".")[2]
    words = page.WORDS.get(key)
    found = own.get(f"{place.table}.*")
    if place.table in ("strategy", "action"):
        found = own.get(name)
    if found is not None and not place.prefix and form not in ("money", "share", "number"):
        return f"in {place.heading}: {found}"
    if words is not None:
        return f"in {place.heading}: {form}: {', '.join(words)}"
    return f"in {place.heading}: {form}"


def _by_kind(name: str) -> list[tuple[str, str]]:
    """What kinds of channel set in place of the default."""
    found = []
    for kind, preset in PRESETS.items():
        value = of_kind(preset, name)
        if value is not None:
            found.append(f"{kind} {page.shown(value).replace('`', '').replace(chr(34), '')}")
    return [("by kind", "; ".join(found))] if found else []


def of_kind(preset: Preset, name: str) -> object | None:
    """What a kind sets for a key such as ``pass.browse``; None where it sets nothing."""
    here: object = preset.values
    for part in name.split("."):
        here = here.get(part) if isinstance(here, dict) else None
    return here


def _example(key: str, form: str, field: FieldInfo, place: _Place) -> str | None:
    """A line of a file: as a built-in scenario has it, else by kind, default or form."""
    value = _value(key, form, field, place)
    if value is None:
        return None
    line = f"{key} = {value}"
    for name in reversed(place.prefix.split(".")[:-1]):
        line = f"{name} = [{{ {line} }}]" if place.listed else f"{name} = {{ {line} }}"
    return f"{place.heading} {line}"


def _value(key: str, form: str, field: FieldInfo, place: _Place) -> str | None:
    name = f"{place.prefix}{key}"
    found = examples.in_library(place.table, name)
    if found is not None:
        return examples.toml(found)
    kinds = PRESETS.values() if place.table == "channel" else ()
    for value in (*(of_kind(preset, name) for preset in kinds), meta(field).get("default_text")):
        if value not in (None, "", (), {}, [], 0) or isinstance(value, bool):
            return examples.toml(value)
    words = page.WORDS.get(key) or tuple(_options(field.annotation))
    if words and form in ("word", "list of words"):
        return examples.toml(words[0] if form == "word" else words[:1])
    return _EXAMPLES.get(form)


def _options(annotation: object) -> Iterator[str]:
    """The words that a field may hold."""
    if typing.get_origin(annotation) is typing.Literal:
        yield from (word for word in typing.get_args(annotation) if isinstance(word, str))
    for argument in typing.get_args(annotation):
        yield from _options(argument)


def _priced() -> tuple[str, ...]:
    model = keys.table_in(Document.model_fields["platform"].annotation)
    return tuple(keys.fields_of(model)) if model is not None else ()


def _kinds() -> Iterator[Term]:
    for name, preset in PRESETS.items():
        sets = [
            f"{key} {page.shown(value).replace('`', '').replace(chr(34), '')}"
            for key, value in preset.values.items()
        ]
        published = {f"{who} ({year})": None for who, year in preset.published.values()}
        facts = [("sets", "; ".join(sets)), ("assumed", preset.reason)]
        if published:
            facts.append(("published", "; ".join(published)))
        yield Term(
            name=name, group="kind", meaning=sentence(preset.title), title=preset.title,
            example=f'[[channel]] name = "my-{name}", kind = "{name}"', facts=tuple(facts),
            aliases=(f"channel.kind.{name}",), see=("channel.kind",), page=PAGE,
        )  # fmt: skip
