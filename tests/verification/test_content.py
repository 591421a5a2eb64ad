"""Words and pictures: wear, sameness, consistency, contradiction, formats, power (model.md §7)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.model.records.vocabulary import OBJECTIONS
from tests.sim.model.plain import logit, sigma
from tests.verification.firms import PLAIN, changed, lived
from tests.verification.runs import Run, near

PEOPLE = 4000
CLICK = 0.3
WEIGHT = 0.8
EVER = "36000 d"
INFORMATION = OBJECTIONS.index("information")
LOUD = {"open": 1, "click": CLICK, "bounce": 0, "cost": 0, "unsubscribe": 0, "pressure": 0}
"""A message that everybody opens at once, for nothing."""

WRITER = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": 6,
        "behaviour.goodwill_half_life": EVER,
        "behaviour.interest_half_life": EVER,
        "behaviour.wear_weight": 0,
        "behaviour.sameness_weight": 0,
        "behaviour.consistency_weight": 0,
        "behaviour.click_interest": 0,
        "behaviour.contradiction_goodwill": 0.1,
        "behaviour.stage_fit": 0,
        "behaviour.trait_spread": 0,
        "persona.anyone.need": "1 per 1000000 d",
        "persona.anyone.channels": {"mail": 1, "text": 1},
        "persona.anyone.consents": {"mail": 1, "text": 1},
        "channel.mail": {"kind": "email", "delay": 0, **LOUD},
        "channel.text": {"kind": "sms", "delay": 0, **LOUD},
        "creative.blue": {"message": "sleep"},
        "creative.green": {"message": "sleep"},
        "creative.red": {"message": "price"},
        "creative.grey": {},
    },
)  # fmt: skip
"""All have a need and read everything; nothing but content changes what they do."""


def series(*sent: str) -> dict[str, Any]:
    """An action a day: `creative@channel`, or nothing on that day."""
    actions = {}
    for day, what in enumerate(sent):
        if what:
            creative, channel = what.split("@")
            actions[f"action.day-{day}"] = {
                "propensity": 0.1, "runs": [{"at": f"{day} d", "lasts": "1 d"}],
                "treatments": [{"channel": channel, "creative": creative}],
            }  # fmt: skip
    return actions


def clicked(run: Run, day: int) -> float:
    """Share of those who read the message of a day and followed it."""
    read, followed = run.of("open"), run.of("click")
    return np.count_nonzero(followed["window"] == day) / np.count_nonzero(read["window"] == day)


def assert_clicked(run: Run, shifts: dict[int, float]) -> None:
    """Hold the share of each of these days against the usual log-odds and their shift."""
    for day, shift in shifts.items():
        share = sigma(logit(CLICK) + shift)
        near(clicked(run, day), share, np.sqrt(share * (1 - share) / PEOPLE))


# --- what has been seen before --------------------------------------------------------------------

WEIGHTS = ("wear", "sameness", "consistency")


@pytest.mark.parametrize(
    ("sent", "felt"),
    [
        (["blue@mail", "blue@mail", "blue@mail"], [0, "wear", "wear"]),
        (["blue@mail", "blue@text", "red@text"], [0, "sameness", 0]),
        (["blue@mail", "green@mail", "green@text"], [0, "consistency", "sameness consistency"]),
        (["blue@mail", "green@text", "blue@mail"], [0, "consistency", "wear consistency"]),
        (["blue@mail", "red@mail", "grey@mail"], [0, 0, 0]),
        (["grey@mail", "grey@mail", "grey@text"], [0, "wear", "sameness"]),
    ],
)
def test_what_was_seen_before_changes_the_response(sent, felt):
    for weight in WEIGHTS:
        run = lived(WRITER, {f"behaviour.{weight}_weight": WEIGHT, **series(*sent)})
        sign = 1 if weight == "consistency" else -1
        assert_clicked(
            run, {day: sign * WEIGHT * (weight in str(names)) for day, names in enumerate(felt)}
        )


def test_what_is_longer_ago_than_memory_is_as_new():
    edits = {"behaviour.content_memory": "40 h", "behaviour.wear_weight": WEIGHT}
    run = lived(WRITER, {**edits, **series("blue@mail", "", "blue@mail", "blue@mail")})
    assert_clicked(run, {0: 0, 2: 0, 3: -WEIGHT})


def test_the_last_three_are_remembered():
    edits = {"behaviour.wear_weight": WEIGHT, "creative.white": {}}
    two = lived(WRITER, {**edits, **series("blue@mail", "red@mail", "grey@mail", "blue@mail")})
    assert_clicked(two, {3: -WEIGHT})
    three = ("blue@mail", "red@mail", "grey@mail", "white@mail", "blue@mail")
    assert_clicked(lived(WRITER, {**edits, **series(*three)}), {4: 0})


def test_what_is_not_opened_is_not_remembered():
    edits = {"behaviour.wear_weight": WEIGHT, "channel.mail.open": 0.5}
    run = lived(WRITER, {**edits, **series("blue@mail", "blue@mail")})
    first = set(run.of("open")["customer"][run.of("open")["window"] == 0].tolist())
    for before, shift in ((True, -WEIGHT), (False, 0)):
        read, followed = (
            sum((int(r["customer"]) in first) == before for r in rows if r["window"] == 1)
            for rows in (run.of("open"), run.of("click"))
        )
        share = sigma(logit(CLICK) + shift)
        near(followed / read, share, np.sqrt(share * (1 - share) / read))


def test_sameness_is_counted_on_the_channel_that_repeats_another():
    run = lived(WRITER, series("blue@mail", "blue@text", "blue@text", "green@mail"))
    assert run.count("sameness") == run.count("sameness", "text") == 2 * PEOPLE


def test_a_creative_seen_before_raises_no_interest():
    start, gain = 0.2, 0.5
    edits = {"behaviour.need_interest": start, "behaviour.open_interest": gain}
    worn = {"behaviour.wear_weight": WEIGHT, "behaviour.sameness_weight": WEIGHT}
    for sent, news in (
        (("blue@mail", "red@mail"), 2),
        (("blue@mail", "blue@mail"), 1),
        (("blue@mail", "blue@text"), 1),
        (("blue@mail", "green@text"), 2),
    ):
        run = lived(WRITER, {**edits, **worn, **series(*sent)})
        expected = 1 - (1 - start) * (1 - gain) ** news
        assert run.after["interest"] == pytest.approx(expected, rel=1e-3)


# --- what contradicts -----------------------------------------------------------------------------

AGAINST = {"creative.red.contradicts": ["sleep"]}


@pytest.mark.parametrize(
    ("sent", "times"),
    [
        (("blue@mail", "red@mail"), 1),
        (("red@mail", "blue@text"), 1),  # whichever is heard first
        (("blue@mail", "green@mail", "red@text"), 2),  # once for each in memory
        (("blue@mail", "grey@mail"), 0),
        (("red@mail", "red@text"), 0),
    ],
)
def test_a_message_that_contradicts_what_was_heard_costs_trust(sent, times):
    run = lived(WRITER, {**AGAINST, **series(*sent)})
    assert run.count("contradictions") == times * PEOPLE
    assert run.after["goodwill"] == pytest.approx(-0.1 * times, rel=1e-2, abs=1e-9)
    plain = lived(WRITER, series(*sent))
    assert plain.count("contradictions") == 0
    assert not plain.after["goodwill"].any()


def test_after_memory_nothing_contradicts_any_more():
    edits = {**AGAINST, "behaviour.content_memory": "30 h"}
    for sent, times in ((("blue@mail", "red@mail"), 1), (("blue@mail", "", "red@mail"), 0)):
        assert lived(WRITER, {**edits, **series(*sent)}).count("contradictions") == times * PEOPLE


# --- form -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("factor", "appeal"), [(1, 1), (2.5, 1), (0.4, 1), (2.5, 2)])
def test_a_form_that_suits_the_channel_multiplies_the_odds_of_response(factor, appeal):
    edits = {
        "behaviour.fit_weight": 1, "channel.mail.open": 0.5, "channel.text.open": 0.5,
        "creative.grey": {"appeal": appeal, "formats": {"mail": factor}},
    }  # fmt: skip
    run = lived(WRITER, {**edits, **series("grey@mail", "grey@text")})
    for day, odds in ((0, factor * appeal), (1, appeal)):
        opened = np.count_nonzero(run.of("open")["window"] == day)
        share = odds / (1 + odds)
        near(opened / PEOPLE, share, np.sqrt(share * (1 - share) / PEOPLE))
        share = sigma(logit(CLICK) + np.log(odds))
        near(clicked(run, day), share, np.sqrt(share * (1 - share) / opened))


@pytest.mark.parametrize("power", [0, 0.25, 1])
def test_a_channel_conveys_the_share_of_a_creative_that_its_power_says(power):
    edits = {
        "behaviour.fit_weight": 1, "channel.mail.open": 0.5, "channel.mail.power": power,
        "persona.anyone.objections": {"information": 1},
        "creative.grey": {"resolves": {"information": 0.8}},
    }  # fmt: skip
    run = lived(WRITER, {**edits, **series("grey@mail")})
    read = np.zeros(PEOPLE, bool)
    read[run.of("open")["customer"]] = True
    assert np.all(run.after["objections"][~read, INFORMATION] == 255)
    assert run.after["objections"][read, INFORMATION] == pytest.approx(
        255 * (1 - 0.8 * power), abs=1
    )
    share = sigma(0.8 * power)  # who has the objection finds that it fits
    near(read.mean(), share, np.sqrt(share * (1 - share) / PEOPLE))
    share = sigma(logit(CLICK) + 0.8 * power)
    error = np.sqrt(share * (1 - share) / read.sum())
    near(clicked(run, 0), share, error)


# --- no response ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("read", "sent"), [(0, ["red", "red", "grey", "grey"]), (1, ["red"] * 4)])
def test_who_does_not_answer_gets_another_message(read, sent):
    rules = {"red": "unanswered < 2", "grey": "unanswered >= 2"}
    actions = {
        f"action.{creative}": {
            "propensity": 0.1, "eligible": rule,
            "treatments": [{"channel": "mail", "creative": creative}],
        }
        for creative, rule in rules.items()
    }  # fmt: skip
    run = lived(WRITER, {**actions, "channel.mail.open": read})
    names, rows = np.array(run.market.actions), run.of("deliver")
    for day, creative in enumerate(sent):
        assert (names[rows["action"][rows["window"] == day]] == creative).sum() == PEOPLE
        assert np.count_nonzero(rows["window"] == day) == PEOPLE


# --- what was sent last ---------------------------------------------------------------------------


@pytest.mark.parametrize("knowledge", ["own", "all"])
def test_rules_read_the_message_that_was_sent_last(knowledge):
    rules = {
        "day-1": ("blue@mail", "message == 'price'"),
        "day-2": ("grey@mail", "message == 'sleep'"),
        "day-3": ("grey@text", "is_missing(message)"),
        "day-4": ("grey@text", "message == 'sleep'"),
    }
    sent = series("red@mail", *(what for what, _ in rules.values()))
    for name, (_, rule) in rules.items():
        sent[f"action.{name}"]["eligible"] = rule
    run = lived(WRITER, {**sent, "strategy.plain.knowledge": knowledge})
    days = np.bincount(run.of("deliver")["window"], minlength=5)
    own = knowledge == "own"
    assert days.tolist() == [PEOPLE, PEOPLE, PEOPLE, own * PEOPLE, 0 if own else PEOPLE]
