"""What a euro is worth in other currencies, roughly: for bands that are ten times as wide.

Assumed, rounded from the exchange rates of the middle of the 2020s. A currency that is not here
has no bands for amounts of money.
"""

from __future__ import annotations

from sim.scenario.values.quantities import currency_digits

PER_EURO: dict[str, float] = {
    "AED": 4, "AUD": 1.7, "BGN": 2, "BRL": 6, "CAD": 1.5, "CHF": 1, "CNY": 8, "CZK": 25, "DKK": 7.5,
    "EUR": 1, "GBP": 0.85, "HKD": 8.5, "HUF": 390, "IDR": 17_500, "ILS": 4, "INR": 92, "JPY": 160,
    "KRW": 1_500, "KWD": 0.33, "MXN": 20, "MYR": 5, "NOK": 11.5, "NZD": 1.8, "PHP": 62, "PLN": 4.3,
    "RON": 5, "SAR": 4, "SEK": 11.3, "SGD": 1.45, "THB": 38, "TRY": 35, "TWD": 34, "UAH": 44,
    "USD": 1.1, "VND": 27_000, "ZAR": 20,
}  # fmt: skip


def minor_units_per_euro(currency: str) -> float | None:
    """Minor units of a currency that a euro is worth; None where that is not known here."""
    rate = PER_EURO.get(currency)
    return None if rate is None else rate * 10.0 ** currency_digits(currency)
