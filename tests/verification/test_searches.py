"""Searches follow needs and interest, and ads on search terms follow searches (docs/model.md §2).

With a need and interest I a share 1 - I of somebody's searches is for the kind of thing and I for
the firm, once it is known; without a need there is hardly any.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.records.layout import FRIEND, NEED
from tests.verification.firms import PLAIN, changed, lived
from tests.verification.runs import DAY, Run, near

PEOPLE, DAYS = 2000, 10
VISITS, INTEREST, IDLE, SHOWN = 0.5, 0.6, 0.05, 3.0
SHARE = {"general": 1 - INTEREST, "specific": INTEREST}

SEARCH = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": DAYS,
        "behaviour.need_interest": INTEREST,
        "behaviour.interest_half_life": "36000 d",
        "behaviour.visit_interest": 0,
        "behaviour.open_interest": 0,
        "behaviour.idle_search": IDLE,
        "persona.anyone.channels": {"google": 1, "web": 1},
        "channel.google": {
            "kind": "organic-search", "leads_to": "web", "visits": f"{VISITS} per d",
        },
        "channel.web": {
            "kind": "site", "visits": 0, "steps": ["browse"], "pass": {"browse": 0}, "session": 0,
        },
        "budget": {"total": 10_000_000},
    },
)  # fmt: skip
"""Nobody has a need."""
NEEDING = {"persona.anyone.need": "1 per 1000000 d"}
"""All have one at the start, as nothing takes it away."""


def assert_rate(run: Run, rate: float, channel: str = "google") -> None:
    """Visits against a Poisson process of this rate."""
    found = run.count("visits", channel) / (PEOPLE * DAYS)
    near(found, rate, np.sqrt(max(rate, 1e-12) / (PEOPLE * DAYS)))


# --- visits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("intent", SHARE)
def test_with_a_need_people_search_in_the_share_of_their_interest(intent):
    run = lived(SEARCH, {**NEEDING, "channel.google.intent": intent})
    assert_rate(run, VISITS * SHARE[intent])


@pytest.mark.parametrize(("intent", "share"), [("general", IDLE), ("specific", 0)])
def test_without_a_need_hardly_anybody_searches(intent, share):
    run = lived(SEARCH, {"channel.google.intent": intent})
    assert_rate(run, VISITS * share)
    assert share > 0 or run.count("visits") == 0


def test_without_an_intent_visits_ask_for_no_need():
    for need in ({}, NEEDING):
        assert_rate(lived(SEARCH, {**need, "channel.google.intent": "none"}), VISITS)


def test_the_push_of_a_need_is_not_added_to_searches():
    pushed = {**NEEDING, "behaviour.seek": 4, "channel.web.visits": "0.1 per d"}
    run = lived(SEARCH, pushed)
    searched = VISITS * SHARE["general"]
    assert_rate(run, searched)
    assert_rate(run, searched + 0.1 * (1 + 4 * INTEREST), "web")


def test_who_does_not_know_the_firm_searches_for_the_kind_of_thing_only():
    new = {**NEEDING, "persona.anyone.aware": 0, "behaviour.unaware_interest": 0.5}
    assert lived(SEARCH, {**new, "channel.google.intent": "specific"}).count("visits") == 0
    for discover in (0, 0.3, 1):
        edits = {**new, "channel.google.discover": discover}
        # after the first visit the firm is known: so the first ones are counted
        run = lived(SEARCH, edits)
        came = len(np.unique(run.of("visit", "google")["customer"])) / PEOPLE
        share = 1 - np.exp(-VISITS * discover * DAYS)
        near(came, share, max(np.sqrt(share * (1 - share) / PEOPLE), 1e-9))


def test_as_interest_fades_searches_turn_from_the_firm_to_the_kind_of_thing():
    for intent, sign in (("specific", 1), ("general", -1)):
        fading = {"behaviour.interest_half_life": "5 d", "channel.google.intent": intent}
        run = lived(SEARCH, {**NEEDING, **fading})
        days = run.of("visit", "google")["time"] // DAY
        for first, last in ((0, 2), (8, 10)):
            interest = INTEREST * 2.0 ** (-np.arange(first, last) / 5)
            share = interest if sign > 0 else 1 - interest
            mean = VISITS * PEOPLE * share.sum()
            near(np.count_nonzero((days >= first) & (days < last)), mean, np.sqrt(mean))


def test_a_search_leads_on_to_the_site_at_once():
    run = lived(SEARCH, {"channel.google.intent": "none"})
    rows = run.of("visit")
    names = np.array(run.market.channels)[rows["channel"]]
    assert len(rows) > 10_000
    assert names[0::2].tolist() == ["google"] * (len(rows) // 2)
    assert names[1::2].tolist() == ["web"] * (len(rows) // 2)
    assert np.array_equal(rows["time"][0::2], rows["time"][1::2])
    assert len(run.of("browse", "google")) == 0
    assert len(run.of("browse", "web")) == len(rows) // 2


# --- friends with a code --------------------------------------------------------------------------

FRIENDS = {
    "channel.friends": {"kind": "referral", "leads_to": "web", "visits": "1 per d"},
    "channel.google.intent": "none",
    "persona.anyone.channels.friends": 1,
    "persona.anyone.refer": 1,
    "persona.anyone.consents": {"web": 1},
    "channel.web.open": 1,
    "action.tell": {
        "when": "visit", "propensity": 0.1, "runs": [{"at": "0 d", "lasts": "2 d"}],
        "treatments": [{"channel": "web", "asks": "referral", "offer": "ten"}],
    },
    "offer.ten": {"discount": 0.1, "valid": "30 d"},
}  # fmt: skip


def test_only_who_holds_a_code_comes_by_it():
    run = lived(SEARCH, FRIENDS)
    holds = run.after["flags"] & FRIEND != 0
    came = np.unique(run.of("visit", "friends")["customer"])
    assert run.count("referrals") > 100
    assert 100 < holds.sum() <= run.count("referrals")
    assert np.all(holds[came])
    assert run.of("visit", "friends")["window"].min() >= 1  # told at the next open
    assert len(came) > 0.9 * holds.sum()
    assert lived(SEARCH, {**FRIENDS, "persona.anyone.refer": 0}).count("visits", "friends") == 0


# --- ads on search terms --------------------------------------------------------------------------

ADS = changed(
    SEARCH,
    {
        "channel": {},
        "channel.ads": {
            "kind": "search-general", "impressions": f"{SHOWN} per d", "notice": 0.5, "click": 0,
            "cost_per_click": 0, "cost_per_thousand": 1000,
        },
        "persona.anyone.channels": {"ads": 1},
        "persona.anyone.consents": {"ads": 1},
        "action.ad": {"propensity": 0.1, "treatments": [{"channel": "ads"}]},
    },
)  # fmt: skip


def searched(run: Run, intent: str) -> float:
    """Days that all people spent searching together, from the needs that arose and lapsed."""
    with_need = np.count_nonzero(run.before["flags"] & NEED) * DAYS
    with_need += (DAYS - run.of("need")["time"] / DAY).sum()
    with_need -= (DAYS - run.of("lapse")["time"] / DAY).sum()
    idle = IDLE if intent == "general" else 0
    return float(with_need * SHARE[intent] + (PEOPLE * DAYS - with_need) * idle)


@pytest.mark.parametrize("contact", ["mass", "audience"])
@pytest.mark.parametrize("intent", SHARE)
@pytest.mark.parametrize(("need", "lapse"), [(1e-6, 0), (0.2, 0.4), (0, 0)])
def test_ads_are_shown_and_charged_for_the_time_spent_searching(contact, intent, need, lapse):
    rates = {"persona.anyone.need": f"{need} per d", "behaviour.competitor": f"{lapse} per d"}
    run = lived(ADS, {"channel.ads.intent": intent, "channel.ads.contact": contact, **rates})
    assert (run.count("needs") > 1000) == (lapse > 0)
    mean = SHOWN * searched(run, intent)
    near(run.count("impressions"), mean, max(np.sqrt(mean), 1e-9))
    near(run.count("noticed"), mean / 2, max(np.sqrt(mean / 2), 1e-9))
    assert run.count("media") == run.count("impressions") * 100 * 1_000_000


def test_ads_of_no_intent_are_shown_all_the_time():
    edits = {"channel.ads.intent": "none", "channel.ads.contact": "audience"}
    for need in ({}, NEEDING):
        mean = SHOWN * PEOPLE * DAYS
        near(lived(ADS, {**edits, **need}).count("impressions"), mean, np.sqrt(mean))
