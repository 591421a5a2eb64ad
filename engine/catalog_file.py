"""Reading a catalogue file: TOML with the channel, creative, offer and action tables of a scenario.

A catalogue shares its tables with the scenario file. Keys that only a simulation can use, such as
``open`` of a channel, are accepted and left alone; anything else that is not known is refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.catalog import (
    Action,
    Budget,
    Cap,
    Channel,
    ContactPolicy,
    Creative,
    Learned,
    Offer,
    Scorecard,
    Treatment,
)
from engine.catalog_values import Reader, plain
from engine.constraints_file import read_constraints, read_exclusions
from engine.errors import InputError, InputErrors, ScenarioError
from engine.exploration.file import read_explore
from engine.quantities import (
    CURRENCY,
    QuantityError,
    parse_count,
    parse_money,
    parse_number,
    parse_share,
)
from engine.rules import Field, ProfileSchema

__all__ = ["parsed", "read"]


def read(file: Path, schema: ProfileSchema | None) -> dict[str, Any]:
    """The arguments of a `Catalog` from a file.

    Raises:
        ScenarioError: the file is missing or no TOML.
        InputErrors: everything else that is wrong with it.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ScenarioError(
            f"this catalogue cannot be read: {error.strerror or error}", file=str(file)
        ) from None
    return parsed(content, str(file), schema)


def parsed(content: bytes, file: str, schema: ProfileSchema | None) -> dict[str, Any]:
    """The arguments of a `Catalog` from the content of a file, whose name is for messages.

    Raises:
        ScenarioError: no TOML.
        InputErrors: everything else that is wrong with it.
    """
    reader = _Reader(file)
    catalog = reader.catalog(_toml(content, file), schema)
    if reader.errors:
        raise InputErrors(reader.errors)
    return catalog


def _toml(content: bytes, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, or far too deep
        raise ScenarioError(
            "this is not valid TOML",
            file=file,
            found=str(error)[:200],
            expected='TOML, such as: name = "value", [table], [[list-of-tables]]',
        ) from None


class _Reader(Reader):
    """Turns the tables of one file into objects."""

    def catalog(self, data: Mapping[str, Any], schema: ProfileSchema | None) -> dict[str, Any]:
        """All tables."""
        self.keys(data, "", "the file")
        scenario = self.table(data, "scenario")
        currency = self.text(scenario, "currency", "scenario") if "currency" in scenario else "EUR"
        if CURRENCY.fullmatch(currency):
            self.currency = currency
        elif isinstance(scenario["currency"], str):
            self.refuse("scenario.currency", "this is no currency", currency, "a code such as EUR")
        decision = self.table(data, "decision")
        fields = schema or self.schema(data)
        return {
            "schema": fields,
            "channels": tuple(self.channel(*item) for item in self.tables(data, "channel")),
            "actions": tuple(self.action(*item) for item in self.tables(data, "action")),
            "creatives": tuple(Creative(*named) for named in self.named(data, "creative")),
            "offers": tuple(Offer(*named) for named in self.named(data, "offer")),
            "contact_policy": self.policy(data),
            "budget": self.budget(data),
            "value": self.money(decision, "value", "decision", None),
            "slots": int(self.number(decision, "slots", "decision", 1, parse_count) or 0),
            "groups": self.groups(decision),
            "constraints": read_constraints(self, data),
            "exclusions": read_exclusions(self, data),
            "explore": read_explore(self, decision),
            "currency": self.currency,
            "file": self.file,
        }

    def groups(self, decision: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
        """Groups of channels."""
        place, expected = "decision.groups", '[["email", "sms"]]'
        return tuple(
            self.words({"group": group}, "group", place)
            for group in self.listed(decision, "groups", place, expected)
        )

    def schema(self, data: Mapping[str, Any]) -> ProfileSchema:
        """The fields that the file declares."""
        fields: list[Field] = []
        for row, place in self.tables(data, "profile"):
            before = len(self.errors)
            kind: Any = self.word(row, "kind", place)
            name = self.name(row, place)
            values = self.words(row, "values", f"{place}.values")
            if len(self.errors) > before:
                continue
            try:
                fields.append(Field(name, "number" if kind is None else kind, values))
                ProfileSchema(tuple(fields))
            except InputError as error:
                error.file, error.place = self.file, place
                self.errors.append(error)
                fields = [field for field in fields if field.name != name]
        if not fields and not self.errors:
            self.refuse(
                "profile",
                "nothing says which fields a profile has",
                "no [[profile]] table",
                '[[profile]] with name, kind ("number", "boolean", "category", "timestamp")',
            )
        return ProfileSchema(tuple(fields))

    def channel(self, row: Mapping[str, Any], place: str) -> Channel:
        """One [[channel]]."""
        cost = self.money(row, "expected_cost", place, self.money(row, "cost", place, 0.0))
        for key in ("cost_per_click", "cost_per_thousand"):
            price = self.money(row, key, place, 0.0)
            if price and "expected_cost" not in row:
                self.refuse(
                    f"{place}.{key}",
                    "media paid by click or impression: what does it cost to start an action?",
                    row[key],
                    'expected_cost = "0.40 EUR", for one customer in one plan',
                )
        contacts = self.nested(row, "contacts", f"{place}.contacts", '{day = "FIELD"}')
        return Channel(
            self.name(row, place),
            cost=cost or 0.0,
            consent=self.word(row, "consent", place),
            suppressed=self.word(row, "suppressed", place),
            contacts={
                period: self.text(contacts, period, f"{place}.contacts") for period in contacts
            },
            title=self.text(row, "title", place),
        )

    def action(self, row: Mapping[str, Any], place: str) -> Action:
        """One [[action]]."""
        expected = '[{ channel = "email" }]'
        treatments = []
        for number, item in enumerate(
            self.listed(row, "treatments", f"{place}.treatments", expected)
        ):
            here = f"{place}.treatments[{number}]"
            if isinstance(item, dict) and isinstance(item.get("channel"), str):
                self.keys(item, "treatment", here)
                words = [self.word(item, key, here) for key in ("creative", "offer")]
                treatments.append(Treatment(item["channel"], *words))
            else:
                self.refuse(here, "this is no treatment", item, '{channel = "email"}')
        flags = {key: self.flag(row, key, place) for key in FLAGS}
        return Action(
            self.name(row, place),
            tuple(treatments),
            self.propensity(row, place),
            value=self.worth(row, place),
            context=self.factor(row, "context", place),
            boost=self.number(row, "boost", place, 1.0, parse_number) or 0.0,
            eligible=self.word(row, "eligible", place),
            applicable=self.word(row, "applicable", place),
            suitable=self.word(row, "suitable", place),
            when=self.word(row, "when", place) or "plan",
            on=self.words(row, "on", f"{place}.on"),
            deliver="all" if row.get("deliver", "best") == "all" else row.get("deliver", "best"),
            holdout=self.number(row, "holdout", place, 0.0, parse_share) or 0.0,
            explore=self.number(row, "explore", place, 0.0, parse_share) or 0.0,
            title=self.text(row, "title", place),
            group=self.text(row, "group", place),
            **flags,
        )

    def propensity(self, row: Mapping[str, Any], place: str) -> float | str | Scorecard | Learned:
        """A share, a formula, a scorecard, or learned."""
        place = f"{place}.propensity"
        given = plain(row.get("propensity"))
        if isinstance(given, dict):
            kind = "learned" if "learned" in given else "scorecard"
            self.keys(given, kind, place)
            if not given:
                self.refuse(place, "nothing says how likely its outcome is", given, _CHANCE)
            if kind == "learned":
                return Learned(
                    self.text(given, "learned", place),
                    self.number(given, "prior", place, 0.05, parse_share) or 0.0,
                    self.number(given, "strength", place, 20.0, parse_number) or 0.0,
                    self.word(given, "segment", place),
                )
            weighed = self.nested(given, "weights", f"{place}.weights", "{ visits = 0.2 }")
            weights = {
                key: self.number(weighed, key, f"{place}.weights", 0.0, parse_number) or 0.0
                for key in weighed
            }
            intercept = self.number(given, "intercept", place, 0.0, parse_number) or 0.0
            return Scorecard(intercept, weights)
        if isinstance(given, str) and not given.strip().endswith("%"):
            return given
        if given is None:
            self.refuse(place, "nothing says how likely its outcome is", "no propensity", _CHANCE)
            return 0.0
        return self.number(row, "propensity", place.rpartition(".")[0], 0.0, parse_share) or 0.0

    def worth(self, row: Mapping[str, Any], place: str) -> float | str | None:
        """Money, or a formula in the main unit."""
        given = plain(row.get("value"))
        if isinstance(given, str):
            try:
                parse_money(given, currency=self.currency)
            except QuantityError as error:
                if "currency" not in error.message:
                    return given
        return self.money(row, "value", place, None)

    def factor(self, row: Mapping[str, Any], key: str, place: str) -> float | str:
        """A number or a formula."""
        given = plain(row.get(key, 1.0))
        if isinstance(given, str):
            return given
        return self.number(row, key, place, 1.0, parse_number) or 0.0

    def policy(self, data: Mapping[str, Any]) -> ContactPolicy:
        """[contact_policy]."""
        table = self.table(data, "contact_policy")
        caps = []
        listed, expected = "contact_policy.caps", '[{ limit = 2, per = "7 d" }]'
        for number, row in enumerate(self.listed(table, "caps", listed, expected)):
            place = f"{listed}[{number}]"
            if not isinstance(row, dict):
                self.refuse(place, "this is no cap", row, expected[1:-1])
                continue
            self.keys(row, "cap", place)
            per = row.get("per")
            if not isinstance(per, str):
                self.refuse(f"{place}.per", "a cap needs its period", per, '"day" or "7 d"')
            limit = self.number(row, "limit", place, 0, parse_count) or 0
            scope = row.get("scope", "customer")
            channels = self.words(row, "channels", f"{place}.channels")
            caps.append(Cap(int(limit), str(per), channels, scope))
        holdout = self.number(table, "holdout", "contact_policy", 0.0, parse_share) or 0.0
        counted = self.flag(table, "count_transactional", "contact_policy", default=True)
        return ContactPolicy(tuple(caps), holdout, counted)

    def budget(self, data: Mapping[str, Any]) -> Budget:
        """[budget]."""
        table = self.table(data, "budget")
        at = "budget.split"
        split = self.nested(table, "split", at, "{ email = 0.25, letter = 0.75 }")
        return Budget(
            self.money(table, "total", "budget", None),
            {key: self.number(split, key, at, 0.0, parse_share) or 0.0 for key in split},
            self.number(table, "minimum_return", "budget", 0.0, parse_number) or 0.0,
        )


FLAGS = ("after_purchase", "fallback", "transactional")
_CHANCE = (
    'a share such as 0.03 or "3 %", a formula, {intercept = -3, weights = {visits = 0.2}}, '
    'or {learned = "click", prior = 0.03, strength = 20}'
)
