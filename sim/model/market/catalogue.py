"""The catalogue of actions as kernels read it: treatments, and the decision engine's tables."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine import actions as engine_actions
from engine.actions import TREATMENTS
from engine.random import entity, name_hash
from engine.rules import Expr, RuleTables, parse
from engine.rules.expressions import fields_of
from engine.rules.schema import ProfileSchema
from sim.model.knowledge.view import VIEW_FIELDS
from sim.model.market.limits import fill_limits, read_limits
from sim.model.market.varying import fill_varying
from sim.model.records.sizes import MINUTE
from sim.model.records.triggers import ASKS, OUTCOMES, TRIGGERS
from sim.model.records.vocabulary import OBJECTIONS, STEPS
from sim.scenario import Scenario
from sim.scenario.catalogue.costs import expected_cost
from sim.scenario.dials import ResolvedDials
from sim.scenario.models import Action, Span, Treatment
from sim.scenario.values.quantities import currency_digits

Record = Any  # one element of a structured array

LEAST_APPEAL = 1e-12
"""Stands in for an appeal of 0, whose logarithm would be no number."""

MADE_FOR = ("awareness", "consideration", "conversion", "loyalty")
"""Stages that creatives are made for, by number; see `sim.model.contact.contact.at_stage`."""


@dataclass(frozen=True)
class TreatmentName:
    """Where a treatment comes from: its action, its place in it, and its channel."""

    action: str
    place: int
    channel: str


def treatment_names(scenario: Scenario) -> tuple[TreatmentName, ...]:
    """All treatments, actions by name and treatments as listed."""
    return tuple(
        TreatmentName(action.name, place, treatment.channel)
        for action in scenario.actions
        for place, treatment in enumerate(action.treatments)
    )


def bits(names: Sequence[str], index: Mapping[str, int]) -> int:
    """A bit for each of the names."""
    return sum(1 << index[name] for name in set(names))


def fill(
    p: Record,
    scenario: Scenario,
    dials: ResolvedDials,
    names: Sequence[TreatmentName],
    silent: Collection[str] = (),
) -> None:
    """Enter the catalogue into a parameter record; silent: channels on which nothing is done."""
    _treatments(p, scenario, dials, names, silent)
    fill_limits(p, scenario, names)
    _engine(p, scenario, names)
    fill_varying(p)


def _treatments(
    p: Record,
    scenario: Scenario,
    dials: ResolvedDials,
    names: Sequence[TreatmentName],
    silent: Collection[str],
) -> None:
    index = {channel.name: place for place, channel in enumerate(scenario.channels)}
    actions = {action.name: (place, action) for place, action in enumerate(scenario.actions)}
    p["n_actions"] = len(actions)
    planned: list[tuple[int, int]] = []
    triggered: list[int] = []
    for t, name in enumerate(names):
        place, action = actions[name.action]
        _treatment(p, t, scenario, action, name.place, index)
        p["t_action"][t] = place
        p["a_holdout"][place] = action.holdout
        channel = scenario.channels[index[name.channel]]
        rests = action.treatments[name.place].silent or channel.absent or name.channel in silent
        p["t_allowed"][t] = dials.actions[place] and not rests
        if not p["t_allowed"][t] or channel.is_mass:
            continue  # a mass medium runs by the calendar: nobody is chosen
        if action.planned:
            planned.append((int(p["view_of"][index[name.channel]]), t))
        else:
            triggered.append(t)
    planned.sort()
    p["single_picks"] = dials.slots == 1 and not any(
        p["t_every"][t] or p["t_fallback"][t] for _, t in planned
    )
    p["n_planned"] = len(planned)
    p["planned"][: len(planned)] = [t for _, t in planned]
    p["n_triggered"] = len(triggered)
    p["triggered"][: len(triggered)] = triggered


def _granted(treatment: Treatment, scenario: Scenario) -> list[str]:
    """Channels that a sign-up or a follow grants where none are written."""
    if treatment.asks == "follow":
        return [treatment.channel]
    return [channel.name for channel in scenario.channels if channel.kind == "email"]


def enter_spans(p: Record, of: str, place: int, spans: Sequence[Span]) -> None:
    """Enter the stretches of time of a channel (``of`` "c") or treatment ("t"), earliest first."""
    p[f"{of}_dated"][place] = bool(spans)
    for number, span in enumerate(sorted(spans, key=lambda item: item.at)):
        p[f"{of}_from"][place, number] = span.at
        p[f"{of}_until"][place, number] = span.at + span.lasts


def _landing(action: Action, place: int, scenario: Scenario) -> str | None:
    """Where a click leads: as written, or the first telephone for a call, if it is there."""
    treatment = action.treatments[place]
    there = [channel for channel in scenario.channels if not channel.absent]
    if treatment.landing is not None or treatment.asks in ("review", "referral", "signup"):
        return treatment.landing if treatment.landing in {c.name for c in there} else None
    if treatment.asks == "call":
        return next((c.name for c in there if c.takes_calls), None)
    return None


def _treatment(
    p: Record, t: int, scenario: Scenario, action: Action, place: int, index: Mapping[str, int]
) -> None:
    treatment = action.treatments[place]
    channel = scenario.channels[index[treatment.channel]]
    offers = {offer.name: number + 1 for number, offer in enumerate(scenario.offers)}
    landing = _landing(action, place, scenario)
    p["t_entity"][t] = entity(f"{action.name}/{place}")
    p["t_hash"][t] = name_hash(action.name)
    p["t_channel"][t] = index[treatment.channel]
    p["t_landing"][t] = -1 if landing is None else index[landing]
    p["t_starts"][t] = 0 if treatment.starts is None else STEPS.index(treatment.starts)
    p["t_asks"][t] = ASKS.index(treatment.asks) if treatment.asks in ASKS else 0
    p["t_offer"][t] = 0 if treatment.offer is None else offers[treatment.offer]
    p["t_transactional"][t] = action.transactional
    p["t_after_purchase"][t] = action.after_purchase
    p["t_fallback"][t] = action.fallback
    p["t_every"][t] = action.deliver == "all"
    p["t_trigger"][t] = -1 if action.planned else TRIGGERS.index(action.when)
    p["t_trigger_on"][t] = bits(action.on, index) if action.on else (1 << len(index)) - 1
    p["t_delay"][t] = action.delay
    p["t_at"][t] = -1 if action.at is None else action.at * MINUTE
    common = action.planned and not action.transactional
    p["t_chance"][t] = 1.0 - action.holdout
    if common:
        p["t_chance"][t] *= 1.0 - scenario.contact_policy.holdout
    p["t_outcome"][t] = -1
    if action.propensity.mode == "learned":
        p["t_outcome"][t] = OUTCOMES.index(action.propensity.learned)
    p["t_cost"][t] = expected_cost(channel, scenario)
    p["t_grants"][t] = bits(treatment.grants or _granted(treatment, scenario), index)
    p["t_spots"][t] = treatment.spots
    enter_spans(p, "t", t, action.runs)
    p["t_stage"][t] = -1
    creative = next((c for c in scenario.creatives if c.name == treatment.creative), None)
    if creative is None:
        return
    for o, name in enumerate(OBJECTIONS):
        p["t_resolves"][t, o] = creative.resolves.get(name, 0.0) * channel.power
    p["t_stage"][t] = MADE_FOR.index(creative.stage)
    suits = creative.appeal * creative.formats.get(channel.name, 1.0)
    p["t_appeal"][t] = math.log(max(suits, LEAST_APPEAL))
    p["t_creative"][t] = scenario.creatives.index(creative) + 1
    if creative.message is not None:
        p["t_says"][t] = scenario.messages.index(creative.message) + 1
    p["t_personal"][t] = creative.personal
    p["t_urgent"][t] = creative.urgent
    p["t_comfort"][t] = creative.comfort


class Tables:
    """Gathers what the decision engine reads: rules, formulas, and which fields they use."""

    def __init__(self, profile: ProfileSchema) -> None:
        self.profile = profile
        self.rules = RuleTables()
        self.terms = 0
        self.reads = 0

    def read(self, text: str, expects: Literal["condition", "number"]) -> Expr:
        """Parse an expression and note the fields that it reads."""
        expr = parse(text, self.profile, expects=expects)
        self.note(expr)
        return expr

    def note(self, expr: Expr) -> None:
        """Note the fields of the profile that an expression reads."""
        for field in fields_of(expr):
            if field.name in self.profile:
                self.reads |= 1 << self.profile.index(field.name)

    def layers(self, a: Record, t: int, action: Action) -> None:
        """The three engagement layers, apart and together."""
        given = []
        for layer, name in enumerate(engine_actions.LAYERS):
            text = getattr(action, name)
            a["layer"][t, layer] = -1
            if text is not None:
                given.append(self.read(text, "condition"))
                a["layer"][t, layer] = self.rules.add_rule(given[-1])
        a["whole"][t] = self.rules.add_rule(*given) if given else -1

    def factor(self, a: Record, t: int, name: str, formula: Any, default: float) -> bool:
        """A factor of priority: a formula (True), a number, or the default where none is given."""
        a[f"{name}_program"][t] = -1
        a[name][t] = default
        if formula is not None and formula.text is not None:
            expr = self.read(formula.text, "number")
            a[f"{name}_program"][t] = self.rules.add_formula(expr)
            return True
        if formula is not None:
            a[name][t] = formula.constant
        return False

    def propensity(self, a: Record, t: int, action: Action) -> None:
        """A treatment's propensity: number, formula, scorecard or learned rate."""
        estimate = action.propensity
        if estimate.mode == "number":
            a["kind"][t] = engine_actions.CONSTANT
            a["constant"][t] = estimate.constant
        elif estimate.mode == "formula":
            a["kind"][t] = engine_actions.FORMULA
            a["program"][t] = self.rules.add_formula(self.read(estimate.text, "number"))
        elif estimate.mode == "learned":
            a["kind"][t] = engine_actions.LEARNED
            a["prior"][t] = estimate.prior
            a["strength"][t] = estimate.strength
        else:
            a["kind"][t] = engine_actions.SCORECARD
            a["constant"][t] = estimate.intercept
            a["card_start"][t] = self.terms
            for name in sorted(estimate.weights):
                place = self.profile.index(name)
                a["card_field"][self.terms] = place
                a["card_weight"][self.terms] = estimate.weights[name]
                self.reads |= 1 << place
                self.terms += 1
            a["card_stop"][t] = self.terms


def _engine(p: Record, scenario: Scenario, names: Sequence[TreatmentName]) -> None:
    """Rules and action tables of the decision engine."""
    profile = scenario.profile
    assert tuple(profile.names) == VIEW_FIELDS
    assert len(names) <= TREATMENTS
    tables = Tables(profile)
    actions = {action.name: action for action in scenario.actions}
    mean = scenario.mean_contribution()
    a = p["actions"]
    for t, name in enumerate(names):
        action = actions[name.action]
        tables.layers(a, t, action)
        tables.propensity(a, t, action)
        a["boost"][t] = action.boost
        tables.factor(a, t, "context", action.context, 1.0)
        if tables.factor(a, t, "value", action.value, mean):  # a formula is in the main unit
            a["boost"][t] *= 10 ** currency_digits(scenario.scenario.currency)
    read_limits(p, scenario, tables)
    p["rules"] = tables.rules.record()[0]
    p["reads"] = tables.reads
