"""Values of a catalogue file: each is of the kind that its key has, or is told with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.catalog_keys import OF_SIMULATION, OWN
from engine.errors import nearest_name
from engine.mistakes import Mistakes
from engine.quantities import QuantityError, currency_digits, parse_money, shown

__all__ = ["Reader", "plain"]


class Reader(Mistakes):
    """Reads values of one file; mistakes are gathered in `errors`.

    What is wrong is given back as its default, so that all mistakes are found in one reading.
    """

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.currency = "EUR"

    def refuse(
        self, place: str, message: str, found: Any, expected: str, nearest: str | None = None
    ) -> None:
        """Note one mistake, with the value as its author would know it."""
        self.add(place, message, shown(found), expected, nearest)

    def keys(self, row: Mapping[str, Any], table: str, place: str) -> None:
        """Refuse what is not known; what only a simulation uses is left alone."""
        own = OWN[table]
        for key in row:
            if key not in own and key not in OF_SIMULATION.get(table, ()) and key != "labels":
                self.refuse(
                    f"{place}.{key}" if table else key,
                    f'there is no "{key}" here',
                    key,
                    ", ".join(sorted(own)),
                    nearest_name(key, own),
                )

    def table(self, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """A single table, empty where it is not given."""
        given = self.nested(data, name, name, f"[{name}]")
        self.keys(given, name, name)
        return given

    def nested(
        self, row: Mapping[str, Any], key: str, place: str, expected: str
    ) -> Mapping[str, Any]:
        """A table of any keys within another, empty where it is not given."""
        given = row.get(key, {})
        if not isinstance(given, dict):
            self.refuse(place, "this is no table", given, expected)
            return {}
        return given

    def listed(self, row: Mapping[str, Any], key: str, place: str, expected: str) -> Sequence[Any]:
        """A list of anything, empty where it is not given."""
        given = row.get(key, [])
        if not isinstance(given, list):
            self.refuse(place, "this is no list", given, expected)
            return ()
        return given

    def tables(self, data: Mapping[str, Any], name: str) -> list[tuple[Mapping[str, Any], str]]:
        """All tables of a name, each with its place."""
        given = data.get(name, [])
        if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
            self.refuse(name, "these are no tables", given, f"[[{name}]]")
            return []
        rows = [(row, f"{name}.{row.get('name', number)}") for number, row in enumerate(given)]
        for row, place in rows:
            self.keys(row, name, place)
        return rows

    def named(self, data: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
        """Names and titles of all tables of a name."""
        rows = self.tables(data, name)
        return [(self.name(row, place), self.text(row, "title", place)) for row, place in rows]

    def name(self, row: Mapping[str, Any], place: str) -> str:
        """The name of a table."""
        if not isinstance(row.get("name"), str):
            self.refuse(f"{place}.name", "a name is missing", row.get("name"), 'name = "..."')
        return str(row.get("name"))

    def word(self, row: Mapping[str, Any], key: str, place: str) -> str | None:
        """A text, or None."""
        given = row.get(key)
        if given is not None and not isinstance(given, str):
            self.refuse(f"{place}.{key}", "this is not a text", given, 'words, "like this"')
            return None
        return given

    def text(self, row: Mapping[str, Any], key: str, place: str) -> str:
        """A text, empty where it is not given."""
        return self.word(row, key, place) or ""

    def words(self, row: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
        """A list of texts."""
        given = row.get(key, [])
        if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
            self.refuse(place, "this is no list of texts", given, '["email", "sms"]')
            return ()
        return tuple(given)

    def flag(self, row: Mapping[str, Any], key: str, place: str, *, default: bool = False) -> bool:
        """True or false."""
        given = row.get(key, default)
        if not isinstance(given, bool):
            self.refuse(f"{place}.{key}", "this is a yes or a no", given, "true or false")
        return given is True

    def number(
        self,
        row: Mapping[str, Any],
        key: str,
        place: str,
        default: float | None,
        parse: Callable[[Any], float],
    ) -> float | None:
        """A number of some kind, with or without its label."""
        if key not in row:
            return default
        try:
            return parse(plain(row[key]))
        except QuantityError as error:
            self.refuse(f"{place}.{key}", error.message, plain(row[key]), error.expected)
            return default

    def money(
        self, row: Mapping[str, Any], key: str, place: str, default: float | None
    ) -> float | None:
        """Money in the main unit."""
        unit = 10 ** currency_digits(self.currency)
        minor = self.number(
            row, key, place, None, lambda given: parse_money(given, currency=self.currency)
        )
        return default if minor is None else minor / unit


def plain(value: Any) -> Any:
    """A number without the label that may be around it."""
    return value["value"] if isinstance(value, dict) and "value" in value else value
