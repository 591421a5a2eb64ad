"""Reading a catalogue file: TOML with the channel, creative, offer and action tables of a scenario.

A catalogue shares its tables with the scenario file. Keys that only a simulation can use, such as
``open`` of a channel, are accepted and left alone; anything else that is not known is refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
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
from engine.constraints_file import CONSTRAINT_KEYS, read_constraints, read_exclusions
from engine.errors import InputError, InputErrors, ScenarioError, nearest_name
from engine.exploration.file import EXPLORE_KEYS, read_explore
from engine.quantities import (
    QuantityError,
    currency_digits,
    parse_count,
    parse_money,
    parse_number,
    parse_share,
    shown,
)
from engine.rules import Field, ProfileSchema

__all__ = ["OF_SIMULATION", "parsed", "read"]

OF_SIMULATION: dict[str, frozenset[str]] = {
    "": frozenset(
        "behaviour change competitor customers device known kpi kpi_rule loyalty_programme outage "
        "persona platform run_in service strategy uncertainty variant".split()
    ),
    "scenario": frozenset(
        "day days description market name season start title weekday window zone".split()
    ),
    "channel": frozenset(
        "always answer_time appointments automation beside books bounce catchment click "
        "commission contact content_hours cost_per_spot dates delay delivery_days devices "
        "discover express followers form friends_only hours impressions intent kind kpi "
        "landing_delay lead leads_to links monthly names_buyers no_show notice open open_days "
        "opening_reviews opening_stars order_fee overflow parallel pass patience pays_at "
        "power pressure purpose rating resolves servers service session setup shows_reviews "
        "solves staff_hours step_effort steps takes_cases target transit unsubscribe users "
        "visits".split()
    ),
    "creative": frozenset(
        "appeal comfort contradicts formats message personal resolves stage urgent".split()
    ),
    "offer": frozenset("amount discount replaces valid".split()),
    "action": frozenset("at delay goal runs".split()),
    "treatment": frozenset("asks grants landing spots starts".split()),
    "contact_policy": frozenset(
        "after_purchase at_cap count_inbound counters_lag gaps in_quiet never_together quiet "
        "zone".split()
    ),
    "cap": frozenset(["rolling"]),
    "budget": frozenset(),
}
"""Keys of a scenario's tables that a decision on its own has no use for."""

OWN: dict[str, frozenset[str]] = {
    "": frozenset(
        "action budget channel constraint contact_policy creative decision exclusion offer "
        "profile scenario".split()
    ),
    "scenario": frozenset(["currency"]),
    "decision": frozenset("explore groups slots value".split()),
    "profile": frozenset("kind name values".split()),
    "channel": frozenset(
        "consent contacts cost cost_per_click cost_per_thousand expected_cost name suppressed "
        "title".split()
    ),
    "creative": frozenset("name title".split()),
    "offer": frozenset("name title".split()),
    "action": frozenset(
        "after_purchase applicable boost context deliver eligible explore fallback group holdout "
        "name on propensity suitable title transactional treatments value when".split()
    ),
    "treatment": frozenset("channel creative offer".split()),
    "contact_policy": frozenset("caps count_transactional holdout".split()),
    "cap": frozenset("channels limit per scope".split()),
    "budget": frozenset("minimum_return split total".split()),
    "scorecard": frozenset("intercept weights".split()),
    "learned": frozenset("learned prior segment strength".split()),
    **CONSTRAINT_KEYS,
    **EXPLORE_KEYS,
}
"""Keys that are read, by table."""


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


class _Reader:
    """Turns the tables of one file into objects; mistakes are gathered in `errors`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[InputError] = []
        self.currency = "EUR"

    def refuse(
        self, place: str, message: str, found: Any, expected: str, nearest: str | None = None
    ) -> None:
        """Note one mistake."""
        self.errors.append(
            ScenarioError(
                message,
                file=self.file,
                place=place,
                found=shown(found),
                expected=expected,
                nearest=nearest,
            )
        )

    def catalog(self, data: Mapping[str, Any], schema: ProfileSchema | None) -> dict[str, Any]:
        """All tables."""
        self.keys(data, "", "the file")
        scenario = self.table(data, "scenario")
        self.currency = str(scenario.get("currency", "EUR"))
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
            "groups": tuple(
                self.words({"group": group}, "group", "decision.groups")
                for group in decision.get("groups", ())
            ),
            "constraints": read_constraints(self, data),
            "exclusions": read_exclusions(self, data),
            "explore": read_explore(self, decision),
            "currency": self.currency,
            "file": self.file,
        }

    def schema(self, data: Mapping[str, Any]) -> ProfileSchema:
        """The fields that the file declares."""
        fields = []
        for row, place in self.tables(data, "profile"):
            try:
                kind = row.get("kind", "number")
                fields.append(Field(str(row.get("name")), kind, tuple(row.get("values", ()))))
            except InputError as error:
                error.file, error.place = self.file, place
                self.errors.append(error)
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
        contacts = row.get("contacts", {})
        if not isinstance(contacts, dict):
            self.refuse(f"{place}.contacts", "this is no table", contacts, '{day = "FIELD"}')
            contacts = {}
        return Channel(
            self.name(row, place),
            cost=cost or 0.0,
            consent=self.word(row, "consent", place),
            suppressed=self.word(row, "suppressed", place),
            contacts={str(period): str(name) for period, name in contacts.items()},
            title=str(row.get("title", "")),
        )

    def action(self, row: Mapping[str, Any], place: str) -> Action:
        """One [[action]]."""
        given = row.get("treatments", [])
        treatments = []
        for number, item in enumerate(given if isinstance(given, list) else []):
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
            title=str(row.get("title", "")),
            group=str(row.get("group", "")),
            **flags,
        )

    def propensity(self, row: Mapping[str, Any], place: str) -> float | str | Scorecard | Learned:
        """A share, a formula, a scorecard, or learned."""
        place = f"{place}.propensity"
        given = plain(row.get("propensity"))
        if isinstance(given, dict):
            kind = "learned" if "learned" in given else "scorecard"
            self.keys(given, kind, place)
            if kind == "learned":
                return Learned(
                    str(given["learned"]),
                    self.number(given, "prior", place, 0.05, parse_share) or 0.0,
                    self.number(given, "strength", place, 20.0, parse_number) or 0.0,
                    self.word(given, "segment", place),
                )
            weights = {key: plain(value) for key, value in given.get("weights", {}).items()}
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
        for number, row in enumerate(table.get("caps", ())):
            place = f"contact_policy.caps[{number}]"
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
        split, at = table.get("split", {}), "budget.split"
        return Budget(
            self.money(table, "total", "budget", None),
            {key: self.number(split, key, at, 0.0, parse_share) or 0.0 for key in split},
            self.number(table, "minimum_return", "budget", 0.0, parse_number) or 0.0,
        )

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
        given = data.get(name, {})
        if not isinstance(given, dict):
            self.refuse(name, "this is no table", given, f"[{name}]")
            return {}
        self.keys(given, name, name)
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
        return [(self.name(row, place), str(row.get("title", ""))) for row, place in rows]

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


FLAGS = ("after_purchase", "fallback", "transactional")
_CHANCE = (
    'a share such as 0.03 or "3 %", a formula, {intercept = -3, weights = {visits = 0.2}}, '
    'or {learned = "click", prior = 0.03, strength = 20}'
)


def plain(value: Any) -> Any:
    """A number without the label that may be around it."""
    return value["value"] if isinstance(value, dict) and "value" in value else value
