"""How values are written in a scenario file: one row a form, for the page and for `explain`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """A form: what it is called, examples as TOML has them, and what it means."""

    name: str
    examples: tuple[str, ...]
    meaning: str


WRITTEN: tuple[Written, ...] = (
    Written(
        "time",
        ('"3 d"', '"20 min"', '"1 h 30 min"', '"2 w"', "0"),
        "a length of time (a month is 365/12 d, a year 365 d)",
    ),
    Written("share", ("0.05", '"5 %"'), "0 to 1"),
    Written("money", ("100", '"100 EUR"'), "in the scenario's currency"),
    Written(
        "rate",
        ('"2 per year"', '"1 per 90 d"', '"0.02 per d"'),
        "how often in what time; 0 needs none",
    ),
    Written("number", ("1.5",), "a plain number"),
    Written("whole number", ("3",), "0 or more"),
    Written("hours", ('"08:00-18:00"',), "of the day, local time"),
    Written("clock", ('"10:00"',), "time of day"),
    Written("days", ('"mon-fri"', '"mon, wed"', '"daily"'), "days of the week"),
    Written("name", ('"spring-offer"',), "small letters, digits, hyphens; at most 40"),
    Written(
        "rule",
        ('"visits >= 2 and not booked"',),
        "a condition over the [profile](#what-rules-may-read)",
    ),
    Written("formula", ('"1 + 0.1 * visits"',), "a number over the profile"),
)


def rows() -> str:
    """The lines of a Markdown table."""
    return "\n".join(
        f"| {form.name} | {', '.join(f'`{text}`' for text in form.examples)} | {form.meaning} |"
        for form in WRITTEN
    )
