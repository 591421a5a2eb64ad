"""The switches of the contact policy one by one, recounted from the visits that contacts answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pytest

from tests.verification.firms import PLAIN, changed, lived
from tests.verification.runs import DAY, MINUTE, Run

HOUR = 60 * MINUTE
PEOPLE, DAYS = 300, 20
SILENT = {"open": 0, "click": 0, "bounce": 0, "unsubscribe": 0, "cost": 0}
"""Messages that are sent, and no more comes of them."""

SHOP = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": DAYS,
        "persona.anyone.channels": {"web": 1, "email": 1, "sms": 1},
        "persona.anyone.consents": {"email": 1, "sms": 1, "web": 1},
        "channel.web": {
            "kind": "site", "visits": "0.3 per d", "steps": ["browse"], "pass": {"browse": 0},
            "session": 0, "open": 0, "click": 0,
        },
        "channel.email": {"kind": "email", **SILENT},
        "channel.sms": {"kind": "sms", **SILENT},
        "strategy.plain": {"knowledge": "all", "recognition": 1, "contact_policy": "customer"},
    },
)  # fmt: skip
"""People who look in now and then and never buy, known on the web site."""
ANSWERED = changed(
    SHOP,
    {
        "action.answer": {
            "when": "visit", "on": ["web"], "propensity": 0.5,
            "treatments": [{"channel": "email"}],
        }
    },
)  # fmt: skip
"""Each visit is answered by a mail at once."""
ONE_A_DAY = {"contact_policy": {"caps": [{"limit": 1, "per": "day"}]}}


def by_day(run: Run, event: str, channel: str | None = None) -> np.ndarray:
    """int64[PEOPLE, DAYS]: events of each person and day."""
    table = np.zeros((PEOPLE, DAYS), np.int64)
    rows = run.of(event, channel)
    np.add.at(table, (rows["customer"], rows["time"] // DAY), 1)
    return table


def times(run: Run, event: str, channel: str | None = None) -> dict[int, list[int]]:
    """Times of the events of each person."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in run.of(event, channel):
        found[int(row["customer"])].append(int(row["time"]))
    return found


def let_out(visits: list[int], allowed) -> Iterator[int]:
    """Visits that are answered, where `allowed` tells from those answered before whether one is."""
    sent: list[int] = []
    for visit in visits:
        if allowed(visit, sent):
            sent.append(visit)
            yield visit


# --- at a cap -------------------------------------------------------------------------------------


def test_at_a_cap_a_triggered_contact_is_dropped():
    run = lived(ANSWERED, ONE_A_DAY)
    visits = by_day(run, "visit")
    assert np.array_equal(by_day(run, "deliver"), np.minimum(visits, 1))
    assert np.count_nonzero(visits > 1) > 100


def test_or_it_is_held_for_the_next_plan():
    run = lived(ANSWERED, {**ONE_A_DAY, "contact_policy.at_cap": "hold"})
    visits, sent = by_day(run, "visit"), by_day(run, "deliver")
    assert run.count("crowded_out") == 0
    waiting = np.zeros(PEOPLE, np.int64)
    rows = run.of("deliver")
    at_open = np.zeros((PEOPLE, DAYS), bool)
    opening = rows[rows["time"] % DAY == 0]
    at_open[opening["customer"], opening["time"] // DAY] = True
    for day in range(DAYS):
        assert np.array_equal(at_open[:, day], waiting > 0)
        assert np.array_equal(sent[:, day], (waiting + visits[:, day] > 0).astype(np.int64))
        waiting = np.maximum(waiting + visits[:, day] - 1, 0)
    assert at_open.sum() > 100


def test_what_is_held_must_qualify_again():
    held = {**ONE_A_DAY, "contact_policy.at_cap": "hold", "action.answer.eligible": "hour >= 0"}
    daytime = {**held, "action.answer.eligible": "hour > 0"}  # at midnight it is 0
    assert np.any(lived(ANSWERED, held).of("deliver")["time"] % DAY == 0)
    assert not np.any(lived(ANSWERED, daytime).of("deliver")["time"] % DAY == 0)


def test_what_can_go_out_at_once_goes_before_what_would_wait():
    both = {
        "contact_policy": {
            "caps": [{"limit": 1, "per": "day", "channels": ["email"]}], "at_cap": "hold",
        },
        "action.text": {
            "when": "visit", "propensity": 0.1, "treatments": [{"channel": "sms"}],
        },
        "strategy.plain.decider": "customer",
    }  # fmt: skip
    run = lived(ANSWERED, both)
    visits = by_day(run, "visit")
    assert np.array_equal(by_day(run, "deliver", "email"), np.minimum(visits, 1))
    assert np.array_equal(by_day(run, "deliver", "sms"), np.maximum(visits - 1, 0))


# --- quiet hours ----------------------------------------------------------------------------------

QUIET = {"contact_policy": {"quiet": "22:00-06:00", "zone": "firm"}}


def in_quiet(time: int) -> bool:
    return not 6 * HOUR <= time % DAY < 22 * HOUR


def test_in_quiet_hours_a_triggered_contact_is_held_to_their_end():
    run = lived(ANSWERED, QUIET)
    sent = times(run, "deliver")
    late = 0
    for person, visits in times(run, "visit").items():
        due = [
            visit + 1 if not in_quiet(visit) else (visit + 2 * HOUR) // DAY * DAY + 6 * HOUR
            for visit in visits
        ]
        late += sum(in_quiet(visit) for visit in visits)
        assert sent[person] == sorted(time for time in due if time < DAYS * DAY)
    assert late == run.count("quiet") > 300


@pytest.mark.parametrize("clock", ["compiled", "simpy"])
def test_what_quiet_hours_held_must_qualify_again(clock):
    run = lived(ANSWERED, {**QUIET, "action.answer.eligible": "hour != 6"}, clock=clock)
    sent = times(run, "deliver")
    for person, visits in times(run, "visit").items():
        # at their end it is six: whoever came in the night is not answered any more
        answered = [visit + 1 for visit in visits if 7 * HOUR <= visit % DAY < 22 * HOUR]
        assert sent[person] == answered
    assert run.count("quiet") > 300


def test_or_it_is_dropped():
    run = lived(ANSWERED, {**QUIET, "contact_policy.in_quiet": "drop"})
    sent = times(run, "deliver")
    for person, visits in times(run, "visit").items():
        assert sent[person] == [visit + 1 for visit in visits if not in_quiet(visit)]


# --- whose clock ----------------------------------------------------------------------------------

AHEAD = 9


@pytest.mark.parametrize(("zone", "hours"), [("customer", AHEAD), ("firm", 0)])
def test_quiet_hours_go_by_the_clock_of_the_zone(zone, hours):
    east = {**QUIET, "contact_policy.zone": zone, "persona.anyone.offset": AHEAD}
    clock = (lived(ANSWERED, east).of("deliver")["time"] + hours * HOUR) % DAY
    assert clock.min() >= 6 * HOUR
    assert clock.max() < 22 * HOUR
    assert np.unique(clock // HOUR).tolist() == list(range(6, 22))


@pytest.mark.parametrize(("zone", "hours"), [("customer", AHEAD), ("firm", 0)])
def test_calendar_caps_count_the_days_of_the_zone(zone, hours):
    east = {**ONE_A_DAY, "contact_policy.zone": zone, "persona.anyone.offset": AHEAD}
    run = lived(ANSWERED, east)

    def day(time):
        return (time + hours * HOUR) // DAY

    sent = times(run, "deliver")
    for person, visits in times(run, "visit").items():
        expected = let_out(visits, lambda now, then: day(now) not in map(day, then))
        assert sent[person] == [visit + 1 for visit in expected]


# --- what counts, and when ------------------------------------------------------------------------

POPUP = {
    "action.popup": {
        "when": "visit", "on": ["web"], "propensity": 0.5, "treatments": [{"channel": "web"}],
    },
}  # fmt: skip


def test_contacts_in_a_session_count_and_meet_caps():
    run = lived(ANSWERED, {**ONE_A_DAY, **POPUP})
    assert np.array_equal(by_day(run, "deliver", "web"), by_day(run, "visit") > 0)
    assert len(run.of("deliver", "email")) == 0  # the pop-up has used up the day


def test_or_they_do_neither():
    run = lived(ANSWERED, {**ONE_A_DAY, **POPUP, "contact_policy.count_inbound": False})
    assert np.array_equal(by_day(run, "deliver", "web"), by_day(run, "visit"))
    assert len(run.of("deliver", "email")) > 1000
    assert by_day(run, "deliver", "email").max() == 1


CAPS = [
    {"limit": 1, "per": "day"}, {"limit": 2, "per": "week"}, {"limit": 2, "per": "5 d"},
]  # fmt: skip
RECEIPT = {
    "action.receipt": {
        "when": "visit", "on": ["web"], "transactional": True, "propensity": 0.5,
        "treatments": [{"channel": "sms"}],
    }
}  # fmt: skip
"""What takes no room under a cap: the policy does not count it."""


@pytest.mark.parametrize("exempt", [{}, RECEIPT], ids=["alone", "beside exempt ones"])
@pytest.mark.parametrize("cap", CAPS, ids=["day", "week", "rolling"])
@pytest.mark.parametrize("lag", [0, 7])
def test_a_delivery_shows_in_counters_after_the_lag(cap, lag, exempt):
    policy = {"caps": [cap], "counters_lag": f"{lag} h", "count_transactional": False}
    edits = {"contact_policy": policy, "channel.web.visits": "0.8 per d", **exempt}
    run = lived(ANSWERED, edits)
    length = {"day": DAY, "week": 7 * DAY}.get(cap["per"])

    def allowed(now, sent):
        shown = [
            then
            for then in sent
            if then // MINUTE <= now // MINUTE - lag * 60
            and (
                now // MINUTE - then // MINUTE < 5 * 1440
                if length is None
                else then // length == now // length
            )
        ]
        return len(shown) < cap["limit"]

    sent = times(run, "deliver", "email")
    for person, visits in times(run, "visit").items():
        assert sent[person] == [visit + 1 for visit in let_out(visits, allowed)]
    assert len(run.of("visit")) - len(run.of("deliver", "email")) > 500
    assert len(run.of("deliver", "sms")) == (len(run.of("visit")) if exempt else 0)


# --- distances ------------------------------------------------------------------------------------

DAILY = changed(
    SHOP,
    {
        "channel.web.visits": 0,
        "action.letter": {
            "propensity": 0.3, "treatments": [{"channel": "sms"}],
        },
        "action.news": {
            "propensity": 0.5, "group": "mails",
            "treatments": [{"channel": "email"}],
            "runs": [{"at": "0 d", "lasts": "1 d"}, {"at": "10 d", "lasts": "2 d"}],
        },
        "action.alert": {
            "propensity": 0.1, "runs": [{"at": "15 d", "lasts": "1 d"}],
            "treatments": [{"channel": "email"}],
        },
    },
)  # fmt: skip
"""A text message a day, mails on three days, and an action before them by name that is free."""


def days_of(run: Run, channel: str) -> list[int]:
    """Days on which everybody was contacted; nobody may be on another."""
    table = by_day(run, "deliver", channel)
    assert np.all(table == table[0])
    return np.flatnonzero(table[0]).tolist()


@pytest.mark.parametrize("after", ["news", "mails"])
@pytest.mark.parametrize("decider", ["channel", "customer"])
def test_an_action_is_not_sent_within_some_days_of_another(after, decider):
    gaps = {"contact_policy": {"gaps": [{"of": "letter", "after": after, "days": 3}]}}
    run = lived(DAILY, {**gaps, "strategy.plain.decider": decider, "strategy.plain.slots": 2})
    assert days_of(run, "email") == [0, 10, 11, 15]  # the other way round nothing is kept
    assert days_of(run, "sms") == [
        day for day in range(DAYS) if day not in (0, 1, 2, *range(10, 14))
    ]


@pytest.mark.parametrize("policy", [
    {"gaps": [{"of": "letter", "after": "news", "days": 3}]},
    {"gaps": [{"of": "mails", "after": "letter", "days": 0.01}]},
    {"never_together": [["letter", "news"]]},
    {"never_together": [["news", "letter"]]},
])  # fmt: skip
def test_what_is_picked_first_keeps_the_other_out_of_its_window(policy):
    """Whichever of the two the distance is told of: what goes out first is not known before."""
    dear = {"action.letter.propensity": 0.9, "contact_policy": policy}
    run = lived(DAILY, {**dear, "strategy.plain.decider": "customer", "strategy.plain.slots": 2})
    assert days_of(run, "sms") == list(range(DAYS))
    assert days_of(run, "email") == [15]


@pytest.mark.parametrize(("after", "days"), [("news", range(DAYS)), ("letter", range(0, DAYS, 3))])
def test_a_silo_keeps_a_distance_from_what_it_sent_itself_only(after, days):
    gaps = {"contact_policy": {"gaps": [{"of": "letter", "after": after, "days": 3}]}}
    run = lived(DAILY, {**gaps, "strategy.plain.contact_policy": "channel"})
    assert days_of(run, "sms") == list(days)


PAIR = {"contact_policy": {"never_together": [["letter", "news"]]}}


@pytest.mark.parametrize("decider", ["channel", "customer"])
def test_two_actions_never_go_out_together(decider):
    run = lived(DAILY, {**PAIR, "strategy.plain.decider": decider, "strategy.plain.slots": 2})
    assert days_of(run, "email") == [0, 10, 11, 15]
    assert days_of(run, "sms") == [day for day in range(DAYS) if day not in (0, 10, 11)]


def test_but_they_do_where_the_contact_policy_is_not_shared():
    run = lived(DAILY, {**PAIR, "strategy.plain.contact_policy": "channel"})
    assert days_of(run, "email") == [0, 10, 11, 15]
    assert days_of(run, "sms") == list(range(DAYS))


def test_without_distances_all_go_out():
    run = lived(DAILY)
    assert days_of(run, "email") == [0, 10, 11, 15]
    assert days_of(run, "sms") == list(range(DAYS))


OFTEN = changed(
    DAILY,
    {
        "action.letter": {
            "propensity": 0.3, "treatments": [{"channel": "sms"}], "group": "letters",
            "runs": [{"at": f"{day} d", "lasts": "1 d"} for day in (0, 19)],
        },
        "action.alert": {"propensity": 0.1, "treatments": [{"channel": "email"}]},
        "action.answer": {
            "when": "visit", "on": ["web"], "propensity": 0.5, "treatments": [{"channel": "web"}],
        },
        "channel.web.visits": "5 per d",
    },
)  # fmt: skip
"""Two letters far apart, and in between more contacts than any memory holds."""


def test_a_distance_is_kept_however_much_else_goes_out():
    apart = {"contact_policy": {"gaps": [{"of": "letters", "after": "letter", "days": 19.5}]}}
    slots = {"strategy.plain.slots": 3}
    assert days_of(lived(OFTEN, slots), "sms") == [0, 19]
    run = lived(OFTEN, {**slots, **apart})
    assert len(run.of("deliver")) > 60 * PEOPLE
    assert days_of(run, "sms") == [0]


NOTED = {
    "another distance": {"gaps": [{"of": "alert", "after": "answer", "days": 0.01}]},
    "lagging counters": {"caps": [{"limit": 250, "per": "day"}], "counters_lag": "1 min"},
    "counters that lag for days": {"caps": [{"limit": 250, "per": "day"}], "counters_lag": "9 d"},
}
"""What has every delivery remembered for a while."""


@pytest.mark.parametrize("switches", NOTED.values(), ids=NOTED)
def test_a_distance_is_kept_though_other_deliveries_are_remembered_too(switches):
    gap = {"of": "letters", "after": "letter", "days": 19.5}
    policy = {**switches, "gaps": [gap, *switches.get("gaps", ())]}
    run = lived(OFTEN, {"strategy.plain.slots": 3, "contact_policy": policy})
    assert len(run.of("deliver")) > 60 * PEOPLE
    assert days_of(run, "sms") == [0]


def test_from_a_change_on_the_new_dials_hold():
    """A customer's decider has one slot for mail and text message, and two from the twelfth day."""
    slots = {"strategy.plain.decider": "customer", "strategy.plain.slots": 1}
    turned = {"change": [{"at": "12 d", "set": {"strategy.plain.slots": 2}}]}
    texts = [day for day in range(DAYS) if day not in (0, 10, 11)]
    for edits, mails in ((slots, [0, 10, 11]), ({**slots, **turned}, [0, 10, 11, 15])):
        run = lived(DAILY, edits)
        assert (days_of(run, "email"), days_of(run, "sms")) == (mails, texts)
