"""What is lived once: prices move nobody, everything else may."""

from __future__ import annotations

import numpy as np
import pytest

from sim.clocks import simulate
from sim.model.market.market import Market
from sim.scenario import Scenario, keys
from sim.scenario.dials import Mixture
from sim.scenario.library import names
from sim.study.trials.life import UNLIVED_OF_CHANNELS, life_of

UNLIVED = {"platform", "known"}


def key_of(scenario, strategy="omnichannel", **options):
    return life_of(Market.build(scenario, strategy, **options)).key


def is_paid(key):
    parts = keys.split(key)
    return parts[0] in UNLIVED or (parts[0] == "channel" and parts[2] in UNLIVED_OF_CHANNELS)


def moved(scenario, key):
    """A value of a number other than its own, within what its field allows."""
    now = scenario.plain(key)
    for value in (now * 0.5, now + 1.0, now - 1.0, 0.25):
        if value != now:
            try:
                return scenario.with_values({key: value})
            except Exception:  # noqa: BLE001 - the next one may fit
                continue
    return None


@pytest.mark.parametrize("name", names())
def test_prices_of_platform_and_channels_move_nobody(name):
    scenario = Scenario.load(name)
    strategy = "omnichannel"
    paid = {key: scenario.plain(key) * 3.0 + 1.0 for key in scenario.numbers if is_paid(key)}
    paid = {key: min(value, 1.0) if "automation" in key else value for key, value in paid.items()}
    assert any(key.startswith("platform.") for key in paid)
    assert any(key.startswith("channel.") for key in paid)
    dearer = scenario.with_values(paid)
    days = 6.0
    markets = [Market.build(one, strategy, days=days) for one in (scenario, dearer)]
    lives = [life_of(market) for market in markets]
    assert lives[0].key == lives[1].key
    assert lives[0].platform != lives[1].platform
    one, other = (simulate(market, seed=5, replication=0) for market in markets)
    assert np.array_equal(one.counters, other.counters)
    assert np.array_equal(one.digest_sums, other.digest_sums)


@pytest.mark.parametrize("name", ["auto-service", "new-to-digital"])
def test_every_other_number_has_a_life_of_its_own(name):
    scenario = Scenario.load(name)
    plain = key_of(scenario)
    others = [
        key for key in scenario.numbers if not is_paid(key) and not key.startswith("strategy.")
    ]
    for key in others[:: max(1, len(others) // 40)]:
        changed = moved(scenario, key)
        if changed is not None:
            assert key_of(changed) != plain, key


def test_dials_tell_lives_apart_and_names_do_not():
    scenario = Scenario.load("auto-service")
    mixed = Mixture("today", "omnichannel", ("actions",))
    found = {
        key_of(scenario, "omnichannel"), key_of(scenario, "today"),
        key_of(scenario, "today", dials=mixed), key_of(scenario, "today", days=30.0),
        key_of(scenario.with_values({"strategy.today.recognition": 0.123}), "today"),
    }  # fmt: skip
    assert len(found) == 5
    twin = Scenario.from_text(scenario.text.replace('"omnichannel"', '"joined"'))
    assert key_of(twin, "joined") == key_of(scenario, "omnichannel")


def test_a_change_on_the_way_is_lived():
    text = Scenario.load("auto-service").text
    change = '\n[[change]]\nat = "30 d"\nset = {{ "{}" = {} }}\n'
    plain = key_of(Scenario.from_text(text))
    fee = key_of(Scenario.from_text(text + change.format("platform.factor", 0.5)))
    price = key_of(Scenario.from_text(text + change.format("channel.email.open", 0.5)))
    assert len({plain, fee, price}) == 3  # a phase more may be a window's border more
    other = key_of(Scenario.from_text(text + change.format("platform.factor", 0.25)))
    assert other == fee
