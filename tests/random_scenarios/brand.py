"""Random brands: creatives, offers, actions with rules, strategies, changes during the run."""

from __future__ import annotations

from typing import Any

from sim.scenario.kinds import PRESETS
from sim.scenario.profile import FIELDS
from sim.scenario.words import LEARNED, TRIGGERS
from tests.random_scenarios.firm import OBJECTIONS
from tests.random_scenarios.pick import Pick

NUMBERS = tuple(field.name for field in FIELDS if field.kind == "number")
FLAGS = tuple(field.name for field in FIELDS if field.kind == "boolean")


class Brand:
    """Writes what the firm can do, given its channels."""

    def __init__(
        self,
        pick: Pick,
        channels: list[dict[str, Any]],
        people: list[dict[str, Any]],
        more: dict[str, Any],
    ) -> None:
        self.pick = pick
        self.people = [persona["name"] for persona in people]
        self.devices = [device["name"] for device in more.get("device", [])]
        self.variants = [variant["name"] for variant in more.get("variant", [])]
        self.channels = channels
        self.at = [channel["name"] for channel in channels]
        self.kind = {channel["name"]: channel["kind"] for channel in channels}
        self.steps = {
            channel["name"]: tuple(
                channel.get("steps", PRESETS[channel["kind"]].values.get("steps", ()))
            )
            for channel in channels
        }
        self.form = {
            channel["name"]: PRESETS[channel["kind"]].values["contact"] for channel in channels
        }
        self.links = {
            channel["name"]: PRESETS[channel["kind"]].values.get("links", True)
            for channel in channels
        }
        self.creatives = [self._creative(name) for name in pick.names("words", 4)]
        self._contradict()
        self.offers = self._offers()
        self.actions = [self._action(name) for name in pick.names("do", pick.rng.randint(2, 9))]

    # --- words and offers -----------------------------------------------------------------

    def _creative(self, name: str) -> dict[str, Any]:
        pick = self.pick
        return {
            "name": name,
            "resolves": {one: pick.share() for one in pick.some(OBJECTIONS)},
            "stage": pick.one(["awareness", "consideration", "conversion", "loyalty"]),
            "appeal": pick.one([0, 0.5, 1, 3.6, 10]),
            "personal": pick.share(),
            "urgent": pick.chance(0.3),
            "comfort": pick.share(),
        } | self._message()

    def _message(self) -> dict[str, Any]:
        """What a creative says; the first message is contradicted by the second."""
        pick = self.pick
        if pick.chance(0.5):
            return {}
        said = pick.one(["one", "two"])
        suits = {name: pick.one([0.5, 2]) for name in pick.some(self.at, 0, 2)}
        return {"message": said, "formats": suits}

    def _contradict(self) -> None:
        """Let what one creative says contradict what another says, where both messages are said."""
        said = {one["message"] for one in self.creatives if "message" in one}
        for creative in self.creatives:
            if len(said) == 2 and "message" in creative and self.pick.chance(0.5):
                creative["contradicts"] = sorted(said - {creative["message"]})

    def _offers(self) -> list[dict[str, Any]]:
        """An offer may replace those before it, so that there is no circle."""
        pick = self.pick
        offers: list[dict[str, Any]] = []
        for name in pick.names("deal", pick.rng.randint(0, 4)):
            before = [offer["name"] for offer in offers]
            offer = {"name": name, "valid": pick.lasting("1 h", "3 d", "30 d", "400 d")}
            offer |= pick.one([{"discount": pick.share()}, {"amount": pick.number(0, 60, 2)}])
            if before and pick.chance(0.6):
                offer["replaces"] = pick.some(before, 1)
            offers.append(offer)
        return offers

    # --- rules ----------------------------------------------------------------------------

    def condition(self, depth: int = 2) -> str:
        """A rule over the profile; many of its fields can be missing."""
        pick = self.pick
        if depth == 0 or pick.chance(0.4):
            return self._clause()
        a, b = self.condition(depth - 1), self.condition(depth - 1)
        return str(pick.one([f"({a}) and ({b})", f"({a}) or ({b})", f"not ({a})"]))

    def _clause(self) -> str:
        pick = self.pick
        field, sign = pick.one(NUMBERS), pick.one(["<", "<=", ">", ">=", "==", "!="])
        shapes = [
            f"{field} {sign} {pick.rng.randint(0, 20)}",
            f"is_missing({field}) or {field} {sign} {pick.number(0, 30, 1)}",
            f"{field} / {pick.one(NUMBERS)} {sign} 1.5",
            f"coalesce({field}, 3) {sign} {pick.rng.randint(0, 9)}",
            pick.one(FLAGS),
            f"not {pick.one(FLAGS)}",
            f'channel in ("{pick.one(self.at)}", "{pick.one(self.at)}")',
            f'step != "{pick.one(["none", "browse", "basket"])}"',
        ]
        if self.offers:
            shapes.append(f'offer == "{pick.one(self.offers)["name"]}"')
        shapes.append(f'segment == "{pick.one(self.people)}"')
        if self.devices:
            shapes.append(f'device == "{pick.one(self.devices)}"')
        if self.variants:
            shapes.append(f'variant == "{pick.one(self.variants)}"')
        said = {one["message"] for one in self.creatives if "message" in one}
        if said:
            shapes.append(f'message != "{pick.one(sorted(said))}"')
        return str(pick.one(shapes))

    def formula(self) -> str:
        """A number from the profile."""
        pick = self.pick
        a, b = pick.one(NUMBERS), pick.one(NUMBERS)
        return str(
            pick.one(
                [
                    f"clip(0.02 * {a}, 0.001, 0.3)",
                    f"0.01 + 0.001 * coalesce({a}, 5)",
                    f"0.1 / (1 + coalesce({a}, {b}, 2))",
                    f"0.2 if {self._clause()} else 0.01",
                    f"min({a}, 3) * 0.05",
                    f"exp(-coalesce({a}, 1) / 10)",
                ]
            )
        )

    def propensity(self) -> Any:
        """Each of its four kinds."""
        pick = self.pick
        fields = pick.some((*NUMBERS, *FLAGS), 1, 4)
        return pick.one(
            [
                pick.share(),
                self.formula(),
                {"intercept": -2, "weights": {name: pick.number(-0.3, 0.3) for name in fields}},
                {
                    "learned": pick.one(LEARNED),
                    "prior": pick.number(0.01, 0.5),
                    "strength": pick.one([0.5, 5, 200]),
                },
            ]
        )

    # --- actions --------------------------------------------------------------------------

    def _action(self, name: str) -> dict[str, Any]:
        pick = self.pick
        table: dict[str, Any] = {"name": name, "propensity": self.propensity()}
        if pick.chance(0.2):
            start = pick.rng.randint(0, 9)
            table["runs"] = [{"at": f"{start} d", "lasts": pick.lasting("1 d", "20 d")}]
        airing = [at for at in self.at if self.form[at] == "mass"]
        if airing and pick.chance(0.25):
            table["treatments"] = [self._treatment(pick.one(airing))]
            table["treatments"][0]["spots"] = pick.one([0.5, 2, 9])
            return table | ({"eligible": "weekday < 5"} if pick.chance(0.5) else {})
        planned = pick.chance(0.5)
        if planned:
            usable = [at for at in self.at if self.form[at] in ("message", "audience")]
            if pick.chance(0.4):
                table["at"] = pick.one(["00:00", "09:30", "20:00", "23:59"])
        else:
            usable = [at for at in self.at if self.form[at] in ("message", "audience")]
            table["when"] = pick.one(TRIGGERS)
            if pick.chance(0.5):
                table["on"] = pick.some(self.at, 1, 3)
            if usable and pick.chance(0.5):
                table["delay"] = pick.lasting("0 s", "5 min", "7 h", "1 d", "6 d")
            else:  # here and now, to who is there
                there = table.get("on", self.at)
                usable += [at for at in self.at if self.form[at] == "inbound" and at in there]
            if not usable:
                usable = [at for at in self.at if self.form[at] == "inbound"]
                table.pop("on", None)
        table["treatments"] = [
            self._treatment(pick.one(usable)) for _ in range(pick.rng.randint(1, 3))
        ]
        for layer in pick.some(["eligible", "applicable", "suitable"], 0, 3):
            if pick.chance(0.5):
                table[layer] = self.condition()
        more: dict[str, Any] = {
            "deliver": lambda: pick.one(["best", "all"]),
            "transactional": lambda: pick.chance(0.5),
            "context": lambda: pick.one([0, 1, 2.5, self.formula()]),
            "value": lambda: pick.one([0, 3, "20", f"40 * ({self.formula()})"]),
            "boost": lambda: pick.number(0, 3, 1),
            "holdout": pick.share,
            "fallback": lambda: pick.chance(0.5),
            "after_purchase": lambda: pick.chance(0.7),
        }
        return table | {key: more[key]() for key in pick.some(sorted(more), 0, 5)}

    def _treatment(self, channel: str) -> dict[str, Any]:
        pick = self.pick
        table: dict[str, Any] = {"channel": channel}
        if pick.chance(0.8):
            table["creative"] = pick.one(self.creatives)["name"]
        if self.offers and pick.chance(0.6):
            table["offer"] = pick.one(self.offers)["name"]
        leading = [at for at in self.at if self.steps[at]]
        if pick.chance(0.5):
            table["landing"] = pick.one(leading)
            if self.links[channel] and pick.chance(0.6):
                table["starts"] = pick.one(self.steps[table["landing"]])
        if pick.chance(0.6):
            asks = ["signup", "review", "referral", "call", "follow", "survey"]
            table["asks"] = pick.one(asks)
            if table["asks"] in ("signup", "follow") and pick.chance(0.5):
                table["grants"] = pick.some(self.at, 1, 3)
        return table

    # --- strategies -----------------------------------------------------------------------

    def strategy(self, name: str) -> dict[str, Any]:
        """All dials, each on its own."""
        pick = self.pick
        table: dict[str, Any] = {"name": name, "groups": self._classes()}
        late = pick.rng.randint(1, 5)
        windows = [0, late, late + 2]
        dials: dict[str, Any] = {
            "knowledge": lambda: pick.one(["own", "group", "all", self._links()]),
            "sync": lambda: self._pairs(lambda: pick.one(windows)),
            "recognition": self._recognition,
            "slots": lambda: pick.rng.randint(1, 4),
            "continuity": lambda: self._pairs(pick.share),
            "actions": self._allowed,
        }
        for dial in ("decider", "contact_policy", "offers"):
            dials[dial] = lambda: self._scope("customer")
        dials["suppression"] = lambda: self._scope("everywhere")
        dials["budget"] = lambda: self._scope("pooled")
        return table | {dial: dials[dial]() for dial in pick.some(sorted(dials), 4)}

    def _classes(self) -> list[list[str]]:
        mixed = self.pick.some(self.at, 2)
        cut = self.pick.rng.randint(1, len(mixed))
        return [part for part in (mixed[:cut], mixed[cut:]) if part]

    def _scope(self, shared: str) -> Any:
        return self.pick.one(["channel", "group", shared, self._classes()])

    def _links(self) -> list[str]:
        pairs = [f"{a} -> {b}" for a in self.at for b in self.at if a != b]
        return self.pick.some(pairs, 1, 6)

    def _pairs(self, value: Any) -> Any:
        if self.pick.chance(0.4):
            return value()
        table = {"default": value(), "group": value()}
        if self.pick.chance(0.5):
            table |= {link: value() for link in self._links()}
        return table

    def _recognition(self) -> Any:
        pick = self.pick
        if pick.chance(0.3):
            return pick.share()
        table = {"default": pick.share(), "false_match": pick.one([0, 0.02, 0.3, 1])}
        return table | {name: pick.share() for name in pick.some(self.at, 0, 4)}

    def _allowed(self) -> Any:
        names = [action["name"] for action in self.actions]
        return self.pick.one(["all", self.pick.some(names), {"except": self.pick.some(names)}])

    # --- changes --------------------------------------------------------------------------

    def changes(self, days: int, people: list[str], strategies: list[str]) -> list[dict[str, Any]]:
        """[[change]]: rates, money, an outage, dials, within the run."""
        pick = self.pick
        times = [f"{pick.number(0, days - 1, 1)} d" for _ in range(pick.rng.randint(0, 3))]
        return [
            {"at": at, "set": dict(self._change(people, strategies) for _ in range(2))}
            for at in times
        ]

    def _change(self, people: list[str], strategies: list[str]) -> tuple[str, Any]:
        pick = self.pick
        queues = [at for at in self.at if self.kind[at] == "phone"]
        desks = [at for at in self.at if self.kind[at] == "service"]
        name = pick.one(strategies)
        return pick.one(
            [
                (f"channel.{pick.one(queues)}.servers", pick.rng.randint(0, 3)),
                (f"channel.{pick.one(desks)}.servers", pick.rng.randint(1, 4)),
                (f"channel.{pick.one(self.at)}.open", pick.share()),
                (f"channel.{pick.one(self.at)}.visits", pick.often(1, 60)),
                (f"persona.{pick.one(people)}.need", pick.often(5, 200)),
                ("budget.total", pick.one([0, 5, 5_000])),
                ("behaviour.competitor", pick.often(2, 60)),
                ("contact_policy.after_purchase", pick.lasting("0 d", "9 d")),
                ("contact_policy.quiet", pick.one(["22:00-07:00", "10:00-11:00"])),
                (f"strategy.{name}.knowledge", pick.one(["own", "group", "all"])),
                (f"strategy.{name}.sync", pick.rng.randint(0, 3)),
                (f"strategy.{name}.recognition", self._recognition()),
                (f"strategy.{name}.decider", self._scope("customer")),
                (f"strategy.{name}.budget", self._scope("pooled")),
                (f"strategy.{name}.offers", self._scope("customer")),
                (f"strategy.{name}.slots", pick.rng.randint(1, 4)),
                (f"strategy.{name}.actions", self._allowed()),
            ]
        )
