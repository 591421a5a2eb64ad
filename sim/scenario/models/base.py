"""What all models of the scenario file share: the base class, and the types of their fields."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable
from typing import Annotated, Any, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from engine.errors import nearest_name
from sim.scenario.values import hours as h
from sim.scenario.values import quantities as q
from sim.scenario.values.dates import as_date, no_such_date
from sim.scenario.words import NAME, NAME_LENGTH, OBJECTIONS, RESERVED_NAMES

DEFAULT_SOURCE = "default of the program"


class Table(BaseModel):
    """A table of the file: frozen, unknown keys refused."""

    model_config = ConfigDict(
        defer_build=True,  # a table in a table needs no validator of its own
        extra="forbid",
        frozen=True,
        populate_by_name=False,
        validate_default=True,
        protected_namespaces=(),
    )


def refuse(message: str, *, found: object, expected: str, nearest: str | None = None) -> Exception:
    """The error that a validator raises, with the parts that a reader needs."""
    context: dict[str, Any] = {
        "message": message,
        "found": q.shown(found),
        "expected": expected,
        "nearest": nearest,
    }
    return PydanticCustomError("scenario", "{message}", context)


def given(
    default: Any,
    description: str,
    *,
    source: str | None = None,
    kind: str = "assumed",
    year: int | None = None,
    fixed: bool = False,
    alias: str | None = None,
    **bounds: Any,
) -> Any:
    """A field of a table.

    Args:
        default: as a user would write it, or ``...`` where a value must be given.
        description: one sentence for error messages, the schema and the template.
        source, kind, year: label of the default.
        fixed: cannot be changed during a run (``[[change]]``).
        alias: the key in the file, where it is no Python name.
        bounds: ``gt``, ``ge``, ``lt``, ``le`` on the base value.
    """
    extra: dict[str, Any] = {"fixed": fixed, "kind": kind, "year": year}
    extra["source"] = source or DEFAULT_SOURCE
    if default is not ...:
        extra["default_text"] = default
    return Field(
        default,
        description=description,
        alias=alias,
        json_schema_extra={"journey": extra},
        **bounds,
    )


def meta(field: Any) -> dict[str, Any]:
    """The words kept with a field by `given`."""
    extra = field.json_schema_extra
    return cast(dict[str, Any], extra["journey"]) if isinstance(extra, dict) else {}


def one_of(
    value: str,
    names: Iterable[str],
    message: str,
    *,
    expected: str | None = None,
    nearest: str | None = None,
) -> str:
    """The value, where it is one of the names; raises what a validator raises otherwise.

    Args:
        expected: what would be accepted, in words; the names themselves by default.
        nearest: what is meant, where that is known; the most similar name by default.
    """
    accepted = list(names)
    if value not in accepted:
        raise refuse(
            message,
            found=value,
            expected=", ".join(accepted) if expected is None else expected,
            nearest=nearest or nearest_name(value, accepted),
        )
    return value


def known_objections(value: dict[str, float]) -> dict[str, float]:
    """The same table, where all its keys are objections; raises what is wrong otherwise."""
    for name in value:
        one_of(name, OBJECTIONS, "this objection does not exist")
    return value


def currency_of(info: ValidationInfo) -> str:
    """The scenario's currency, which the loader passes along."""
    context = info.context or {}
    return str(context.get("currency", "EUR"))


def start_of(info: ValidationInfo) -> datetime.date | None:
    """The scenario's first day, which the loader passes along; None where it has none."""
    start = (info.context or {}).get("start")
    return start if isinstance(start, datetime.date) else None


def _read(parse: Callable[[Any], Any]) -> BeforeValidator:
    return _read_with(lambda value, info: parse(value))


def _read_money() -> BeforeValidator:
    return _read_with(lambda value, info: q.parse_money(value, currency=currency_of(info)))


def _read_with(parse: Callable[[Any, ValidationInfo], Any]) -> BeforeValidator:
    def validate(value: Any, info: ValidationInfo) -> Any:
        try:
            return parse(value, info)
        except q.QuantityError as error:
            raise PydanticCustomError(
                "scenario",
                "{message}",
                {"message": error.message, "found": error.found, "expected": error.expected},
            ) from None

    return BeforeValidator(validate)


def _positive(parse: Callable[[Any], Any], what: str) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        number = parse(value)
        if number <= 0:
            raise q.QuantityError(f"this {what} must be above 0", found=value, expected="above 0")
        return number

    return read


def _not_negative(value: Any) -> float:
    number = q.parse_number(value)
    if number < 0:
        raise q.QuantityError("this cannot be negative", found=value, expected="0 or more")
    return number


def _name(value: Any) -> str:
    expected = f"small letters, digits and hyphens, at most {NAME_LENGTH}: spring-offer"
    if not isinstance(value, str) or not NAME.fullmatch(value) or len(value) > NAME_LENGTH:
        raise q.QuantityError("this is not a name", found=value, expected=expected)
    if value in RESERVED_NAMES:
        raise q.QuantityError(
            f'"{value}" means something else in a scenario', found=value, expected="another name"
        )
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise q.QuantityError("this is not a text", found=value, expected='words, "like this"')
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise q.QuantityError("this is a yes or a no", found=value, expected="true or false")
    return value


def _date(value: Any) -> datetime.date:
    problem = no_such_date(value) if isinstance(value, str) else None
    if problem is not None:
        message, write = problem
        raise q.QuantityError(message, found=value, expected=f"{write}, without quotation marks")
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        day = as_date(value) or "2026-01-05"
        raise q.QuantityError(
            "this is not a date", found=value, expected=f"a date without quotation marks: {day}"
        )
    if not 1970 <= value.year <= 2200:
        raise q.QuantityError("this date is far off", found=value, expected="1970 to 2200")
    return value


def _quantity(
    kind: str, unit: str, least: float = 0.0, most: float = math.inf
) -> tuple[q.Quantity, WithJsonSchema]:
    return q.Quantity(kind, unit, least, most), WithJsonSchema({"x-quantity": kind})


_SHARE, _SHARE_SCHEMA = _quantity("share", "share", 0.0, 1.0)
_MONEY, _MONEY_SCHEMA = _quantity("money", "money")
_RATE, _RATE_SCHEMA = _quantity("rate", "per day")
_TIME, _TIME_SCHEMA = _quantity("duration", "duration", 0.0, q.LONGEST_DAYS * q.DAY)
_LONG, _ = _quantity("duration", "duration", 1.0, q.LONGEST_DAYS * q.DAY)
_REAL, _REAL_SCHEMA = _quantity("number", "number", -q.LARGEST, q.LARGEST)
_SIZE, _ = _quantity("number", "number", 0.0, q.LARGEST)
_COUNT, _COUNT_SCHEMA = _quantity("count", "count")
_SOME, _ = _quantity("count", "count", 1.0)

Share = Annotated[float, _SHARE, _SHARE_SCHEMA, _read(q.parse_share)]
Money = Annotated[float, _MONEY, _MONEY_SCHEMA, _read_money()]
Rate = Annotated[float, _RATE, _RATE_SCHEMA, _read(q.parse_rate)]
Duration = Annotated[int, _TIME, _TIME_SCHEMA, _read(q.parse_duration)]
LongDuration = Annotated[
    int, _LONG, _TIME_SCHEMA, _read(_positive(q.parse_duration, "length of time"))
]
Real = Annotated[float, _REAL, _REAL_SCHEMA, _read(q.parse_number)]
NotNegative = Annotated[float, _SIZE, _REAL_SCHEMA, _read(_not_negative)]
Positive = Annotated[float, _SIZE, _REAL_SCHEMA, _read(_positive(q.parse_number, "number"))]
Count = Annotated[int, _COUNT, _COUNT_SCHEMA, _read(q.parse_count)]
PositiveCount = Annotated[int, _SOME, _COUNT_SCHEMA, _read(_positive(q.parse_count, "count"))]
Hours = Annotated[tuple[int, int], WithJsonSchema({"x-quantity": "hours"}), _read(h.parse_hours)]
QuietHours = Annotated[
    tuple[int, int],
    WithJsonSchema({"x-quantity": "hours"}),
    _read(lambda value: h.parse_hours(value, over_midnight=True)),
]
Clock = Annotated[int, WithJsonSchema({"x-quantity": "clock"}), _read(h.parse_clock)]
Days = Annotated[tuple[int, ...], WithJsonSchema({"x-quantity": "days"}), _read(h.parse_days)]
Name = Annotated[str, WithJsonSchema({"x-quantity": "name"}), _read(_name)]
Text = Annotated[str, _read(_text)]
Flag = Annotated[bool, WithJsonSchema({"type": "boolean"}), _read(_flag)]
Date = Annotated[datetime.date, WithJsonSchema({"x-quantity": "date"}), _read(_date)]
