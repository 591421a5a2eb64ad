"""Explanations: the same decision, told treatment by treatment."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from engine import Catalog, decide, explain
from engine.catalog import Action, Budget, Cap, Channel, ContactPolicy, Treatment
from engine.errors import DataError
from engine.rules import Field, ProfileSchema
from engine.solved import Price
from tests.engine import random_catalogs as made
from tests.engine.plain_decision import Plain

SCHEMA = ProfileSchema(
    (
        Field("visits", "number"),
        Field("kind", "category", ("new", "old")),
        Field("mail_ok", "boolean"),
        Field("bought", "boolean"),
        Field("texts", "number"),
    )
)
CATALOG = Catalog(
    SCHEMA,
    (
        Channel("email", 0.02, consent="mail_ok"),
        Channel("letter", 2.0),
        Channel("sms", contacts={"day": "texts"}),
        Channel("web", suppressed="bought"),
    ),
    (
        Action("hello", (Treatment("web"),), 0.01),
        Action("mail", (Treatment("email"),), 0.05, eligible="visits >= 2 and kind == 'new'"),
        Action("print", (Treatment("letter"),), 0.04),
        Action("survey", (Treatment("web"),), 0.02, value="10 * visits"),
        Action("text", (Treatment("sms"),), 0.03),
        Action("welcome", (Treatment("web"),), 0.5, when="visit"),
    ),
    contact_policy=ContactPolicy((Cap(1, "day", ("sms",)),)),
    value=40.0,
)
PROFILE = {
    "customer": 7,
    "visits": 1.0,
    "kind": "old",
    "mail_ok": True,
    "bought": False,
    "texts": 0,
}
DEAR = {"all": Price(5.0, 5.0, 1.0)}


def told(change, **options):
    """The outcome and the sentence of every treatment."""
    return {
        reason.treatment: (reason.outcome, reason.text)
        for reason in explain(CATALOG, {**PROFILE, **change}, **options).reasons
    }


def test_the_author_s_words_and_what_was_seen():
    reason = explain(CATALOG, PROFILE)["mail/0"]
    assert reason.outcome == "not-eligible"
    assert reason.text == (
        "not eligible: `visits >= 2` is false (visits is 1); "
        "`kind == 'new'` is false (kind is \"old\")"
    )
    assert [clause.text for clause in reason.failed] == ["visits >= 2", "kind == 'new'"]
    assert reason.priority is None
    missing = told({"visits": None, "kind": "new"})["mail/0"]
    assert missing == ("not-eligible", "not eligible: `visits >= 2` is missing (visits is missing)")


@pytest.mark.parametrize(
    ("change", "options", "treatment", "outcome", "text"),
    [
        ({}, {}, "print/0", "taken", "taken: priority 1.6 EUR"),
        ({}, {}, "text/0", "lost", "lost: its priority of 1.2 EUR is short by 0.4 EUR"),
        (
            {},
            {"prices": DEAR},
            "print/0",
            "too-dear",
            "too dear: priority 1.6 EUR, but its cost of 2 EUR must bring 5 times as much",
        ),
        (
            {},
            {"prices": {"all": Price(float("inf"), float("inf"), 1.0)}},
            "print/0",
            "too-dear",
            "too dear: no money is left for paid actions",
        ),
        ({}, {}, "welcome/0", "other-moment", "belongs to another moment: visit"),
        (
            {"texts": 1},
            {},
            "text/0",
            "at-cap",
            "no room for a further contact: the cap is 1 per day on sms, and there were 1",
        ),
        ({"bought": True}, {}, "hello/0", "suppressed", "bought is true, which stops web"),
        (
            {"visits": 3.0, "kind": "new", "mail_ok": None},
            {},
            "mail/0",
            "no-consent",
            "mail_ok is not true, so there is no consent to email",
        ),
        (
            {"visits": None},
            {},
            "survey/0",
            "no-priority",
            "value cannot be told from this profile",
        ),
        (
            {"visits": 0.0},
            {},
            "survey/0",
            "no-priority",
            "its priority is not above 0: propensity 0.02, context 1, value 0, boost 1",
        ),
    ],
)
def test_every_kind_of_reason(change, options, treatment, outcome, text):
    assert told(change, **options)[treatment] == (outcome, text)


def test_numbers_of_a_reason():
    explanation = explain(CATALOG, PROFILE, prices={"all": Price(0.5, 0.5, 1.0)})
    assert explanation.picks == ("text/0",)
    taken, lost = explanation["text/0"], explanation["print/0"]
    assert (taken.propensity, taken.context, taken.value, taken.boost) == (0.03, 1.0, 40.0, 1.0)
    assert (taken.priority, taken.cost, taken.net) == pytest.approx((1.2, 0.0, 1.2))
    assert taken.choice_probability == 1.0
    assert taken.loss == 0.0
    assert (lost.priority, lost.cost, lost.price, lost.net) == pytest.approx((1.6, 2.0, 0.5, 0.6))
    assert lost.loss == pytest.approx(0.6)
    with pytest.raises(KeyError):
        explanation["text/1"]


def test_all_treatments_line_by_line():
    lines = str(explain(CATALOG, PROFILE)).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        *("hello/0", "mail/0", "print/0", "survey/0", "text/0", "welcome/0"),
    ]


def test_held_out():
    catalog = Catalog(
        SCHEMA, CATALOG.channels, (Action("hello", (Treatment("web"),), 0.1, 5.0, holdout=1.0),)
    )
    explanation = explain(catalog, PROFILE)
    assert explanation.held_out
    assert explanation.picks == ()
    assert explanation["hello/0"].text == "held out: its priority would be 0.5 EUR"


def test_a_field_without_value_must_be_given_as_none():
    with pytest.raises(DataError, match="no such column"):
        explain(CATALOG, {"customer": 1, "visits": 1.0})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made.catalogs(), made.customers)
def test_explanations_agree_with_decisions_and_the_plain_outcomes(catalog, customers):
    result = decide(catalog, made.columns(customers))
    plain = Plain(catalog)
    picked: dict[int, list[str]] = {customer: [] for customer in customers}
    repaired = set()
    for row in result.table.to_pylist():
        if row["repaired"]:
            repaired.add(row["customer"])
        if row["treatment"] is not None:
            picked[row["customer"]].append(row["treatment"])
    for customer, values in customers.items():
        if customer in repaired:
            continue
        told = explain(catalog, {"customer": customer, **values}, prices=result.prices)
        assert list(told.picks) == picked[customer]
        for (action, place), reason in zip(catalog.treatments, told.reasons, strict=True):
            if (action, place) not in plain.offered:
                assert reason.outcome == "other-moment"
                continue
            outcome, numbers = plain.outcome(action, place, values)
            if outcome:
                assert reason.outcome == outcome
                continue
            assert reason.outcome in ("taken", "held-out", "lost", "too-dear")
            assert (reason.outcome == "taken") == (reason.treatment in told.picks)
            assert reason.priority == numbers[1] / 100.0


def test_budget_of_nothing_shuts_paid_actions_out():
    catalog = Catalog(
        SCHEMA, CATALOG.channels, CATALOG.actions, budget=Budget(total=0.0), value=40.0
    )
    explanation = explain(catalog, PROFILE)
    assert explanation["print/0"].outcome == "too-dear"
    assert explanation["print/0"].net is None
    assert explanation.picks == ("text/0",)
