"""Prints docs/scenario.md: ``python -m sim.scenario.docs.page > docs/scenario.md``.

Everything that a scenario file may say, from the models that read it: tables, keys, units, bounds,
defaults, and where the defaults come from.
"""

from __future__ import annotations

import sys
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import WithJsonSchema
from pydantic.fields import FieldInfo

from sim.scenario import keys, profile
from sim.scenario.docs.limits import LIMITS
from sim.scenario.docs.written import rows as rows_of_forms
from sim.scenario.kinds import PRESETS
from sim.scenario.models import MANY, Document, Table
from sim.scenario.models.base import meta
from sim.scenario.words import ASKS, DISTRIBUTIONS, LEARNED, OBJECTIONS, STAGES, STEPS, TRIGGERS

HEAD = """\
# The scenario file

<!-- Printed from sim/scenario by `python -m sim.scenario.docs.page > docs/scenario.md`. -->

A scenario is one TOML file. `journey new FILE --from auto-service` writes a commented one to start
from, `journey check FILE` tells what is wrong or odd, `journey schema` prints the JSON Schema.
Unknown keys are refused with the nearest valid name.

## How things are written

| form | examples | meaning |
|---|---|---|
FORMS_OF_VALUES

**Where a number comes from.** Any number may be a table `{value = 0.2, low = 0.1, high = 0.3,
dist = "uniform", kind = "published", source = "who", year = 2019}`; any table may carry
`labels = {kind = "assumed", source = "why"}` for its numbers without one of their own. Kinds:
`mine` (unlabelled numbers of your file), `published` (needs source and year), `fitted` (to data),
`assumed`. The last column below is the label of the **default**; a number that you write is yours.

**How far it may be off.** `low` and `high` give a number a range, in the number's own form, and
`dist` ([uncertainty](#uncertainty)) says how it lies in there. `journey compare` draws all numbers
with ranges anew, 40 times or as `--draws` says, and tells what that does to its figures: see
[uncertainty.md](uncertainty.md). No draw leaves what a number can be. Whole numbers are drawn
whole. Shares of personas, and parts of `budget.split`, keep their sum: those without a range take
up what is left, in proportion; where all have one, all are scaled. The length and size of a run,
and curves such as `season`, have no range; a number that a `[[change]]` sets can have one of its
own, from then on.

**Dotted keys** name any number, in `[uncertainty]`, in `[[change]]` and on the command line: names
stand in place of positions, as in `channel.email.open` or `persona.commuter.share`. A key marked
*fixed* cannot change during a run.

"""

UNITS = {
    "share": "share",
    "money": "money",
    "per day": "rate",
    "duration": "time",
    "number": "number",
    "count": "whole number",
    "windows": "windows",
}
FORMS = {
    "hours": "hours", "clock": "clock", "days": "days", "date": "date", "name": "name",
    "period": "`day`, `week` or time", "knowledge": "word or links", "sync": "windows or table",
    "recognition": "share or table", "continuity": "share or table", "scope": "word or lists",
    "actions": "`all`, names or table", "propensity": "share, formula or table",
    "factor": "number or formula", "worth": "money or formula", "bound": "number or money",
    "names": "name or list of names",
}  # fmt: skip
WORDS = {
    "steps": STEPS, "starts": STEPS, "when": ("plan", *TRIGGERS), "kind": tuple(PRESETS),
    "asks": ASKS, "stage": STAGES, "learned": LEARNED, "form": STEPS,
}  # fmt: skip
WORDED = (
    "deliver", "contact", "scope", "dist", "intent", "kpi", "at_cap", "in_quiet", "zone", "moves",
    "per",
)  # fmt: skip
MEANT = {
    "uniform": "all values from low to high alike; what holds where nothing is said",
    "triangular": "from low to high, most likely at the stated value",
    "normal": "low and high are its 2.5 % and 97.5 % points: one draw in twenty lies beyond, but "
    "none beyond what the number can be",
    "lognormal": "the same of the logarithm: twice as much is as likely as half; low is above 0",
}
RULES = ("eligible", "applicable", "suitable")
_OPENED = ("Objections", "Pass", "Cap", "Treatment", "Gap", "Span", "Picks")
"""Inner tables whose keys are listed under their own; `FORMS_OF_THEIR_OWN` tells the rest."""

FORMS_OF_THEIR_OWN = """\
## Prices, dials and estimates

| key | forms |
|---|---|
| `platform.*` | `{setup = 100, monthly = 10, hours = 0.5}`: money once, money a month, staff \
hours a month, all per unit and 0 where not given |
| `knowledge` | `"own"`, `"group"`, `"all"`, or links `["web -> email"]`: e-mail may read what \
the web site observed |
| `sync` | windows, or `{default = 1, group = 0, "web -> email" = 0}` |
| `recognition` | a share, or `{default = 0.2, web = 0.5, false_match = 0.01}` |
| `continuity` | a share, or `{default = 0, group = 0.5, "email -> web" = 0.8}`: progress made on \
e-mail is found again on the web site |
| `decider`, `contact_policy`, `offers` | `"channel"`, `"group"`, `"customer"`, or lists of \
channels that share it: `[["web", "email"]]` |
| `suppression` | the same, or `"everywhere"` |
| `budget` | the same, or `"pooled"` |
| `actions` | `"all"`, `["welcome", "reminder"]`, or `{except = ["reminder"]}` |
| `propensity` | a share; a formula that gives one; a scorecard `{intercept = -3, weights = \
{visits = 0.2}}` in log-odds; or learned, `{learned = "click", prior = 0.03, strength = 20}`, \
where the prior counts as so many observations. What can be learned: LEARNED |
| `value` | money, or a formula in the main unit of the currency |

"""


PAIRED = ("hours", "quiet", "open_days", "delivery_days")


def form(field: FieldInfo, key: str) -> str:
    """What is written for a key."""
    if key in RULES:
        return "rule"
    if key == "age":
        return "two whole numbers"
    if key in ("motivations", "pain_points"):
        return "list of texts"
    schemas = [*field.metadata, *getattr(field.annotation, "__metadata__", ())]
    for item in schemas:
        if isinstance(item, WithJsonSchema) and "x-quantity" in (item.json_schema or {}):
            word = str((item.json_schema or {})["x-quantity"])
            if word in FORMS:
                return FORMS[word]
    quantity = keys.quantity_of(field)
    inner = keys.table_in(field.annotation)
    many = "tuple[" in str(field.annotation) and key not in PAIRED
    if quantity is not None and inner is None:
        unit = UNITS[quantity.unit]
        if "dict[" in str(field.annotation):
            return f"table of {unit}s" if unit != "money" else "table of amounts"
        return f"list of {unit}s" if many else unit
    if inner is not None and inner.__name__ in _OPENED:
        return "list of tables" if many else "table"
    if inner is not None and inner.__name__ == "Price":
        return "price"
    if key in WORDS or key in WORDED:
        return "list of words" if many else "word"
    if "dict[" in str(field.annotation):
        return "table"
    if many:
        return (
            "list of lists of names" if "tuple[tuple" in str(field.annotation) else "list of names"
        )
    if field.annotation is bool or "bool" in str(field.annotation):
        return "true or false"
    return _plain_form(field)


def _plain_form(field: FieldInfo) -> str:
    """Of fields without a quantity: hours and the like that may be absent, names, text."""
    for argument in (field.annotation, *typing.get_args(field.annotation)):
        for item in getattr(argument, "__metadata__", ()):
            if isinstance(item, WithJsonSchema):
                word = str((item.json_schema or {}).get("x-quantity", ""))
                if word:
                    return FORMS.get(word, word)
    return "text"


def bounds(field: FieldInfo) -> str:
    """Bounds on the base value, as the model states them."""
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
    found = []
    for item in field.metadata:
        for name, sign in signs.items():
            limit = getattr(item, name, None)
            if limit is not None:
                found.append(f"{sign} {limit:,}")
    return ", ".join(found)


def shown(value: Any) -> str:
    """A default as a file would have it."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (list, tuple)):
        return "`[" + ", ".join(shown(item).strip("`") for item in value) + "]`"
    if isinstance(value, dict):
        inside = ", ".join(f"{key} = {shown(item).strip('`')}" for key, item in value.items())
        return "`{" + inside + "}`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def default(field: FieldInfo) -> str:
    """The default, or that there is none."""
    if field.is_required():
        return "**must be given**"
    value = meta(field).get("default_text")
    return "" if value in (None, "", (), {}) and value is not False else shown(value)


def source(field: FieldInfo, form_of: str) -> str:
    """Label of the default, for numbers that have one."""
    if field.is_required() or form_of in ("text", "name", "word", "rule", "list of words"):
        return ""
    if keys.quantity_of(field) is None or default(field) == "":
        return ""
    words = meta(field)
    year = f", {words['year']}" if words.get("year") else ""
    return f"{words['kind']}: {words['source']}{year}"


def rows(model: type[Table], prefix: str = "") -> Iterator[str]:
    """Lines of a table's keys; those of inner tables follow their own."""
    for key, (_, field) in keys.fields_of(model).items():
        inner = keys.table_in(field.annotation)
        own = form(field, key)
        meaning = str(field.description)
        if key in WORDS and ": " not in meaning:
            meaning += ": " + ", ".join(WORDS[key])
        if bounds(field):
            meaning += f" ({bounds(field)})"
        if meta(field).get("fixed"):
            meaning += "; *fixed*"
        cells = (f"`{prefix}{key}`", meaning, own, default(field), source(field, own))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        if inner is not None and inner.__name__ in _OPENED:
            yield from rows(inner, f"{prefix}{key}.")


def section(name: str, field: FieldInfo) -> str:
    """One table of the file."""
    many = name in MANY
    title = f"[[{name}]]" if many else f"[{name}]"
    lines = [f"## {title}", "", f"{str(field.description).capitalize()}.", ""]
    model = keys.table_in(field.annotation)
    if model is None:
        lines += [
            "Each key is a dotted key, each value a table with `low`, `high` and, if wanted, "
            f"`dist` ({', '.join(DISTRIBUTIONS)}). What stands here wins over a range beside the "
            "number, and gives one to numbers that the file does not write:",
            "",
            '`"channel.email.open" = { low = 0.1, high = 0.3, dist = "triangular" }`',
            "",
            "| `dist` | what it means |",
            "|---|---|",
            *(f"| `{name}` | {meaning} |" for name, meaning in MEANT.items()),
            "",
        ]
        return "\n".join(lines)
    lines += [
        "| key | meaning | written as | default | source of the default |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *rows(model), ""])


def kinds() -> str:
    """Defaults of channels by kind."""
    lines = [
        "## Kinds of channel",
        "",
        "What a kind sets where the channel's own table says nothing; all else has the default "
        "above. Assumed, for the reason given, but for what is published.",
        "",
    ]
    for name, preset in PRESETS.items():
        lines += [f"### {name}: {preset.title}", "", f"Assumed: {preset.reason}.", ""]
        lines += ["| key | default | published by |", "|---|---|---|"]
        for key, value in preset.values.items():
            who, year = preset.published.get(key, ("", 0))
            lines.append(f"| `{key}` | {shown(value)} | {who}{f' ({year})' if year else ''} |")
        lines.append("")
    return "\n".join(lines)


def readable() -> str:
    """Fields of the profile."""
    lines = [
        "## What rules may read",
        "",
        "The profile holds what the strategy lets the deciding channel know of a customer, and "
        "nothing latent. A missing value makes a comparison unknown, and an unknown condition is "
        "not met; `is_missing(x)` tests it.",
        "",
        "| field | kind | meaning | missing |",
        "|---|---|---|---|",
    ]
    for item in profile.FIELDS:
        values = f": {', '.join(item.values)}" if item.values else ""
        lines.append(f"| `{item.name}` | {item.kind} | {item.help}{values} | {item.missing} |")
    lines += ["", f"Objections: {', '.join(OBJECTIONS)}. Steps: {', '.join(STEPS)}, then pay.", ""]
    return "\n".join(lines)


def forms_of_their_own() -> str:
    """Forms of prices, dials and estimates, as Markdown."""
    return FORMS_OF_THEIR_OWN.replace("LEARNED", ", ".join(LEARNED))


def page() -> str:
    """The whole page."""
    tables = [section(name, field) for name, (_, field) in keys.fields_of(Document).items()]
    head = HEAD.replace("FORMS_OF_VALUES", rows_of_forms())
    return head + "\n".join([*tables, LIMITS + forms_of_their_own() + kinds(), readable()])


if __name__ == "__main__":
    sys.stdout.write(page())
