"""Ten answers, from a dialogue or a JSON file, and the firm that they describe."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import InputErrors, UsageError, nearest_name
from sim.scenario.wizard.fit import Fit
from sim.scenario.wizard.industries import BY_NAME as INDUSTRY
from sim.scenario.wizard.industries import Industry
from sim.scenario.wizard.menu import MENU, PLACE, SITES, Offered
from sim.scenario.wizard.questions import KEYS, QUESTIONS, SETTLED, Default, purse
from sim.scenario.wizard.reading import AnswerError, is_unknown
from sim.scenario.wizard.remarks import remark
from sim.scenario.wizard.toml_writing import Purse

MINE = "your answer"
_FIRST = ("currency", "industry")
"""Answers by which others are read."""


@dataclass(frozen=True)
class Firm:
    """A firm as ten answers describe it, with what was not known filled in.

    Attributes:
        industry, channels, purse: what it is, where it meets people, in which currency.
        size, customers, orders: people in reach; those who bought last year; paid orders.
        spend, basket, margin: media a year and value of an order, main units; share left.
        hours, wage: hours a week for marketing; main units an hour.
        defaults: source of each answer that was not known, by key.
        given: the answers, as JSON has them; null where they were not known.
        fit: what simulated years have taught.
    """

    industry: Industry
    channels: tuple[Offered, ...]
    purse: Purse
    size: int
    customers: int
    orders: int
    spend: float
    basket: float
    margin: float
    hours: float
    wage: float
    defaults: Mapping[str, str]
    given: Mapping[str, Any]
    fit: Fit = field(default_factory=Fit)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the channels."""
        return tuple(channel.name for channel in self.channels)

    def has(self, *names: str) -> bool:
        """Whether all of these channels are there."""
        return set(names) <= set(self.names)

    def those(self, *names: str) -> tuple[str, ...]:
        """Those of some channels that are there, in the order asked for."""
        return tuple(name for name in names if name in self.names)

    @property
    def site(self) -> str | None:
        """The site of its own where links lead: web before app."""
        return next(iter(self.those(*SITES)), None)

    @property
    def counter(self) -> str:
        """Where a contact leads: the site, else where else people can buy."""
        return next(iter(self.those(*SITES, "shop", "phone", "marketplace")))

    @property
    def books(self) -> bool:
        """Whether customers come by appointment."""
        return self.industry.appointment > 0

    @property
    def sales(self) -> float:
        """Sales of a year, main units."""
        return self.orders * self.basket

    @property
    def shares(self) -> dict[str, float]:
        """Part of all orders by channel, as answered; none where it was not."""
        named = self.given.get("channels")
        if not isinstance(named, Mapping):
            return {}
        return {name: share for name, share in named.items() if share is not None}

    def mine(self, key: str) -> tuple[str, str]:
        """(kind, source) of an answer's number."""
        source = self.defaults.get(key)
        return ("mine", MINE) if source is None else ("assumed", source)


def firm_of(given: Mapping[str, Any], fit: Fit | None = None) -> Firm:
    """The firm that read answers describe; what is missing takes its default."""
    known = {key: value for key, value in given.items() if value is not None}
    sources: dict[str, str] = {}
    for key in SETTLED:
        if key in known and not (key == "staff" and known[key][1] is None):
            continue
        default: Default = next(q for q in QUESTIONS if q.key == key).default(known)
        if key in known:  # hours are said, and the wage is not
            known[key] = (known[key][0], default.value[1])
            sources["wage"] = default.source
            continue
        known[key] = default.value
        sources[key] = default.source
        if key == "staff":
            sources["wage"] = default.source
    hours, wage = known["staff"]
    names = set(known["channels"])
    channels = [channel for channel in MENU if channel.name in names]
    found = INDUSTRY[known["industry"]]
    return Firm(
        industry=found,
        channels=(*channels, PLACE) if found.appointment else tuple(channels),
        purse=purse(known),
        size=known["size"], customers=known["customers"], orders=known["orders"],
        spend=known["spend"], basket=known["basket"], margin=known["margin"],
        hours=hours, wage=wage, defaults=sources,
        given={key: given.get(key) for key in KEYS}, fit=fit or Fit(),
    )  # fmt: skip


def read_all(
    answers: Mapping[str, Any], *, file: str, say: Callable[[str], None] | None = None
) -> dict[str, Any]:
    """Answers of a JSON object, each read and validated; None where not known.

    Args:
        file: named in errors.
        say: is told what an answer was taken for, where that may not be what was meant.

    Raises:
        InputErrors: unknown keys with the nearest, and every answer that cannot be taken.
    """
    errors = [
        UsageError(
            "there is no such question", file=file, place=str(key), found=str(key),
            expected=", ".join(KEYS), nearest=nearest_name(str(key), KEYS),
        )
        for key in answers
        if key not in KEYS
    ]  # fmt: skip
    known: dict[str, Any] = {"currency": "EUR"}
    read: dict[str, Any] = {}
    order = (*_FIRST, *(key for key in KEYS if key not in _FIRST))
    for key in order:
        answer = answers.get(key)
        if is_unknown(answer):
            continue
        question = next(item for item in QUESTIONS if item.key == key)
        try:
            known[key] = read[key] = question.read(answer, known)
        except AnswerError as error:
            errors.append(
                UsageError(
                    error.message, file=file, place=key, found=error.found,
                    expected=error.expected, nearest=error.nearest,
                )
            )  # fmt: skip
            continue
        said = remark(key, answer, read[key])
        if said is not None and say is not None:
            say(f"{key}: {said}")
    if errors:
        raise InputErrors(errors)
    return {key: read.get(key) for key in KEYS}


def load(path: str, say: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Answers of a JSON file.

    Raises:
        UsageError: it cannot be read, or is no JSON object.
        InputErrors: what is wrong in it.
    """
    example = '{"industry": "car", "size": 2000, "margin": "45 %"}'
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            "this file is not text in UTF-8", file=path, expected=f"JSON such as {example}"
        ) from None
    except (OSError, ValueError) as error:
        raise UsageError(
            "these answers cannot be read", file=path,
            found=getattr(error, "strerror", None) or str(error), expected="a JSON file",
        ) from None  # fmt: skip
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise UsageError(
            "this is not JSON", file=path, place=f"{error.lineno}:{error.colno}",
            found=error.msg, expected=f"such as {example}",
        ) from None  # fmt: skip
    except _TwiceError as error:
        raise UsageError(
            "an answer stands twice", file=path, place=error.key, found=error.key,
            expected="each question once",
        ) from None  # fmt: skip
    except RecursionError:
        found = None
    if not isinstance(found, dict):
        raise UsageError(
            "answers are a JSON object", file=path, found=type(found).__name__,
            expected=f"such as {example}",
        )  # fmt: skip
    return read_all(found, file=path, say=say)


class _TwiceError(Exception):
    """A key that stands twice in a JSON object."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found


def as_json(given: Mapping[str, Any]) -> str:
    """The answers as a JSON object, one line each, in the order of the questions."""
    lines = [f"  {json.dumps(key)}: {json.dumps(_plain(given.get(key)))}" for key in KEYS]
    return "{\n" + ",\n".join(lines) + "\n}"


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], float):
        hours, wage = value
        return {"hours": _whole(hours), **({} if wage is None else {"wage": _whole(wage)})}
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    return _whole(value) if isinstance(value, float) else value


def _whole(value: float) -> float | int:
    return int(value) if value == int(value) else value
