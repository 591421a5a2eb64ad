"""What is asked is one list, whoever asks."""

from __future__ import annotations

import inspect
from dataclasses import fields

import pytest

from engine import decide, explain, explain_all, funnel_of
from engine.asked import Asked, OfPlan, Terms
from engine.errors import UsageError
from tests.engine.small_catalogs import catalogue, people

LISTS = {"ranks", "per"}
ASKED = {field.name: field.default for field in fields(Asked)}


def test_decide_takes_what_can_be_asked():
    taken = {
        name: parameter.default
        for name, parameter in inspect.signature(decide).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY and name != "columns"
    }
    assert taken == ASKED


def test_calls_about_a_plan_take_all_but_lists():
    assert set(OfPlan.__annotations__) == set(ASKED) - LISTS


def test_terms_are_the_same_for_another_column_of_customers():
    terms = Terms(when="visit", channel="web", days=2.0, prices={}, learned={}, seed=5, window=3,
                  as_of="2026-11-30")  # fmt: skip
    asked = terms.of("who")
    assert asked == Asked(
        when="visit", channel="web", days=2.0, prices={}, learned={}, seed=5, window=3,
        as_of="2026-11-30", customer="who",
    )  # fmt: skip
    changed = {name for name, default in ASKED.items() if getattr(asked, name) != default}
    assert changed == set(ASKED) - LISTS


@pytest.mark.parametrize("call", [explain, explain_all, funnel_of])
def test_a_list_and_what_nobody_knows_are_refused(call):
    one = {name: column[0] for name, column in people(1).items()}
    profiles = one if call is explain else people(1)
    with pytest.raises(UsageError, match="a list is no plan") as caught:
        call(catalogue(), profiles, ranks=2)
    assert caught.value.place == "ranks"
    with pytest.raises(UsageError, match="no action answers this event"):
        call(catalogue(), profiles, when="vist")
    with pytest.raises(TypeError, match="sed"):
        call(catalogue(), profiles, sed=3)
