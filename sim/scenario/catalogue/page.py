"""The text of a catalogue file: what of a scenario a decision on its own can use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.scenario.catalogue.costs import expected_cost, reach
from sim.scenario.catalogue.head import head_lines
from sim.scenario.catalogue.limits import Limits
from sim.scenario.catalogue.needs import SUPPRESSED, Needs, needs_of
from sim.scenario.catalogue.source import Source, value_text
from sim.scenario.models import Action, Channel
from sim.scenario.values.quantities import currency_digits
from sim.scenario.wizard.toml_writing import comment, joined, text

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

OF_CHANNEL = ("name", "title", "purpose", "cost", "cost_per_click", "cost_per_thousand")
OF_CREATIVE = ("name", "title", "message", "stage")
OF_POLICY = ("caps", "holdout", "count_transactional", "labels")
NOT_KEPT = ("quiet", "gaps", "never_together")
"""Limits of a contact policy that are the sender's to keep."""
PRICES = ("cost", "cost_per_click", "cost_per_thousand")


def catalogue_text(scenario: Scenario, *, file: str) -> str:
    """The text of a catalogue file.

    Actions, offers, creatives, limits and money are taken over in the scenario's own words, with
    comments and titles; what only a simulation uses is left out of channels and creatives.

    Args:
        scenario: as it was read, without values set later.
        file: name of the new file, for its own example.
    """
    return _Page(scenario).text(file)


class _Page:
    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.source = Source(scenario.text)
        self.currency = scenario.scenario.currency
        document = scenario.document
        mass = {channel.name for channel in document.channel if channel.is_mass}
        self.actions: list[Action] = []
        self.left_out: list[str] = []
        self.silent: list[str] = []
        absent = {channel.name for channel in document.channel if channel.absent}
        for action in document.action:  # of mass media or of single people, never of both
            used = [t for t in action.treatments if not t.silent and t.channel not in absent]
            if action.treatments[0].channel in mass:
                self.left_out.append(action.name)
            elif used:
                self.actions.append(action.model_copy(update={"treatments": tuple(used)}))
            else:
                self.silent.append(action.name)
        answered = {name for action in self.actions for name in action.on}
        self.channels = [c for c in document.channel if c.name not in mass or c.name in answered]
        self.names = {channel.name for channel in self.channels}
        self.limits = Limits(scenario, self.source, self.actions, self.names)
        self.needs: Needs = needs_of(scenario, self.actions, self.channels, self.limits.formulas)

    def text(self, file: str) -> str:
        """The whole file."""
        lines = head_lines(self.scenario, self.needs, self.actions, self.left_out, file)
        lines += ["", *self.source.table(("scenario",), ("name", "title", "currency"))]
        lines += ["", *self._decision()]
        lines += ["", *_heading("What is known of a customer"), *self._profile()]
        lines += ["", *_heading("What the firm allows itself"), "", *self._policy()]
        lines += ["", *self._budget()]
        lines += ["", *_heading("Where customers are met")]
        for place, channel in enumerate(self.scenario.document.channel):
            if channel.name in self.names:
                lines += ["", *self._channel(place, channel)]
        for kind, title, keep in (
            ("creative", "Words and pictures", OF_CREATIVE),
            ("offer", "Offers", None),
        ):
            if self.source.data.get(kind):
                lines += ["", *_heading(title)]
                for place in range(len(self.source.data[kind])):
                    lines += ["", *self.source.table((kind, place), keep)]
        lines += ["", *_heading("What the firm can do")]
        if self.silent:
            lines += comment(f"Silent in the scenario, and so not here: {', '.join(self.silent)}.")
        places = {action.name: place for place, action in enumerate(self.scenario.document.action)}
        for action in self.actions:
            lines += ["", *self._action(places[action.name], action)]
        limits = [*self.limits.lines()]
        if limits:
            lines += ["", *_heading("What all picks keep together"), *limits]
        return joined(lines)

    def _decision(self) -> list[str]:
        unit = 10 ** currency_digits(self.currency)
        value = round(self.scenario.mean_contribution()) / unit
        return [
            "[decision]",
            *comment(
                "Actions for one customer in one plan. A strategy of the scenario may set another "
                "number."
            ),
            "slots = 1",
            *comment(
                "Worth of an outcome where the action has no value: what a mean order of the "
                "scenario contributes (order value × margin, personas by their share)."
            ),
            f"value = {self._money(value)}",
        ]

    def _money(self, amount: float) -> str:
        shown = f"{float(f'{amount:.6g}'):.9f}".rstrip("0").removesuffix(".")
        if len(shown.partition(".")[2]) == 3:
            shown += "0"  # three decimals could be a mark for thousands, and are refused
        return text(f"{shown} {self.currency}")

    # --- profiles -----------------------------------------------------------------------------

    def _profile(self) -> Iterator[str]:
        if not self.needs.columns:
            yield from comment("Nothing here reads the profile yet; a catalogue has one field.")
            yield from ("[[profile]]", 'name = "visits"')
        for column in self.needs.columns:
            missing = f"; missing {column.missing}" if column.missing else ""
            missing = missing.replace("missing counts", "a missing one counts")
            yield from ("", *comment(f"{column.about}{missing}"))
            yield from ("[[profile]]", f"name = {text(column.name)}", f"kind = {text(column.kind)}")
            if column.values:
                yield f"values = {value_text(list(column.values))}"

    # --- limits -------------------------------------------------------------------------------

    def _policy(self) -> Iterator[str]:
        given = self.source.data.get("contact_policy")
        if given is None:
            yield from comment("The scenario has no contact policy.")
            return
        dropped = [name for name in NOT_KEPT if given.get(name)]
        if dropped:
            yield from comment(
                f"Of the scenario's policy these are left to the sender: {', '.join(dropped)}."
            )
        caps = [cap for cap in map(self._cap, given.get("caps", ())) if cap is not None]
        if any("scope" not in cap and len(cap.get("channels", self.names)) > 1 for cap in caps):
            yield from comment(
                "A cap counts its channels together. In the scenario the strategy decides that; "
                'scope = "channel" counts each for itself.'
            )
        if any(cap.get("scope") == "group" for cap in caps):
            yield from comment(
                "A cap by group counts each channel for itself until groups are named, such as "
                'groups = [["email", "sms"]] in [decision].'
            )
        instead = {}
        if caps != given.get("caps", []):
            instead["caps"] = ["caps = [", *(f"  {value_text(cap)}," for cap in caps), "]"]
        yield from self.source.table(("contact_policy",), OF_POLICY, instead)

    def _cap(self, cap: dict[str, Any]) -> dict[str, Any] | None:
        """A cap on the channels of this catalogue's actions; None where it has none of them."""
        counted = self.needs.counted
        if not counted:
            return None
        if not cap.get("channels"):
            return cap if counted == self.names else {**cap, "channels": sorted(counted)}
        left = [name for name in cap["channels"] if name in counted]
        return {**cap, "channels": left} if left else None

    def _budget(self) -> Iterator[str]:
        if any(channel.is_mass for channel in self.scenario.document.channel):
            yield from comment(
                "In the scenario this money also pays for mass media, which are not part of this "
                "catalogue: take off what they cost."
            )
        split = self.source.data.get("budget", {}).get("split", {})
        left = {name: share for name, share in split.items() if name in self.names}
        instead = {} if left == split else {"split": [f"split = {value_text(left)}"]}
        if "total" in self.source.data.get("budget", {}):
            yield from self.source.table(("budget",), None, instead)
            return
        yield from comment(
            "The scenario has no money for media, so nothing here may cost any. Without this table "
            "there is no limit."
        )
        if "budget" in self.source.data:
            yield from self.source.table(("budget",), None, instead, ("total = 0",))
        else:
            yield from ("[budget]", "total = 0")

    # --- channels and actions -----------------------------------------------------------------

    def _channel(self, place: int, channel: Channel) -> list[str]:
        keep = OF_CHANNEL if not channel.is_mass else ("name", "title", "purpose")
        then = []
        if not channel.is_mass:
            then += self._cost(place, channel)
        if channel.name in self.needs.consent:
            then.append(f"consent = {text(self.needs.consent[channel.name])}")
        if channel.name in self.needs.suppressed:
            then.append(f"suppressed = {text(SUPPRESSED)}")
        contacts = self.needs.contacts.get(channel.name)
        if contacts:
            counted = ", ".join(f"{text(per)} = {text(name)}" for per, name in contacts.items())
            then.append(f"contacts = {{ {counted} }}")
        return self.source.table(("channel", place), keep, None, then)

    def _cost(self, place: int, channel: Channel) -> list[str]:
        """The expected cost of an action here, where it is not simply the written price."""
        unit = 10 ** currency_digits(self.currency)
        written = self.source.data["channel"][place]
        by_media = "cost_per_click" in written or "cost_per_thousand" in written
        cost = expected_cost(channel, self.scenario)
        if not by_media and ("cost" in written or cost == 0.0) and cost == channel.cost:
            return []
        return [
            *comment(f"expected cost of one customer in one plan: {self._how(channel, unit)}"),
            f"expected_cost = {self._money(cost / unit)}",
        ]

    def _how(self, channel: Channel, unit: int) -> str:
        """How the expected cost comes about, in the scenario's own numbers."""
        found = reach(channel, self.scenario)
        click = f"{found.clicks:.3g} clicks at {channel.cost_per_click / unit:.6g} {self.currency}"
        if channel.contact != "audience":
            parts = [f"a delivery at {channel.cost / unit:.6g} {self.currency}"]
            if channel.cost_per_click:
                parts.append(f"{click} (open × click)")
            return ", ".join(parts)
        thousand = channel.cost_per_thousand / unit
        price = f" at {thousand:.6g} {self.currency} a thousand" if thousand else ""
        parts = [f"{found.shown:.3g} ads{price}"]
        if channel.cost_per_click:
            parts.append(f"{click} (ads × notice × click)")
        return (
            f"{', '.join(parts)}; ads are impressions × a mean affinity of {found.affinity:.3g} "
            "in a window of the scenario"
        )

    def _action(self, place: int, action: Action) -> list[str]:
        instead = {}
        if action.runs:
            instead["runs"] = [
                *comment("When it runs is the sender's to keep: a decision knows no dates."),
                *self.source.line(("action", place, "runs")),
            ]
        stated = self.scenario.document.action[place].treatments
        if len(action.treatments) < len(stated):
            written = self.source.data["action"][place]["treatments"]
            used = [written[stated.index(each)] for each in action.treatments]
            instead["treatments"] = ["treatments = [", *(f"  {value_text(t)}," for t in used), "]"]
        return self.source.table(("action", place), None, instead)


def _heading(title: str) -> list[str]:
    return [f"# --- {title} ".ljust(100, "-")]


__all__ = ["catalogue_text"]
