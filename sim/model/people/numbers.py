"""Numbers of a table as spreadsheets write them: decimal marks, currencies, per cent."""

from __future__ import annotations

import re

from sim.model.people.cells import BadCellError
from sim.scenario.values.currencies import PER_EURO

_POINTS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
"""1.234,50 and 1.234, where the comma marks decimals."""
_COMMAS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+")
"""1,234.50; 1,234 could be either."""
_COMMA = re.compile(r"[+-]?\d[\d,]*|[+-]?[\d.]+,\d+")
_WITH_UNIT = re.compile(r"([^\d\s.,+-]*)\s*([+-]?[\d.,]*\d[\d.,]*)\s*([^\d\s.,+-]*)")
_SIGNS = {
    "€": ("EUR",), "euro": ("EUR",), "£": ("GBP",), "fr": ("CHF",), "sfr": ("CHF",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD"), "us$": ("USD",),
    "¥": ("JPY", "CNY"), "kr": ("SEK", "NOK", "DKK"), "zł": ("PLN",), "kč": ("CZK",),
    "₹": ("INR",), "ft": ("HUF",), "₺": ("TRY",), "₩": ("KRW",), "₪": ("ILS",), "r$": ("BRL",),
}  # fmt: skip
"""Currencies that a sign stands for; where it is several, it is taken for the scenario's."""


def number(text: str, decimal: str) -> float:
    """The number that a text is; marks for thousands are read where they can be nothing else.

    Args:
        decimal: "." or ",", the mark of the file.

    Raises:
        BadCellError: the other mark stands where decimals begin.
        ValueError: it is no number.
    """
    if decimal == ",":
        if _POINTS.fullmatch(text):
            text = text.replace(".", "")
        elif "." in text and text.replace(".", "").replace(",", "").isdigit():
            raise BadCellError(
                "a decimal comma, such as 12,50; or, if points mark decimals in this file, no "
                'decimal = "," in [customers]',
                found="a number with a point where a decimal comma belongs",
            )
        return float(text.replace(",", "."))
    if _COMMAS.fullmatch(text):
        return float(text.replace(",", ""))
    if "," in text and _COMMA.fullmatch(text):
        raise BadCellError(
            'a decimal point, such as 12.50; or decimal = "," in [customers] of the scenario, if '
            "commas mark decimals in this file; thousands have no mark: 1234",
            found="a number with a comma where a decimal point belongs",
        )
    return float(text)


def without_currency(text: str, currency: str) -> str:
    """An amount without the currency that stands before or behind it.

    Args:
        currency: the scenario's.

    Raises:
        BadCellError: it is another one.
    """
    match = _WITH_UNIT.fullmatch(text)
    units = [unit for unit in (match[1], match[3]) if unit] if match else []
    if match is None or len(units) != 1:
        return text
    named = _SIGNS.get(units[0].lower(), (units[0].upper(),))
    if currency in named:
        return match[2]
    if named[0] in PER_EURO:
        raise BadCellError(
            f"amounts in {currency}, the currency of the scenario (scenario.currency): with it, or "
            "a number alone",
            found="an amount in another currency",
        )
    return text
