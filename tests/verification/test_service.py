"""Questions and complaints: who puts them, where, how often, what comes of it (model.md §6a)."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from scipy import stats

from sim.model.records.vocabulary import EVENT
from tests.sim.model.plain import sigma
from tests.verification.firms import PLAIN, changed, lived
from tests.verification.runs import DAY, MINUTE, UNLIKELY, Run, near

PEOPLE, DAYS = 2000, 20
ASKED, WAITING, UNANSWERED, RECOVERY, REPEATED = 0.4, 0.05, 0.25, 0.1, 0.02
INFORMATION = 2

DESKS = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": DAYS,
        "behaviour.goodwill_half_life": "36000 d",
        "behaviour.waiting_goodwill": WAITING,
        "behaviour.trait_spread": 0,
        "persona.anyone.need": "1 per 1000000 d",
        "persona.anyone.objections": {"information": 1},
        "persona.anyone.channels": {"web": 1, "form": 1},
        "persona.anyone.consents": {"web": 1, "form": 1},
        "channel.web": {
            "kind": "site", "visits": "0.2 per d", "session": 0, "steps": ["browse"],
            "pass": {"browse": 0}, "resolves": {},
        },
        "channel.form": {
            "kind": "contact-form", "answer_time": "1 h", "solves": 1, "hours": "00:00-24:00",
            "open_days": "daily",
        },
        "service": {
            "questions": ASKED, "patience": "9 d", "unanswered": UNANSWERED, "recovery": RECOVERY,
            "repeat_goodwill": REPEATED, "repeat_effort": 0.5, "tries": 3,
        },
        "strategy.plain.recognition": 1,
    },
)  # fmt: skip
"""All have a need and a question, look around now and then, and never buy."""


def binomial(found: int, tried: int, share: float) -> None:
    """Assert a share of what was tried."""
    assert tried > 500
    near(found / tried, share, max(np.sqrt(share * (1 - share) / tried), 1e-9))


def cases(run: Run) -> list[list[tuple[str, str, int]]]:
    """What followed each case, itself included, in time for all of it: event, channel, time."""
    names = {EVENT[name]: name for name in ("case", "call", "answer", "give_up", "solved")}
    found: dict[int, list[list[tuple[str, str, int]]]] = defaultdict(list)
    for row in run.rows:
        name = names.get(int(row["event"]))
        if name is None:
            continue
        story = found[int(row["customer"])]
        if name == "case":
            story.append([])
        if story:
            story[-1].append((name, run.market.channels[row["channel"]], int(row["time"])))
    every = [case for story in found.values() for case in story]
    return [case for case in every if case[0][2] < (DAYS - 3) * DAY]


# --- questions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("doubt", "need"), [(1, True), (0, True), (1, False)])
def test_who_leaves_with_a_need_and_a_question_asks_it_within_a_minute(doubt, need):
    edits = {"persona.anyone.objections": {"information": doubt}}
    run = lived(DESKS, edits | ({} if need else {"persona.anyone.need": 0}))
    first, asked = run.of("visit", "web"), run.of("case")
    _, places = np.unique(first["customer"], return_index=True)
    first = first[places]
    soon = set(zip(asked["customer"].tolist(), asked["time"].tolist(), strict=True))
    count = sum((int(v["customer"]), int(v["time"]) + MINUTE) in soon for v in first)
    binomial(count, len(first), ASKED * doubt * need)
    assert set(asked["value"]) <= {1}


def test_an_answer_that_helps_ends_the_question_and_pleases():
    run = lived(DESKS)
    solved = np.zeros(PEOPLE, bool)
    solved[run.of("solved")["customer"]] = True
    assert solved.sum() > 1000
    assert len(run.of("solved")) == solved.sum()  # once: there is no second question
    assert np.array_equal(run.after["objections"][:, INFORMATION] == 0, solved)
    assert run.after["goodwill"][solved] == pytest.approx(RECOVERY, rel=1e-2)
    assert not run.after["goodwill"][~solved].any()


def test_a_written_answer_takes_its_time_in_the_hours_of_the_channel():
    waited = [case[1][2] - case[0][2] for case in cases(lived(DESKS))]
    assert stats.kstest(np.array(waited) / (DAY / 24), stats.expon.cdf).pvalue > UNLIKELY
    day = {"channel.form.hours": "09:00-17:00", "channel.form.open_days": "mon-fri"}
    answers = lived(DESKS, day).of("answer")["time"]
    assert (answers % DAY // (DAY // 24)).min() == 9
    assert (answers % DAY // (DAY // 24)).max() == 16
    assert set(answers // DAY % 7) == {0, 1, 2, 3, 4}


def test_an_answer_helps_in_the_share_that_the_channel_solves():
    run = lived(DESKS, {"channel.form.solves": 0.3, "service.tries": 20})
    binomial(len(run.of("solved")), len(run.of("answer")), 0.3)


def test_what_is_not_solved_is_asked_as_often_as_people_try():
    run = lived(DESKS, {"channel.form.solves": 0, "behaviour.loyalty_step": 0})
    told = [[name for name, _, _ in case] for case in cases(run)]
    assert len(told) > 1000
    assert all(case == ["case", *["answer"] * 3] for case in told)
    count = np.bincount(run.of("case")["customer"], minlength=PEOPLE)
    once = count == 1
    over = np.zeros(PEOPLE, np.int64)
    over += np.bincount(run.of("answer")["customer"], minlength=PEOPLE) == 3
    assert run.after["goodwill"][once & (over == 1)] == pytest.approx(-UNANSWERED, rel=1e-2)


def test_who_is_not_helped_is_less_loyal():
    regulars = {"persona.anyone.customer": 1, "persona.anyone.loyalty": 0.6}
    run = lived(DESKS, {**regulars, "channel.form.solves": 0, "behaviour.loyalty_step": 0.3})
    asked = np.bincount(run.of("case")["customer"], minlength=PEOPLE)
    done = np.bincount(run.of("answer")["customer"], minlength=PEOPLE) == 3 * asked
    told = done & (asked <= 2)
    assert np.count_nonzero(told & (asked > 0)) > 300
    expected = run.before["loyalty"].astype(int)
    for times in range(1, 3):
        expected = np.where(asked >= times, (expected * 0.7).astype(int), expected)
    assert np.array_equal(run.after["loyalty"][told], expected[told])


def test_who_waits_too_long_tries_again_and_gives_up_in_the_end():
    late = {"channel.form.answer_time": "9000 d", "service.patience": "1 d"}
    run = lived(DESKS, late)
    assert run.count("answers") < 10
    count = np.bincount(run.of("case")["customer"], minlength=PEOPLE)
    first = np.full(PEOPLE, DAYS * DAY)
    rows = run.of("case")[::-1]
    first[rows["customer"]] = rows["time"]
    over = (count == 1) & (first < (DAYS - 4) * DAY)
    assert over.sum() > 100
    loss = -3 * WAITING - UNANSWERED
    assert np.median(run.after["goodwill"][over]) == pytest.approx(loss, rel=1e-2)


def test_where_nobody_takes_questions_nobody_helps():
    run = lived(DESKS, {"persona.anyone.channels.form": 0, "service.questions": 1})
    assert run.count("cases") == 0
    came = np.bincount(run.of("visit")["customer"], minlength=PEOPLE)
    loss = -np.minimum(came * UNANSWERED, 1)
    late = run.of("visit")["time"].max()
    assert late < DAYS * DAY
    assert np.mean(np.isclose(run.after["goodwill"], loss, rtol=1e-2)) > 0.99


# --- where, and telling it again ------------------------------------------------------------------

SECOND = {
    "channel.other": {
        "kind": "chatbot", "visits": 0, "answer_time": "1 h", "solves": 0, "steps": [], "pass": {},
    },
    "channel.form.solves": 0,
    "persona.anyone.channels.other": 1,
    "persona.anyone.consents.other": 1,
}  # fmt: skip


@pytest.mark.parametrize("affinity", [0.2, 1])
def test_a_case_is_put_to_channels_in_proportion_to_affinity(affinity):
    run = lived(DESKS, {**SECOND, "persona.anyone.channels.other": affinity})
    count = run.count("cases")
    binomial(run.count("cases", "other"), count, affinity / (1 + affinity))


@pytest.mark.parametrize(
    ("dials", "known"),
    [
        ({}, False),
        ({"knowledge": "all"}, True),
        ({"knowledge": "all", "sync": 1}, False),
        ({"knowledge": "all", "recognition": 0}, False),
    ],
)
def test_a_case_is_told_again_where_nobody_heard_of_it(dials, known):
    joined = {f"strategy.plain.{key}": dial for key, dial in dials.items()}
    run = lived(DESKS, {**SECOND, "service.unanswered": 0, **joined})
    places: dict[int, list[str]] = defaultdict(list)
    changes = 0
    kinds = {EVENT["case"], EVENT["answer"]}
    for row in run.rows:
        if int(row["event"]) in kinds:
            person, channel = int(row["customer"]), run.market.channels[row["channel"]]
            if row["event"] == EVENT["case"]:
                places[person] = []
            elif places[person]:
                changes += places[person][-1] != channel
            if row["event"] == EVENT["answer"]:
                places[person].append(channel)
    assert changes > 500
    if known:
        assert run.count("repeats") == 0
    else:  # some have told it once more and wait for the answer as the run ends
        assert changes <= run.count("repeats") < 1.05 * changes
    effort = run.after["effort"].sum() - run.count("effort") / 1e6
    assert effort == pytest.approx(0.5 * run.count("repeats"), abs=0.5)
    annoyed = -run.after["goodwill"].sum()
    assert annoyed == pytest.approx(REPEATED * run.count("repeats"), rel=1e-2)


# --- queues ---------------------------------------------------------------------------------------

PHONE = {
    "channel.form": {
        "kind": "phone", "visits": 0, "servers": 20, "service": "3 min", "takes_cases": True,
        "hours": "00:00-24:00", "open_days": "daily", "solves": 1, "session": 0,
        "steps": ["product"], "pass": {"product": 0}, "resolves": {},
    },
}  # fmt: skip


def test_where_people_serve_a_case_waits_in_their_queue():
    run = lived(DESKS, PHONE)
    told = [[name for name, _, _ in case] for case in cases(run)]
    assert len(told) > 1000
    assert all(case == ["case", "call", "answer", "solved"] for case in told)
    assert len(run.of("product", "form")) == len(run.of("solved"))  # helped, they go on


def test_who_gives_up_waiting_asks_again_later():
    busy = {
        "channel.form.servers": 1,
        "channel.form.service": "5 h",
        "channel.form.patience": "1 min",
    }
    run = lived(DESKS, {**PHONE, **busy, "service.patience": "6 h"})
    given_up = [case for case in cases(run) if case[2][0] == "give_up"]
    assert len(given_up) > 300
    for case in given_up[:200]:
        calls = [time for name, _, time in case if name == "call"]
        ends = [time for name, _, time in case if name == "give_up"]
        assert 1 < len(calls) <= 3
        assert all(
            again - end == 6 * DAY // 24 for end, again in zip(ends, calls[1:], strict=False)
        )


# --- complaints -----------------------------------------------------------------------------------

BUYERS = {
    "persona.anyone.objections": {},
    "channel.web.pass": {"browse": 1, "pay": 1},
    "service.complaint_delay": "12 h",
    "behaviour.browsing": 90,  # nobody buys twice
    "behaviour.satisfaction_effort": 0,
    "behaviour.satisfaction_goodwill": 0,
}


@pytest.mark.parametrize(("base", "complaints"), [(0, 0.3), (-1, 0.3), (2, 0.3), (-3, 0.9), (0, 0)])
def test_buyers_complain_the_more_the_less_satisfied_they_are(base, complaints):
    edits = {"behaviour.satisfaction_base": base, "service.complaints": complaints}
    run = lived(DESKS, {**BUYERS, **edits})
    share = min(2 * complaints * (1 - sigma(base)), 1)
    late = (DAYS - 10) * DAY  # of these not all complaints fall into the run
    early = {int(row["customer"]) for row in run.of("purchase") if row["time"] < late}
    rows = run.of("case")
    assert set(rows["value"]) <= {2}
    binomial(len(early & set(rows["customer"].tolist())), len(early), share)


def test_a_complaint_comes_some_time_after_the_purchase():
    run = lived(DESKS, {**BUYERS, "service.complaints": 1, "behaviour.satisfaction_base": -9})
    bought = run.of("purchase")
    first = dict(zip(bought["customer"].tolist(), bought["time"].tolist(), strict=True))
    rows = run.of("case")
    complained = dict(zip(rows["customer"].tolist(), rows["time"].tolist(), strict=True))
    early = [person for person, time in first.items() if time < 10 * DAY]
    late = [(complained[person] - first[person]) / (DAY / 2) for person in early]
    assert stats.kstest(late, stats.expon.cdf).pvalue > UNLIKELY


# --- what the firm makes of it --------------------------------------------------------------------


def test_a_case_starts_an_action_each_time_that_it_is_put():
    mail = {
        "channel.mail": {"kind": "email", "open": 0, "bounce": 0, "cost": 0, "unsubscribe": 0},
        "persona.anyone.channels.mail": 1,
        "persona.anyone.consents.mail": 1,
        "strategy.plain.knowledge": "all",
        "action.noted": {
            "when": "case", "propensity": 0.1, "transactional": True,
            "treatments": [{"channel": "mail"}],
        },
        "channel.form.solves": 0,
    }  # fmt: skip
    run = lived(DESKS, mail)
    put = run.count("answers")  # and some that still wait for the answer as the run ends
    assert put <= len(run.of("deliver", "mail")) < 1.02 * put
    assert put > 2.5 * len(run.of("case")) > 2500


def test_cases_and_their_solution_start_actions_and_rules_read_open_ones():
    actions = {
        f"action.at-{when}": {
            "when": when, "propensity": 0.1, "transactional": True,
            "treatments": [{"channel": "mail"}],
        }
        for when in ("case", "solved")
    }  # fmt: skip
    news = {
        "channel.mail": {"kind": "email", "open": 0, "bounce": 0, "cost": 0, "unsubscribe": 0},
        "persona.anyone.channels.mail": 1,
        "persona.anyone.consents.mail": 1,
        "strategy.plain.knowledge": "all",
        "action.news": {
            "propensity": 0.1, "eligible": "not case_open", "treatments": [{"channel": "mail"}],
        },
        "channel.form.answer_time": "3 d",
        "service.patience": "900 d",
    }  # fmt: skip
    run = lived(DESKS, {**news, **actions})
    names = np.array(run.market.actions)
    sent = run.of("deliver", "mail")
    for when in ("case", "solved"):
        answered = np.count_nonzero(names[sent["action"]] == f"at-{when}")
        assert answered == len(run.of(when)) > 500
    waits: dict[int, tuple[int, int]] = {}
    for row in run.of("case"):
        waits[int(row["customer"])] = (int(row["time"]), DAYS * DAY)
    for row in run.of("solved"):
        waits[int(row["customer"])] = (waits[int(row["customer"])][0], int(row["time"]))
    daily = sent[names[sent["action"]] == "news"]
    open_ = sum(
        waits[int(row["customer"])][0] < row["time"] < waits[int(row["customer"])][1]
        for row in daily
        if int(row["customer"]) in waits
    )
    assert open_ == 0
    silent = sum(-(-end // DAY) - -(-start // DAY) for start, end in waits.values())
    assert len(daily) == PEOPLE * DAYS - silent


# --- what stands in for a closed desk -------------------------------------------------------------

CALL_CENTRE = {
    "channel.hotline": {
        "kind": "phone", "visits": 0, "hours": "08:00-20:00", "open_days": "daily", "servers": 500,
        "service": "1 min", "patience": 0, "takes_cases": True, "solves": 1, "steps": [],
        "pass": {}, "resolves": {},
    },
    "persona.anyone.channels": {"web": 1, "hotline": 1},
}  # fmt: skip
"""Questions come at any hour, and are put by telephone alone."""


def answers(run: Run, channel: str) -> int:
    """Questions that were settled on a channel."""
    return sum(
        event[0] == "solved" and event[1] == channel for case in cases(run) for event in case
    )


def test_a_question_to_a_closed_desk_goes_to_what_stands_in_and_is_answered_there():
    written = {"channel.hotline.overflow": "form", "channel.form.answer_time": "1 h"}
    run = lived(DESKS, {**CALL_CENTRE, **written})
    asked = cases(run)
    binomial(sum(case[0][1] == "form" for case in asked), len(asked), 0.5)
    assert answers(run, "form") == sum(case[0][1] == "form" for case in asked)
    assert answers(run, "hotline") == sum(case[0][1] == "hotline" for case in asked)
    waited = [case[-1][2] - case[0][2] for case in asked]
    assert max(waited) < DAY  # nobody is forgotten until the next call


def test_without_it_the_question_is_put_after_the_opening():
    run = lived(DESKS, CALL_CENTRE)
    asked = cases(run)
    assert answers(run, "hotline") == len(asked)
    assert all(case[-1][2] - case[0][2] < 14 * 60 * MINUTE for case in asked)


def test_nobody_who_wants_to_buy_is_sent_to_a_mailbox():
    calls = {
        **CALL_CENTRE, "channel.hotline.visits": "0.2 per d", "channel.hotline.steps": ["browse"],
        "channel.hotline.pass": {"browse": 0}, "service.questions": 0,
    }  # fmt: skip
    alone, beside = lived(DESKS, calls), lived(DESKS, {**calls, "channel.hotline.overflow": "form"})
    assert np.array_equal(alone.rows.view("u1"), beside.rows.view("u1"))
    assert alone.count("calls") > 1000
