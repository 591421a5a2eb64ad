"""What things are called, where they stand, and what nobody uses changes no byte (DESIGN §8)."""

from __future__ import annotations

import random

import pytest

from sim.model.market.market import Market
from sim.scenario import Scenario
from sim.scenario.kinds import PRESETS
from tests.invariance.worlds import (
    CASES,
    MORE_CASES,
    assert_same,
    blocks,
    market_of,
    named,
    run,
    strategies,
    text_of,
)

EVERY = [(case, strategy) for case in CASES for strategy in strategies(case)]
SLOW = [pytest.param(case, strategies(case)[-1], marks=pytest.mark.slow) for case in MORE_CASES]
PLACES = {case: place for place, case in enumerate(CASES + MORE_CASES)}


@pytest.fixture(scope="module")
def plain():
    """Runs of the cases as they are, each done once."""
    done = {}

    def find(case, strategy, clock="compiled"):
        key = case, strategy, clock
        if key not in done:
            done[key] = run(text_of(case), strategy, clock=clock)
        return done[key]

    return find


@pytest.mark.parametrize(("case", "strategy"), EVERY + SLOW)
def test_equal_dials_under_another_name_give_equal_digests(plain, case, strategy):
    text = text_of(case)
    copy = named(text, "strategy", strategy).replace(f'name = "{strategy}"', 'name = "aaa-twin"')
    if "[[change]]" in text and f"strategy.{strategy}." in text:
        pytest.skip("its dials change on the way, under its own name")
    assert_same(plain(case, strategy), run(f"{text}\n{copy}", "aaa-twin"))


@pytest.mark.parametrize(("case", "strategy"), EVERY + SLOW)
def test_a_renamed_scenario(plain, case, strategy):
    text = text_of(case)
    name = Scenario.from_text(text).name
    renamed = text.replace(f'name = "{name}"', 'name = "another"', 1)
    assert renamed != text
    assert_same(plain(case, strategy), run(renamed, strategy))


@pytest.mark.parametrize(("case", "strategy"), EVERY + SLOW)
def test_reordered_tables(plain, case, strategy):
    parts = [part.rstrip() + "\n\n" for part in blocks(text_of(case))]
    random.Random(case).shuffle(parts)
    assert_same(plain(case, strategy), run("".join(parts), strategy))


@pytest.mark.parametrize("name", ["aaa-idle", "mmm-idle", "zzz-idle"])
@pytest.mark.parametrize(("case", "strategy"), EVERY + SLOW)
def test_a_channel_that_nobody_uses(plain, case, strategy, name):
    """Of each kind by turns: no actions, affinity, budget or fee."""
    kinds = sorted(PRESETS)
    kind = kinds[(ord(name[0]) + len(strategy) + PLACES[case]) % len(kinds)]
    assert_idle(plain, case, strategy, f'[[channel]]\nname = "{name}"\nkind = "{kind}"\n')


@pytest.mark.parametrize("kind", sorted(PRESETS))
def test_a_channel_of_any_kind_that_nobody_uses(plain, kind):
    table = f'[[channel]]\nname = "aaa-idle"\nkind = "{kind}"\n'
    assert_idle(plain, "auto-service", "cross-channel", table)


def test_an_idle_channel_where_budgets_are_joined_during_the_run(plain):
    table = '[[channel]]\nname = "aaa-idle"\nkind = "phone"\n'
    assert_idle(plain, *joined_during_the_run(), table)


def joined_during_the_run() -> tuple[str, str]:
    """The first random scenario, and a strategy of it, that pools its budgets by a change."""
    for number in range(300, 600):
        scenario = Scenario.from_text(text_of(f"random-{number}"))
        keys = [key for change in scenario.document.change for key in change.set]
        for name in scenario.strategies if scenario.budget.total > 0 else ():
            pools = [phase.resolved(name).budget.max() for _, phase in scenario.phases()]
            if f"strategy.{name}.budget" in keys and pools[-1] == 0 < pools[0]:
                return f"random-{number}", name
    raise AssertionError("no random scenario pools its budgets during the run")


def test_more_channels_than_the_narrow_layout_holds(plain):
    tables = "".join(f'[[channel]]\nname = "idle-{i}"\nkind = "email"\n' for i in range(9))
    assert_idle(plain, "auto-service", "omnichannel", tables)


def assert_idle(plain, case, strategy, table):
    labels = 'labels = { kind = "assumed", source = "idle" }\n'
    table = table.replace("kind = ", labels + "kind = ", 1)
    assert_same(plain(case, strategy), run(f"{text_of(case)}\n{table}", strategy))


NEVER = {
    "plan": 'when = "plan"\n',
    "all": 'when = "plan"\ndeliver = "all"\n',
    "fallback": 'when = "plan"\nfallback = true\n',
    "visit": 'when = "visit"\n',
    "transactional": 'when = "click"\ntransactional = true\n',
}


@pytest.mark.parametrize("form", NEVER)
@pytest.mark.parametrize(("case", "strategy"), EVERY + SLOW)
def test_an_action_that_is_never_eligible(plain, case, strategy, form):
    """On a channel that some action of the strategy uses anyhow, first and last by name."""
    scenario = Scenario.from_text(text_of(case))
    dials = scenario.resolved(strategy)
    channels = {channel.name: channel for channel in scenario.channels}
    used = [
        treatment.channel
        for place, action in enumerate(scenario.actions)
        if dials.actions[place]
        for treatment in action.treatments
        if channels[treatment.channel].contact in ("message", "audience")
    ]
    if not used:
        pytest.skip("the strategy sends nothing")
    tables = "".join(
        f'[[action]]\nname = "{name}"\neligible = "visits < 0"\npropensity = 0.9\nboost = 9\n'
        f'{NEVER[form]}treatments = [{{ channel = "{used[0]}" }}, {{ channel = "{used[-1]}" }}]\n'
        'labels = { kind = "assumed", source = "never" }\n'
        for name in ("aaa-never", "zzz-never")
    )
    text = f"{text_of(case)}\n{tables}"
    allowed = named(text, "strategy", strategy)
    if 'actions = ["' in allowed:  # let it use them
        more = allowed.replace('actions = ["', 'actions = ["aaa-never", "zzz-never", "', 1)
        text = text.replace(allowed, "") + "\n" + more
    assert_same(plain(case, strategy), run(text, strategy))


@pytest.mark.parametrize("rule", ["visits < 0", "visits > 3 and visits < 2", "1 > 2"])
def test_an_action_that_is_never_eligible_on_a_channel_of_its_own(rule):
    """It takes no part of a budget that is split equally, and nobody pays for its channel."""
    text = text_of("auto-service")
    scenario = Scenario.from_text(text)
    for strategy in ("today", "multichannel"):
        before = Market.build(scenario, strategy)
        assert "display" not in scenario.reached(before.dials)
        table = (
            f'[[action]]\nname = "never"\neligible = "{rule}"\npropensity = 0.9\n'
            'treatments = [{ channel = "display" }]\n'
            'labels = { kind = "assumed", source = "never" }\n'
        )
        allowed = named(text, "strategy", strategy)
        more = allowed.replace('actions = ["', 'actions = ["never", "', 1)
        assert more != allowed
        after = market_of(f"{text.replace(allowed, '')}\n{more}\n{table}", strategy)
        budgets = [one.phases[0].params["pool_budget"].tolist() for one in (before, after)]
        assert budgets[0] == budgets[1]
        assert before.platform == after.platform


@pytest.mark.parametrize("strategy", strategies("auto-service"))
def test_a_flat_season_curve(strategy):
    text = text_of("auto-service")
    lines = text.splitlines(keepends=True)
    none = "".join(x for x in lines if not x.startswith(("season = ", "weekday = ")))
    flat = none.replace("days = 365\n", f"days = 365\nseason = {[1] * 12}\nweekday = {[1] * 7}\n")
    assert len(none) < len(text)
    assert len(flat) > len(none)
    assert_same(run(none, strategy), run(flat, strategy))


@pytest.mark.parametrize("case", ["auto-service", "random-3"])
def test_under_the_other_clock_too(plain, case):
    strategy = strategies(case)[-1]
    days = {"days": 10} if case == "auto-service" else {}
    parts = [part.rstrip() + "\n\n" for part in blocks(text_of(case))]
    random.Random(case).shuffle(parts)
    idle = '[[channel]]\nname = "aaa-idle"\nkind = "service"\n'
    idle += 'labels = { kind = "assumed", source = "idle" }\n'
    record = run(text_of(case), strategy, clock="simpy", **days)
    assert_same(record, run("".join(parts) + idle, strategy, clock="simpy", **days))
    assert_same(record, run("".join(parts) + idle, strategy, **days))
