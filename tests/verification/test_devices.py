"""Devices: where visits fall, who is recognised, what is lost on a change, what steps cost."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from sim.model.customers.devices import ON, SAVED
from tests.verification.firms import PLAIN, changed, lived
from tests.verification.runs import Run, near

PEOPLE, DAYS = 2000, 10
SHARES = {"phone": 0.7, "laptop": 0.2, "tablet": 0.1}
SURE = {"browse": 1, "product": 1, "basket": 0}

ONLINE = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": DAYS,
        "device": {name: {} for name in SHARES},
        "persona.anyone.devices": SHARES,
        "persona.anyone.channels": {"web": 1},
        "channel.web": {
            "kind": "site", "visits": "0.3 per d", "devices": list(SHARES), "session": 0,
            "step_effort": 1, "steps": ["browse", "product", "basket"], "pass": SURE,
        },
    },
)  # fmt: skip
"""Everybody who comes looks at the product, and no further."""
BASKETS = {
    "persona.anyone.need": "1 per 1000000 d",
    "channel.web.pass": {"browse": 1, "product": 1, "basket": 1, "pay": 0},
}
"""All have a need, and get as far as the basket and no further."""
TOLD = {
    "persona.anyone.consents": {"web": 1},
    "channel.web.open": 0,
    **{
        f"action.on-{name}-{how}": {
            "when": "visit", "propensity": 0.1, "treatments": [{"channel": "web"}],
            "eligible": f'device == "{name}" and {rule}',
        }
        for name in SHARES
        for how, rule in (("known", "identified"), ("unknown", "not identified"))
    },
}  # fmt: skip
"""Contacts by which rows tell on which device a visit took place, and whether it was recognised."""


def sessions(run: Run) -> list[tuple[int, str, bool, int]]:
    """Visits in order: customer, device, whether recognised, and sequence."""
    found = []
    for row in run.of("deliver", "web"):
        _, device, how = run.market.actions[row["action"]].split("-")
        found.append((int(row["customer"]), device, how == "known", int(row["sequence"]) - 1))
    return found


def test_visits_fall_on_devices_in_the_shares_of_the_persona():
    run = lived(ONLINE, TOLD)
    found = [device for _, device, _, _ in sessions(run)]
    assert len(found) == run.count("visits") > 5000
    for name, share in SHARES.items():
        near(found.count(name) / len(found), share, np.sqrt(share * (1 - share) / len(found)))


def test_only_devices_of_the_channel_count():
    run = lived(ONLINE, {**TOLD, "channel.web.devices": ["laptop", "tablet"]})
    found = [device for _, device, _, _ in sessions(run)]
    assert set(found) == {"laptop", "tablet"}
    near(found.count("laptop") / len(found), 2 / 3, np.sqrt(2 / 9 / len(found)))


def test_where_no_device_matters_none_is_known():
    run = lived(ONLINE, {**TOLD, "channel.web.devices": []})
    assert run.count("visits") > 5000
    assert run.count("deliveries") == 0


@pytest.mark.parametrize("factor", [0, 0.5, 1])
def test_recognition_is_the_channels_share_times_that_of_the_device(factor):
    one = {"persona.anyone.devices": {"phone": 1}, "device.phone.recognition": factor}
    run = lived(ONLINE, {**one, "strategy.plain.recognition": 0.6})
    visits, share = run.count("visits"), 0.6 * factor
    tied = int(run.after["obs"]["visits"].sum())
    near(tied / visits, share, max(np.sqrt(share * (1 - share) / visits), 1e-9))


def test_a_step_costs_its_effort_times_that_of_the_device():
    easy = {"persona.anyone.devices": {"laptop": 1}, "device.phone.effort": 2.5}
    hard = {**easy, "persona.anyone.devices": {"phone": 1}}
    for edits, factor in ((easy, 1), (hard, 2.5)):
        run = lived(ONLINE, edits)
        steps = sum(len(run.of(step)) for step in ("browse", "product", "basket"))
        assert run.count("effort") == steps * factor * 1e6


# --- progress -------------------------------------------------------------------------------------


@pytest.mark.parametrize("recognition", [0, 0.6, 1])
def test_progress_is_found_on_another_device_by_who_is_recognised_there_and_here(recognition):
    """It is saved by a recognised visit in which the step was taken, and found by another."""
    run = lived(ONLINE, {**TOLD, **BASKETS, "strategy.plain.recognition": recognition})
    begun = {(int(row["customer"]), int(row["sequence"])) for row in run.of("browse")}
    home: dict[int, str] = {}
    saved: dict[int, bool] = {}
    count = {True: 0, False: 0}
    for person, device, known, sequence in sessions(run):
        found = (person, sequence + 2) not in begun
        if person not in home:
            assert not found
            home[person], saved[person] = device, known
            continue
        expected = device == home[person] or (known and saved[person])
        assert found == expected
        saved[person] |= known and not found  # who does it all again while known saves it
        count[found] += device != home[person]
    assert (count[True] > 500) == (recognition > 0)
    assert (count[False] > 500) == (recognition < 1)
    made = run.after["viewed"] & ON > 0
    assert np.array_equal(
        (run.after["viewed"] & SAVED > 0)[made], [saved[p] for p in np.flatnonzero(made)]
    )


def test_without_devices_progress_is_always_found():
    run = lived(ONLINE, {**BASKETS, "channel.web.devices": []})
    visits = len(np.unique(run.of("visit")["customer"]))
    assert len(run.of("basket")) == visits  # once each: later visits begin at the basket


def test_what_is_lost_is_done_again_at_its_cost():
    lost = lived(ONLINE, {**BASKETS, "strategy.plain.recognition": 0})
    kept = lived(ONLINE, {**BASKETS, "strategy.plain.recognition": 1})
    assert np.array_equal(lost.of("visit")["time"], kept.of("visit")["time"])
    assert lost.count("effort") > 1.3 * kept.count("effort")
    assert kept.count("effort") == len(np.unique(kept.of("visit")["customer"])) * 3_000_000


# --- links ----------------------------------------------------------------------------------------


def test_a_link_is_followed_on_the_device_on_which_it_was_opened():
    mail = {
        "channel.email": {
            "kind": "email", "devices": ["phone", "laptop"], "open": 1, "click": 1, "bounce": 0,
            "unsubscribe": 0, "cost": 0, "delay": 0,
        },
        "persona.anyone.channels": {"web": 1, "email": 1},
        "persona.anyone.consents": {"web": 1, "email": 1},
        "channel.web.visits": 0,
        "action.letter": {
            "propensity": 0.5, "treatments": [{"channel": "email", "landing": "web"}],
        },
        "strategy.plain": {"recognition": 1, "knowledge": "all"},
    }  # fmt: skip
    opened = {
        f"action.read-{name}": {
            "when": "open", "on": ["email"], "propensity": 0.1, "eligible": f'device == "{name}"',
            "transactional": True, "treatments": [{"channel": "sms"}],
        }
        for name in SHARES
    }  # fmt: skip
    sms = {
        "channel.sms": {"kind": "sms", "open": 0, "bounce": 0, "cost": 0},
        "persona.anyone.channels": {"web": 1, "email": 1, "sms": 1},
    }
    run = lived(ONLINE, {**TOLD, **mail, **opened, **sms})
    read: dict[int, list[str]] = defaultdict(list)
    for row in run.of("deliver", "sms"):
        read[int(row["customer"])].append(run.market.actions[row["action"]].removeprefix("read-"))
    landed: dict[int, list[str]] = defaultdict(list)
    for person, device, _, _ in sessions(run):
        landed[person].append(device)
    assert len(landed) == PEOPLE
    for person, devices in landed.items():
        assert devices == read[person][: len(devices)]
    every = [device for devices in landed.values() for device in devices]
    assert set(every) == {"phone", "laptop"}
    near(every.count("phone") / len(every), 7 / 9, np.sqrt(14 / 81 / len(every)))
