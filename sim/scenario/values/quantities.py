"""Numbers as people write them: those of the engine, which scenario and catalogue files share."""

from engine.quantities import (
    CURRENCY,
    DAY,
    LARGEST,
    LONGEST_DAYS,
    MICROSECONDS,
    Quantity,
    QuantityError,
    currency_digits,
    parse_count,
    parse_duration,
    parse_money,
    parse_number,
    parse_rate,
    parse_share,
    plain,
    shown,
    written,
)

__all__ = [
    "CURRENCY",
    "DAY",
    "LARGEST",
    "LONGEST_DAYS",
    "MICROSECONDS",
    "Quantity",
    "QuantityError",
    "currency_digits",
    "in_words",
    "parse_count",
    "parse_duration",
    "parse_money",
    "parse_number",
    "parse_rate",
    "parse_share",
    "plain",
    "shown",
    "written",
]


def in_words(length: float) -> str:
    """A length of time in microseconds as a file would have it: ``"1 h 30 min"``."""
    if length == 0:
        return "0 min"
    parts, left = [], round(length)
    for unit in ("d", "h", "min", "s"):
        count, left = divmod(left, MICROSECONDS[unit])
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "less than 1 s"
