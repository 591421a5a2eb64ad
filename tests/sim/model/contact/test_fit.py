"""A creative fits the stage that it is made for, and no other."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.model.contact.contact import at_stage
from sim.model.market.catalogue import MADE_FOR
from sim.model.market.market import Market
from sim.model.records.layout import NEED
from sim.model.records.vocabulary import STAGES, STEPS
from sim.scenario import Scenario
from tests.random_scenarios import random_scenario

FITS = {
    "awareness": lambda stage, need, step: stage in ("unaware", "aware"),
    "consideration": lambda stage, need, step: need and step in ("none", "browse", "product"),
    "conversion": lambda stage, need, step: need,
    "loyalty": lambda stage, need, step: stage in ("customer", "advocate") and not need,
}


@pytest.mark.parametrize("made_for", MADE_FOR)
def test_who_a_creative_fits(made_for):
    for stage in STAGES:
        for step in STEPS[:-1]:
            for need in (False, True):
                customer = SimpleNamespace(
                    stage=STAGES.index(stage), progress=STEPS.index(step), flags=NEED if need else 0
                )
                fits = at_stage.py_func(customer, MADE_FOR.index(made_for))
                assert bool(fits) == FITS[made_for](stage, need, step), (stage, step, need)


@pytest.mark.parametrize("number", [3, 29, 500])
def test_treatments_bear_the_stage_of_their_creative(number):
    scenario = Scenario.from_text(random_scenario(number))
    market = Market.build(scenario, next(iter(scenario.strategies)))
    stages = {creative.name: creative.stage for creative in scenario.creatives}
    actions = {action.name: action for action in scenario.actions}
    for t, name in enumerate(market.treatments):
        creative = actions[name.action].treatments[name.place].creative
        stage = int(market.phases[0].params["t_stage"][0, t])
        assert stage == (-1 if creative is None else MADE_FOR.index(stages[creative]))
