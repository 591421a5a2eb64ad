"""Messages that never end, and too many of them, told with the arithmetic."""

from __future__ import annotations

import pytest

from sim.scenario import Scenario
from sim.scenario.checking.concern import Concern
from sim.scenario.checking.silent import planned_messages, silent_year
from sim.scenario.checking.warnings import warnings_of

RULE = 'eligible = "customer and visits > 0"'


def found(text: str) -> list[Concern]:
    return warnings_of(Scenario.from_text(text))


def about(text: str, where: str) -> Concern:
    concerns = [item for item in found(text) if item.where == where]
    assert len(concerns) == 1, found(text)
    return concerns[0]


WEEKLY = "is_missing(days_since_contact) or days_since_contact >= 7"
CAP = 'caps = [{ limit = 2, per = "7 d", channels = ["email"] }]'


@pytest.mark.parametrize(
    ("rule", "caps", "arithmetic"),
    [
        (WEEKLY, "", "up to 53 contacts a customer and year on email, as no cap limits email"),
        ("not booked", "", "up to 365 contacts a customer and year on email"),
        ("weekday == 0", "", "up to 53 contacts"),
        (
            "True",
            'caps = [{ limit = 4, per = "week" }]',
            "up to 209 contacts a customer and year on email, as many as the caps leave",
        ),
    ],
)
def test_contacts_without_end(base: str, rule: str, caps: str, arithmetic: str) -> None:
    text = base.replace(RULE, f'eligible = "{rule}"').replace(CAP, caps)
    concern = about(text, "action.mail.eligible")
    assert "for everybody and for ever" in concern.message
    assert concern.arithmetic.startswith(arithmetic)


@pytest.mark.parametrize(
    "rule",
    [
        "customer and visits > 0",  # not everybody
        "unanswered < 5",  # stops
        "is_missing(days_since_contact)",  # once
        "is_missing(days_since_contact) or days_since_contact > 60",  # six a year
        "weekday == 0 and month == 1",  # only at first
    ],
)
def test_contacts_with_an_end(base: str, rule: str) -> None:
    concerns = found(base.replace(RULE, f'eligible = "{rule}"').replace(CAP, ""))
    told = [item for item in concerns if item.where.startswith("action.")]
    assert [item for item in told if "never holds" not in item.message] == []  # in so short a run


@pytest.mark.parametrize(("days", "ends"), [(7, False), (60, True)])
def test_a_distance_between_two_of_the_same_counts(base: str, days: int, ends: bool) -> None:
    gap = f'gaps = [{{ of = "mail", after = "mail", days = {days} }}]'
    concerns = found(base.replace(RULE, "").replace(CAP, gap))
    endless = [item for item in concerns if item.where.startswith("action.")]
    assert bool(endless) != ends
    assert all(item.arithmetic.startswith("up to 53 contacts") for item in endless)


def test_contacts_without_end_under_a_cap_are_as_wanted(base: str) -> None:
    assert found(base.replace(RULE, f'eligible = "{WEEKLY}"')) == []


FOUR = "".join(
    f"""
[[action]]
name = "mail-{number}"
eligible = "weekday == {number}"
propensity = 0.01
treatments = [{{ channel = "email", landing = "web" }}]
"""
    for number in range(4)
)
LOOSE = 'caps = [{ limit = 7, per = "week" }]'


def test_four_mails_a_week(base: str) -> None:
    assert found(base + FOUR) == []  # the cap leaves two
    concern = about(base.replace(CAP, LOOSE) + FOUR, "channel.email")
    assert concern.message == (
        "people who never react get too many messages here under joined and linked"
    )
    assert concern.arithmetic == (
        "mail-0 53 + mail-1 52 + mail-2 52 + mail-3 52 = 209 messages a year to each; / 52 = 4.01 "
        "a week, and 3.5 are a lot"
    )


def test_mails_that_wait_for_one_another_are_one_stream(base: str) -> None:
    weekly = FOUR.replace("weekday == ", f"{WEEKLY.replace('7', '4')} and weekday != ")
    assert (
        found(base.replace(CAP, LOOSE).replace(RULE, 'eligible = "unanswered < 3"') + weekly) == []
    )


SECOND = f"""
[[channel]]
name = "second"
kind = "email"

[[action]]
name = "news"
eligible = "{WEEKLY}"
propensity = 0.01
deliver = "all"
treatments = [{{ channel = "email" }}, {{ channel = "second" }}]
"""


@pytest.mark.parametrize(
    ("scope", "counts"),
    [
        ("", {"today": 2 * 53, "joined": 53}),  # as the strategy's contact_policy
        (', scope = "customer"', {"today": 53, "joined": 53}),
        (', scope = "channel"', {"today": 2 * 53, "joined": 2 * 53}),
    ],
)  # fmt: skip
def test_caps_count_together_what_their_scope_says(
    base: str, scope: str, counts: dict[str, int]
) -> None:
    text = base.replace(CAP, f'caps = [{{ limit = 1, per = "week"{scope} }}]')
    scenario = Scenario.from_text(text + SECOND.replace(WEEKLY, "True"))
    news = [one for one in planned_messages(scenario) if one.action.name == "news"]
    assert counts == {
        name: len(silent_year(scenario, news, 0, scenario.resolved(name))) for name in counts
    }


def test_what_a_channel_does_not_know_it_sends_all_the_same(base: str) -> None:
    """Two channels under one rule: each waits for itself only, unless they share a profile."""
    scenario = Scenario.from_text(base + SECOND)
    news = [one for one in planned_messages(scenario) if one.action.name == "news"]
    counts = {
        name: len(silent_year(scenario, news, 0, scenario.resolved(name)))
        for name in ("today", "joined")
    }
    assert counts == {"today": 2 * 53, "joined": 53}
    own = scenario.with_values({"strategy.joined.knowledge": "own"})
    assert len(silent_year(own, news, 0, own.resolved("joined"))) == 2 * 53  # one action, one slot


def test_slots_bound_what_starts_in_a_day(base: str) -> None:
    scenario = Scenario.from_text(base.replace(CAP, "") + FOUR.replace("weekday ==", "visits <="))
    mails = [one for one in planned_messages(scenario) if one.action.name.startswith("mail-")]
    dials = {
        slots: scenario.with_values({"strategy.joined.slots": slots}).resolved("joined")
        for slots in (1, 3)
    }
    assert [len(silent_year(scenario, mails, 0, one)) for one in dials.values()] == [365, 3 * 365]


MAIL = """
[[action]]
name = "mailing"
eligible = "visits <= 0"
propensity = 0.01
treatments = [{ channel = "email", landing = "web" }]
"""


@pytest.mark.parametrize(("window", "plans"), [("12 h", 365), ("1 d", 365), ("2 d", 183)])
def test_messages_are_counted_once_a_plan(base: str, window: str, plans: int) -> None:
    text = base.replace("days = 30\n", f'days = 30\nwindow = "{window}"\n').replace(CAP, "")
    scenario = Scenario.from_text(text + MAIL)
    mails = [one for one in planned_messages(scenario) if one.action.name == "mailing"]
    assert len(silent_year(scenario, mails, 0)) == plans


def test_a_plan_a_week_cannot_send_a_message_a_day(base: str) -> None:
    daily = base.replace(CAP, LOOSE) + MAIL
    assert about(daily, "channel.email").arithmetic == (
        "mailing 365 messages a year to each; / 52 = 7 a week, and 3.5 are a lot"
    )
    weekly = daily.replace("days = 30\n", 'days = 30\nwindow = "7 d"\n')
    assert [item for item in found(weekly) if item.where == "channel.email"] == []
