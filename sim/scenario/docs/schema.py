"""JSON Schema (2020-12) of the scenario file as people write it.

Numbers may be plain, text with a unit, or a table with value, range and source; any table may
carry ``labels``.
"""

from __future__ import annotations

from typing import Any

from sim.scenario.models import Document
from sim.scenario.words import DISTRIBUTIONS, LEARNED, NAME, NAME_LENGTH, SOURCE_KINDS

_NUMBER = r"[+-]?[0-9][0-9_]*(\.[0-9_]+)?([eE][+-]?[0-9]+)?"
_DURATION = rf"^\s*({_NUMBER}\s*[A-Za-z]+\s*)+$"
_HOURS = r"^\s*[0-9]{1,2}:[0-9]{2}\s*-\s*[0-9]{1,2}:[0-9]{2}\s*$"

JsonSchema = dict[str, Any]


def json_schema() -> JsonSchema:
    """The schema, ready to be printed as JSON."""
    schema = Document.model_json_schema(mode="validation", by_alias=True)
    definitions = {name: _clean(item) for name, item in schema.pop("$defs", {}).items()}
    cleaned = _clean(schema)
    definitions.update(_quantities())
    cleaned["$defs"] = definitions
    cleaned["properties"]["uncertainty"] = {
        "type": "object",
        "description": "ranges of numbers, by dotted key",
        "additionalProperties": {"type": "object"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        **{key: value for key, value in cleaned.items() if key != "title"},
    }


def _clean(node: Any) -> Any:
    """A node with quantities as references, ``labels`` in tables, and no null (TOML has none)."""
    if isinstance(node, list):
        return [_clean(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: value for key, value in node.items() if key != "journey"}
    if "x-quantity" in node:
        reference = {"$ref": f"#/$defs/{node.pop('x-quantity')}"}
        kept = {key: node[key] for key in _KEPT if node.get(key) is not None}
        return {**reference, **kept}
    options = node.get("anyOf")
    if isinstance(options, list):
        options = [_clean(item) for item in options if item != {"type": "null"}]
        rest = {key: node[key] for key in _KEPT if key in node}
        if rest.get("default", 0) is None:
            del rest["default"]
        return {**options[0], **rest} if len(options) == 1 else {"anyOf": options, **rest}
    cleaned = {
        key: {name: _clean(item) for name, item in value.items()}
        if key == "properties"
        else _clean(value)
        for key, value in node.items()
        if key != "title" and not (key == "default" and value is None)
    }
    if cleaned.get("type") == "object" and "properties" in cleaned:
        cleaned["properties"]["labels"] = {"$ref": "#/$defs/labels"}
    elif cleaned.get("type") == "object" and isinstance(cleaned.get("additionalProperties"), dict):
        cleaned["properties"] = {"labels": {"$ref": "#/$defs/labels"}}
    elif cleaned.get("items") == {"$ref": "#/$defs/number"}:
        return {"anyOf": [cleaned, _labelled({"type": "array"})], **_described(cleaned)}
    return cleaned


_KEPT = ("description", "default")


def _described(node: JsonSchema) -> JsonSchema:
    """Description and default, lifted out of an alternative."""
    return {key: node.pop(key) for key in _KEPT if key in node}


def _labelled(value: JsonSchema) -> JsonSchema:
    """A table of a value with its range and source."""
    return {
        "type": "object",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            "value": value,
            "low": value,
            "high": value,
            "dist": {"enum": list(DISTRIBUTIONS)},
            **_LABEL,
        },
    }


_LABEL: JsonSchema = {
    "kind": {"enum": list(SOURCE_KINDS), "description": "where the number comes from"},
    "source": {"type": "string", "minLength": 1, "description": "who says so, or why"},
    "year": {"type": "integer", "minimum": 1800, "maximum": 2200},
}


def _either(description: str, *forms: JsonSchema) -> JsonSchema:
    """Any of the forms, bare or labelled."""
    options = list(forms)
    return {
        "description": description,
        "anyOf": [*options, _labelled({"anyOf": options} if len(options) > 1 else options[0])],
    }


def _text(pattern: str) -> JsonSchema:
    return {"type": "string", "pattern": pattern}


def _quantities() -> dict[str, JsonSchema]:
    """One definition for each kind of quantity and each dial."""
    share = ({"type": "number", "minimum": 0, "maximum": 1}, _text(rf"^\s*{_NUMBER}\s*%\s*$"))
    positive = {"type": "number", "minimum": 0}
    text = {"type": "string", "minLength": 1}
    names = {"type": "array", "items": {"type": "string"}}
    return {
        "labels": {
            "type": "object",
            "description": "source of all numbers of the table that have none of their own",
            "properties": _LABEL,
            "additionalProperties": False,
        },
        "share": _either('a share: 0.05 or "5 %"', *share),
        "money": _either('an amount: 100 or "100 EUR"', positive, _text(_NUMBER)),
        "rate": _either('a rate: "1 per 90 d", "2 per year"', {"const": 0}, _text(r"per|/")),
        "duration": _either('a time: "3 d", "20 min"', {"const": 0}, _text(_DURATION)),
        "number": _either("a number", {"type": "number"}),
        "count": _either("a whole number", {"type": "integer", "minimum": 0}),
        "bound": _either(
            'a number, or an amount where costs are counted: 500 or "500 EUR"',
            positive,
            _text(_NUMBER),
        ),
        "names": {"description": "a name, or a list of names", "anyOf": [text, names]},
        "hours": {"description": "hours of the day", **_text(_HOURS)},
        "clock": {"description": "a time of day", **_text(r"^\s*[0-9]{1,2}:[0-9]{2}\s*$")},
        "days": {"description": 'days of the week: "mon-fri", "daily"', "type": "string"},
        "period": {"anyOf": [{"enum": ["day", "week"]}, _text(_DURATION)]},
        "name": {"type": "string", "pattern": f"^{NAME.pattern}$", "maxLength": NAME_LENGTH},
        "date": {"description": "a date without quotation marks: 2026-01-05"},
        "factor": _either("a number or an expression", {"type": "number"}, text),
        "worth": _either("an amount or an expression", positive, text),
        "propensity": _propensity(share, text),
        **_dials(share, names),
    }


def _propensity(share: tuple[JsonSchema, ...], text: JsonSchema) -> JsonSchema:
    number = {"$ref": "#/$defs/number"}
    scorecard = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "intercept": number,
            "weights": {"type": "object", "additionalProperties": number},
            "labels": {"$ref": "#/$defs/labels"},
        },
    }
    learned = {
        "type": "object",
        "required": ["learned"],
        "additionalProperties": False,
        "properties": {
            "learned": {"enum": list(LEARNED)},
            "prior": {"$ref": "#/$defs/share"},
            "strength": number,
            "labels": {"$ref": "#/$defs/labels"},
        },
    }
    base = _either("estimated chance of the outcome", *share, text)
    return {**base, "anyOf": [*base["anyOf"], scorecard, learned]}


def _dials(share: tuple[JsonSchema, ...], names: JsonSchema) -> dict[str, JsonSchema]:
    def table(number: str, *more: str) -> JsonSchema:
        reference = {"$ref": f"#/$defs/{number}"}
        return {
            "type": "object",
            "properties": {
                **dict.fromkeys(("default", *more), reference),
                "labels": {"$ref": "#/$defs/labels"},
            },
            "additionalProperties": reference,
        }

    def by_link(number: str) -> JsonSchema:
        return {"anyOf": [{"$ref": f"#/$defs/{number}"}, table(number, "group")]}

    words = {"enum": ["channel", "group", "customer", "everywhere", "pooled"]}
    link = {"type": "string", "pattern": "->"}
    return {
        "knowledge": {
            "anyOf": [{"enum": ["own", "group", "all"]}, {"type": "array", "items": link}]
        },
        "sync": by_link("count"),
        "continuity": by_link("share"),
        "recognition": {"anyOf": [{"$ref": "#/$defs/share"}, table("share", "false_match")]},
        "scope": {"anyOf": [words, {"type": "array", "items": names}]},
        "actions": {
            "anyOf": [
                {"const": "all"},
                names,
                {
                    "type": "object",
                    "required": ["except"],
                    "additionalProperties": False,
                    "properties": {"except": names},
                },
            ]
        },
    }
