"""Numbers as people write them, turned into base values.

| quantity | written | base value |
|---|---|---|
| duration | ``"3 d"``, ``"1 h 30 min"``, ``"2 w"``, ``"1 month"``; 0 | int microseconds |
| share | ``"0.5 %"`` or 0.005 | float 0 to 1 |
| money | ``"100 EUR"``, ``"100k EUR"`` or 100 (main unit) | float, minor units |
| rate | ``"1 per 90 d"``, ``"0.02 per d"``, ``"2 per year"``; 0 | float, events a day |
| number | 1.5 | float |
| count | 3 | int |

A year has 365 days, a month is the twelfth part of it: 30 d 10 h.

A *plain* value is the number as a file has it without a unit: shares 0 to 1, money in main units,
and, only outside the file, rates a day and durations in days.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

MICROSECONDS = {
    "s": 1_000_000,
    "min": 60_000_000,
    "h": 3_600_000_000,
    "d": 86_400_000_000,
    "w": 604_800_000_000,
}
DAY = MICROSECONDS["d"]
YEAR_DAYS = 365
"""What a budget is for."""
LONGEST_DAYS = 100 * YEAR_DAYS
CURRENCY = re.compile("[A-Z]{3}")
"""A code of ISO 4217."""
LARGEST = 1e12

_UNIT_WORDS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), "s"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("h", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("w", "week", "weeks"), "w"),
}
_LENGTHS = {
    **{word: MICROSECONDS[unit] for word, unit in _UNIT_WORDS.items()},
    **dict.fromkeys(("month", "months"), YEAR_DAYS * DAY // 12),
    **dict.fromkeys(("y", "year", "years"), YEAR_DAYS * DAY),
}
_NUMBER = r"[+-]?(?:\d[\d_]*(?:\.\d[\d_]*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
_PART = re.compile(rf"\s*({_NUMBER})\s*([A-Za-z]+)\s*")
_PERCENT = re.compile(rf"({_NUMBER})\s*%")
_MONEY = re.compile(
    rf"({_NUMBER})(?:\s*([kKM])\s)?\s*([^\d\s.,+-]+)|([^\d\s.,+-]+)\s*({_NUMBER})([kKM])?"
)
"""An amount with its unit on either side; k and M are thousands and millions, as in 100k EUR."""
_TIMES = {"k": 1_000.0, "K": 1_000.0, "M": 1_000_000.0}
_THOUSANDS = re.compile(
    r"(?<![\d.,])[1-9]\d{0,2}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})(?![\d.,])"
)
"""3,600 and 3,600.50; 3.600,50; 1.200.000."""
_RATE = re.compile(rf"({_NUMBER})\s*(?:per|/)\s*(.+)")
_ZERO_DIGITS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
_THREE_DIGITS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


class QuantityError(ValueError):
    """A number that cannot be read: what is wrong, what was found, what would be accepted."""

    def __init__(self, message: str, *, found: object, expected: str) -> None:
        super().__init__(message)
        self.message = message
        self.found = shown(found)
        self.expected = expected


@dataclass(frozen=True)
class Quantity:
    """What a field holds; stands in the annotation of every number of a model.

    Attributes:
        kind, unit: how it is written, and what a table of units calls it.
        least, most: ends of what the kind allows, in base values.
    """

    kind: str
    unit: str
    least: float = -math.inf
    most: float = math.inf


def shown(value: object) -> str:
    """A value as the reader of an error would recognise it, at most 80 characters."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, dict):
        text = "a table with " + (", ".join(str(key) for key in value) or "nothing in it")
    elif isinstance(value, (list, tuple)):
        text = "[" + ", ".join(shown(item) for item in value[:8])
        text += ", ...]" if len(value) > 8 else "]"
    elif isinstance(value, int) and abs(value) > 10**30:
        text = "an integer of more than 30 digits"
    else:
        text = str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def currency_digits(currency: str) -> int:
    """Digits of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217)."""
    if currency in _ZERO_DIGITS:
        return 0
    return 3 if currency in _THREE_DIGITS else 2


def _finite(value: object, expected: str) -> float:
    """A TOML number as a float, with booleans, infinities and monsters refused."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        what = "true or false" if isinstance(value, bool) else "not a number"
        raise QuantityError(f"this is {what}", found=value, expected=expected)
    if isinstance(value, float) and not math.isfinite(value):
        raise QuantityError("this is not a finite number", found=value, expected=expected)
    if abs(value) > LARGEST:
        most = f"{expected}, at most {LARGEST:,.0f}"
        raise QuantityError("this number is too large", found=value, expected=most)
    return float(value)


def _text_number(text: str, whole: object, expected: str) -> float:
    return _finite(float(text.replace("_", "")), expected) if text else _finite(whole, expected)


def _comma(value: str, expected: str, *, currency: str | None = None) -> None:
    """Refuse marks for thousands and decimal commas."""
    match = _THOUSANDS.search(value)
    if match is not None and "%" not in value:
        number = _unmarked(match[0])
        write = f"{number} {currency}" if currency else value.strip().replace(match[0], number)
        if "." not in match[0] and match[0].count(",") == 1:
            point = match[0].replace(",", ".").rstrip("0").removesuffix(".")
            write += f'" (or, if the comma marks decimals, {point})'
        else:
            write += '"'
        raise QuantityError(
            f"{match[0]} has a mark for thousands, which numbers are written without",
            found=value,
            expected=f'"{write}',
        )
    if re.search(r"\d,\d", value):
        raise QuantityError(
            "a comma stands where a decimal point belongs",
            found=value,
            expected=f"{expected}, with a point: 0.5, not 0,5",
        )


def _unmarked(number: str) -> str:
    """The number without marks for thousands: 3,600.50 and 3.600,50 are 3600.50."""
    marks = [letter for letter in number if letter in ".,"]
    if len(set(marks)) == 1:
        return re.sub(r"[.,]", "", number)
    whole, _, decimals = number.rpartition(marks[-1])
    return re.sub(r"[.,]", "", whole) + "." + decimals


def _ambiguous(digits: str, value: str, currency: str) -> None:
    """Refuse 3.600, which much of Europe reads as three thousand six hundred."""
    if currency_digits(currency) == 3 or not re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits):
        return
    whole, small = digits.replace(".", ""), digits.rstrip("0").removesuffix(".")
    small = f"{digits}0" if small == digits else small
    raise QuantityError(
        f"{digits} could mean {whole}, with a mark for thousands, or {small}",
        found=value,
        expected=f'"{whole} {currency}" or "{small} {currency}"',
    )


def parse_number(value: object) -> float:
    """A number without unit."""
    expected = "a number without unit, such as 1.5"
    if isinstance(value, str):
        raise QuantityError("this is text, not a number", found=value, expected=expected)
    return _finite(value, expected)


def parse_count(value: object) -> int:
    """A whole number, 0 or more."""
    expected = "a whole number, 0 or more"
    if isinstance(value, str):
        digits = re.sub(r"(?<=\d)[.,' _](?=\d{3}\b)", "", value.strip())
        if digits.isdecimal():
            expected = f"{digits}, without quotation marks and marks for thousands"
        with suppress(QuantityError):
            expected = f"{parse_duration(value) / DAY:g} where days are counted; {expected}"
        raise QuantityError("this is text, not a number", found=value, expected=expected)
    number = _finite(value, expected)
    if number != int(number) or number < 0:
        raise QuantityError("this is not a whole number of things", found=value, expected=expected)
    return int(number)


def parse_share(value: object) -> float:
    """A share between 0 and 1."""
    expected = 'a share from 0 to 1, or with a percent sign: 0.05 or "5 %"'
    if isinstance(value, str):
        _comma(value, expected)
        match = _PERCENT.fullmatch(value.strip())
        if match is None and _MONEY.fullmatch(value.strip()):
            raise QuantityError(
                "this looks like an amount of money, and a share is wanted",
                found=value,
                expected=f"{expected}; money off a price has the key amount of an offer",
            )
        if match is None:
            raise QuantityError("this is not a share", found=value, expected=_percent_hint(value))
        number = _text_number(match[1], value, expected) / 100.0
        if not 0.0 <= number <= 1.0:
            raise QuantityError(
                "a share lies between 0 % and 100 %", found=value, expected='"0 %" to "100 %"'
            )
        return number
    number = _finite(value, expected)
    if not 0.0 <= number <= 1.0:
        raise QuantityError(
            "a share lies between 0 and 1", found=value, expected=_percent_hint(str(value))
        )
    return number


def _percent_hint(text: str) -> str:
    """Both ways to write the share that was probably meant: 22 -> ``"22 %" or 0.22``."""
    try:
        number = float(text.strip().replace("_", ""))
    except ValueError:
        number = math.nan
    if not 0.0 <= number <= 100.0:
        return 'a share from 0 to 1, or with a percent sign: 0.05 or "5 %"'
    if number <= 1.0:
        return f'{number:g} without quotation marks, or "{number * 100:g} %"'
    return f'"{number:g} %" or {number / 100:g}'


def parse_duration(value: object) -> int:
    """A length of time in microseconds, 0 to 100 years."""
    expected = 'a number with s, min, h, d, w, month or year, such as "20 min" or "3 d"'
    if isinstance(value, str):
        try:
            _comma(value, expected)
            total = _duration_parts(value, expected)
        except QuantityError:
            _calendar(value)  # a date is the better word for what is wrong
            raise
    else:
        number = _finite(value, expected)
        if number != 0:
            raise QuantityError(
                "a duration needs its unit",
                found=value,
                expected=f'"{value} d", "{value} h" or "{value} min"',
            )
        total = 0.0
    if total < 0:
        raise QuantityError("a duration cannot be negative", found=value, expected=expected)
    if total > LONGEST_DAYS * DAY:
        raise QuantityError("this is longer than 100 years", found=value, expected=expected)
    return round(total)


def _calendar(value: str) -> None:
    """Refuse a date, and say how many days from a start it would be."""
    for form in _DATES:
        try:  # 2023 is no leap year, as most are
            day = datetime.strptime(" ".join(value.replace(",", " ").split()) + form[1], form[0])
        except ValueError:
            continue
        ahead = day.timetuple().tm_yday - 1
        raise QuantityError(
            "this is a date, and a length of time is wanted",
            found=value,
            expected=f'the days from the start, such as "{ahead} d" for a file that starts on '
            "1 January",
        )


def _duration_parts(value: str, expected: str) -> float:
    total, position = 0.0, 0
    text = value.strip()
    while position < len(text):
        match = _PART.match(text, position)
        if match is None:
            raise QuantityError("this is not a duration", found=value, expected=expected)
        length = _LENGTHS.get(match[2].lower())
        if length is None:
            raise QuantityError(f'"{match[2]}" is no unit of time', found=value, expected=expected)
        total += _text_number(match[1], value, expected) * length
        position = match.end()
    if position == 0:
        raise QuantityError("this is not a duration", found=value, expected=expected)
    return total


_DATES = (
    ("%Y-%m-%d", ""), ("%d.%m.%Y", ""), ("%d %B %Y", ""), ("%d %b %Y", ""), ("%B %d %Y", ""),
    ("%d %B %Y", " 2023"), ("%d %b %Y", " 2023"), ("%B %d %Y", " 2023"), ("%b %d %Y", " 2023"),
)  # fmt: skip
"""Forms of dates, and what makes one of a day without its year."""
_SIGNS = {
    "€": "EUR", "£": "GBP EGP LBP", "¥": "JPY CNY", "₹": "INR", "zł": "PLN", "₺": "TRY", "₩": "KRW",
    "$": "USD AUD CAD NZD SGD HKD MXN TWD CLP COP ARS", "kr": "SEK NOK DKK ISK", "Fr": "CHF",
    "Fr.": "CHF", "sFr.": "CHF", "R$": "BRL", "US$": "USD", "A$": "AUD", "C$": "CAD",
}  # fmt: skip
"""Signs of currencies, and the codes that they may stand for."""
_NAMES = {
    "dollar": "USD AUD CAD NZD SGD HKD", "pound": "GBP EGP", "franc": "CHF", "frank": "CHF",
    "franken": "CHF", "yen": "JPY", "rupee": "INR", "zloty": "PLN", "real": "BRL", "yuan": "CNY",
    "krona": "SEK", "kronor": "SEK", "krone": "NOK DKK", "kroner": "NOK DKK",
}  # fmt: skip
"""Names of currencies, and the codes that they may stand for."""
_PER = re.compile(
    r"(.*\S)\s*(?:\b(?:a|an|per|each|every)\s+|/\s*)(month|week|day|year|quarter)s?\s*"
)
_IN_A_YEAR = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}
_HUNDREDTHS = frozenset(("c", "ct", "cts", "cent", "cents", "p", "pence", "rp", "rappen", "öre"))
"""What people call a hundredth of a currency's main unit."""


def parse_money(value: object, *, currency: str) -> float:
    """An amount in minor units (cents), 0 or more."""
    expected = f'an amount such as 100 or "100 {currency}"'
    if isinstance(value, str):
        _comma(value, expected, currency=currency)
        match = _MONEY.fullmatch(value.strip())
        if match is None:
            _period_told(value, currency)
            raise QuantityError("this is not an amount of money", found=value, expected=expected)
        unit, digits = match[3] or match[4], match[1] or match[5]
        times = match[2] or match[6] or ""
        _ambiguous(digits, value, currency)
        number = _finite(_text_number(digits, value, expected) * _TIMES.get(times, 1.0), expected)
        digits += times
        if unit != currency:
            small = unit.lower() in _HUNDREDTHS and currency_digits(currency) == 2
            meant = f"{number / 100.0:.10g}" if small else digits
            sign = currency in _SIGNS.get(unit, "").split() or _names(unit, currency)
            raise QuantityError(
                f"a currency is written with its three letters, {currency}, not as {unit}"
                if sign
                else f"the scenario's currency is {currency}, not {unit}",
                found=value,
                expected=f'"{meant} {currency}"',
            )
    else:
        number = _finite(value, expected)
    if number < 0:
        raise QuantityError("an amount cannot be negative", found=value, expected=expected)
    return round(number * 10.0 ** currency_digits(currency), 6)


def _names(unit: str, currency: str) -> bool:
    """Whether a word is a currency's code in other letters, or its name: eur, Euro, dollars."""
    word = unit.lower()
    return word.startswith(currency.lower()) or currency in _NAMES.get(word.removesuffix("s"), "")


def _period_told(value: str, currency: str) -> None:
    """Refuse "200 EUR a month" with what to write for a key that is for a month, and for a year."""
    match = _PER.fullmatch(value)
    amount = _MONEY.fullmatch(match[1].strip()) if match is not None else None
    digits = (amount[1] or amount[5]) if amount is not None else None
    if match is None or amount is None or digits is None or amount[2] or amount[6]:
        return
    period = match[2]
    written = f'"{digits} {currency}" where the key is for a {period}'
    if period != "year":
        year = f"{float(digits) * _IN_A_YEAR[period]:.10g}"
        written += f', "{year} {currency}" where it is for a year'
    raise QuantityError(
        "an amount stands without its period: each key says what it is for",
        found=value,
        expected=written,
    )


def parse_rate(value: object) -> float:
    """A rate in events a day, 0 or more."""
    expected = 'a rate such as "2 per year", "1 per 90 d" or "0.02 per d"'
    bare = not isinstance(value, str)
    if isinstance(value, str):
        _comma(value, expected)
        match = _RATE.fullmatch(value.strip())
        bare = match is None and re.fullmatch(_NUMBER, value.strip()) is not None
        if match is not None:
            number = _text_number(match[1], value, expected)
            period = _period(match[2], value, expected)
            if period != DAY:  # a number a day stays the same to the last bit
                number = number * DAY / period
        elif bare:
            number = _text_number(value.strip(), value, expected)
        else:
            raise QuantityError("this is not a rate", found=value, expected=expected)
    else:
        number = _finite(value, expected)
    if number < 0:
        raise QuantityError("a rate cannot be negative", found=value, expected=expected)
    if bare and number != 0:
        written_so = value.strip() if isinstance(value, str) else value
        raise QuantityError(
            "a rate needs its unit: how often in what time",
            found=value,
            expected=f'"{written_so} per year", "{written_so} per month" or "{written_so} per d"',
        )
    return number


def _period(text: str, whole: str, expected: str) -> float:
    """The length of time after "per", where a bare unit means one of it."""
    bare = text.strip().lower()
    length = float(_LENGTHS[bare]) if bare in _LENGTHS else _duration_parts(text, expected)
    if length <= 0:
        raise QuantityError("a rate needs a time longer than 0", found=whole, expected=expected)
    return length


def plain(kind: str, base: float, *, currency: str) -> float:
    """The plain value (see the module's table) of a base value."""
    if kind == "duration":
        return base / DAY
    if kind == "money":
        return float(base / 10 ** currency_digits(currency))
    return base


def written(kind: str, value: float) -> object:
    """What a file would have for a plain value: days and rates a day get their unit."""
    unit = {"duration": "d", "rate": "per d"}.get(kind)
    if unit is None:
        return value
    return f"{value} {unit}"  # not repr, in which numpy's floats name their type
