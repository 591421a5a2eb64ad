"""Values set in the text of a scenario: nothing else changes, or it is refused."""

from __future__ import annotations

import pytest

from engine.errors import ScenarioError
from sim.scenario import Scenario
from sim.scenario.library import names
from sim.scenario.reading.edit import edited


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


def differing(before, after):
    old, new = before.splitlines(), after.splitlines()
    return [line for line in new if line not in old], [line for line in old if line not in new]


def test_labels_units_and_comments_stay(scenario):
    text = edited(scenario, {"budget.total": 4550.0, "contact_policy.after_purchase": 30})
    new, old = differing(scenario.text, text)
    assert [line.partition(", kind")[0] for line in new] == [
        'after_purchase = "30 d" # no campaigns so long after a booking, as far as the strategy '
        "lets it be known",
        'total = { value = "4550 EUR"',
    ]
    assert len(old) == 2
    assert len(text.splitlines()) == len(scenario.text.splitlines())


def test_members_of_lists_dials_and_lists(scenario):
    values = {
        "contact_policy.caps.2.limit": 3,
        "strategy.omnichannel.decider": "channel",
        "strategy.today.actions": ["thank-you", "code-mail"],
        'strategy.multichannel.continuity."email -> web"': 0.25,
    }
    new, _ = differing(scenario.text, edited(scenario, values))
    assert '  { limit = 3, per = "7 d", channels = ["sms", "messenger"] },' in new
    assert 'decider = "channel"' in new
    assert 'actions = ["thank-you", "code-mail"]' in new
    assert 'continuity = { default = 0.0, "email -> web" = 0.25 }' in new


def test_what_the_file_has_not_is_put_in_its_table(scenario):
    values = {
        "budget.split.email": 0.4,
        "budget.split.search": 0.6,
        "strategy.omnichannel.slots": 2,
        "strategy.multichannel.recognition.display": 0.05,
    }
    text = edited(scenario, values, above=("changed by somebody",))
    assert text.startswith("# changed by somebody\n")
    assert "[budget]\nsplit = { email = 0.4, search = 0.6 }\n" in text
    assert "messenger = 0.5, display = 0.05 }" in text
    found = Scenario.from_text(text)
    assert found.strategy("omnichannel").slots == 2
    assert found.document == scenario.with_values(values).document


TUNED = ("action", "behaviour", "budget", "contact_policy", "offer", "platform", "strategy")


@pytest.mark.parametrize("name", names())
def test_every_number_that_a_firm_sets_can_be_set(name):
    stated = Scenario.load(name)
    own = [key for key in stated.numbers if key.partition(".")[0] in TUNED]
    values = {key: stated.numbers[key] for key in own[::3]}
    text = edited(stated, values)
    assert Scenario.from_text(text).document == stated.with_values(values).document


def test_a_text_in_which_they_cannot_be_set_is_refused(scenario):
    dotted = scenario.text.replace("[budget]\n", "[budget]\nsplit.email = 0.5\n")
    with pytest.raises(ScenarioError, match="cannot be set"):
        edited(Scenario.from_text(dotted), {"budget.split.search": 0.2})
