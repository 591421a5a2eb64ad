"""Values as a scenario file has them: numbers, texts, lists, labels; money rounded as people do."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.scenario.values.quantities import currency_digits

WIDTH = 100
DIGITS = 6
"""Decimals that a number keeps at most: fewer than machines agree on."""


def number(value: float) -> str:
    """A number without needless digits: ``12``, ``0.25``, never ``1e+06``."""
    rounded = round(value, DIGITS)
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.{DIGITS}f}".rstrip("0")


def text(value: str) -> str:
    """A text in quotation marks."""
    return json.dumps(value, ensure_ascii=False)


def names(values: Iterable[str]) -> str:
    """A list of texts."""
    return f"[{', '.join(map(text, values))}]"


def table(values: Mapping[str, float | str]) -> str:
    """A table in one line; texts as they stand, so that they may be any value."""
    if not values:
        return "{}"
    parts = (
        f"{key(name)} = {value if isinstance(value, str) else number(value)}"
        for name, value in values.items()
    )
    return f"{{ {', '.join(parts)} }}"


def key(name: str) -> str:
    """A key, in quotation marks where it needs them."""
    return name if name.replace("-", "").replace("_", "").isalnum() else text(name)


def labels(source: str, kind: str = "assumed") -> str:
    """The line that says where the numbers of a table come from."""
    return f"labels = {{ kind = {text(kind)}, source = {text(source)} }}"


def comment(words: str, *, width: int = 96) -> list[str]:
    """Lines of a comment, broken at words."""
    import textwrap

    return [f"# {line}" for line in textwrap.wrap(words, width, break_on_hyphens=False)]


def rounded(value: float, digits: int = 2) -> float:
    """A number with so many digits that count."""
    if value == 0.0 or not math.isfinite(value):
        return 0.0
    places = digits - 1 - math.floor(math.log10(abs(value)))
    return round(value, places)


@dataclass(frozen=True)
class Labelled:
    """A number with its source, and its range if it has one.

    Attributes:
        value: as the file has it, a number or a text such as ``"5 %"``.
        kind, source, year: of its label.
        low, high: ends of its range, numbers in the same form.
    """

    value: float | str
    kind: str
    source: str
    year: int | None = None
    low: float | str | None = None
    high: float | str | None = None

    def __str__(self) -> str:
        parts = [f"value = {_form(self.value)}"]
        if self.low is not None and self.high is not None:
            parts += [f"low = {_form(self.low)}", f"high = {_form(self.high)}"]
        parts += [f"kind = {text(self.kind)}", f"source = {text(self.source)}"]
        if self.year is not None:
            parts.append(f"year = {self.year}")
        return f"{{ {', '.join(parts)} }}"


def _form(value: float | str) -> str:
    return text(value) if isinstance(value, str) else number(value)


def percent(share: float) -> str:
    """A share as people read it: ``12.8 %``."""
    return f"{number(rounded(100.0 * share, 4))} %"


@dataclass(frozen=True)
class Purse:
    """Amounts in the currency of the file.

    Attributes:
        currency: its code.
        rate: units that a euro is worth, roughly.
    """

    currency: str
    rate: float

    def euro(self, amount: float, digits: int = 2) -> float:
        """An amount in euro, in main units of this currency, rounded to what people would write."""
        if self.rate == 1.0:
            return amount
        return self._coins(rounded(amount * self.rate, digits))

    def dollar(self, amount: float) -> float:
        """A published amount in dollars: taken as euro one to one, unless dollars are wanted."""
        return amount if self.currency == "USD" else self.euro(amount)

    def written(self, amount: float) -> str:
        """An amount with its currency, as a text: ``85 EUR``."""
        return f"{number(amount)} {self.currency}"

    def money(self, amount: float) -> str:
        """The same in quotation marks."""
        return text(self.written(amount))

    def _coins(self, amount: float) -> float:
        """Not finer than a hundredth of what is paid: a tenth of a cent is a price of an e-mail."""
        return round(amount, currency_digits(self.currency) + 2)


def joined(lines: Sequence[str]) -> str:
    """The text of a file, without blank lines at its end."""
    return "\n".join(lines).rstrip() + "\n"
