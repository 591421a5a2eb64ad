"""Catalogue files: what is read, what is left alone, what is refused."""

from __future__ import annotations

import pytest

from engine import Catalog, decide
from engine.catalog import Cap, Learned, Scorecard, Treatment
from engine.catalog_keys import OF_SIMULATION, OWN
from engine.errors import InputErrors, ScenarioError
from engine.rules import Field, ProfileSchema
from sim.model.customers import draws
from sim.scenario import models

TEXT = """
[scenario]
currency = "USD"
days = 365

[decision]
slots = 2
value = "40 USD"
groups = [["email", "sms"]]

[[profile]]
name = "visits"

[[profile]]
name = "kind"
kind = "category"
values = ["new", "old"]

[[profile]]
name = "mail_ok"
kind = "boolean"

[[profile]]
name = "mails"

[contact_policy]
holdout = "5 %"
quiet = "21:00-08:00"
caps = [{ limit = 2, per = "7 d", channels = ["email"], scope = "channel" }]

[budget]
total = { value = 2400, kind = "assumed", source = "a guess" }
split = { email = 0.25, sms = 0.75 }
minimum_return = 1.5

[[channel]]
name = "sms"
expected_cost = 0.1
cost_per_click = 0.5

[[channel]]
name = "email"
kind = "email"
cost = { value = "0.02 USD", kind = "assumed" }
open = 0.2
consent = "mail_ok"
contacts = { "7 d" = "mails" }
labels = { kind = "assumed", source = "a guess" }

[[creative]]
name = "hello"
title = "Hello"

[[offer]]
name = "ten"
amount = 10
valid = "7 d"

[[action]]
name = "welcome"
eligible = "kind == 'new'"
propensity = { intercept = -3, weights = { visits = 0.2 } }
context = "1 + visits / 10"
value = "12.50 USD"
holdout = 0.1
deliver = "all"
treatments = [
  { channel = "email", creative = "hello", offer = "ten", landing = "web" },
  { channel = "sms" },
]

[[action]]
name = "learner"
propensity = { learned = "click", prior = "3 %", strength = 10 }
value = "10 * visits"
treatments = [{ channel = "email" }]
transactional = true

[[action]]
name = "plain"
propensity = "3 %"
treatments = [{ channel = "email" }]

[[persona]]
name = "left-alone"
"""


@pytest.fixture
def load(tmp_path):
    """Loads a catalogue from its text."""

    def read(text=TEXT, schema=None):
        file = tmp_path / "catalog.toml"
        file.write_text(text, encoding="utf-8")
        return Catalog.load(file, schema)

    return read


def test_all_tables(load):
    catalog = load()
    assert catalog.schema.names == ("visits", "kind", "mail_ok", "mails")
    assert catalog.currency == "USD"
    assert (catalog.slots, catalog.value, catalog.groups) == (2, 40.0, (("email", "sms"),))
    email, sms = catalog.channels
    assert (email.cost, email.consent, dict(email.contacts)) == (0.02, "mail_ok", {"7 d": "mails"})
    assert sms.cost == 0.1
    assert catalog.contact_policy.holdout == 0.05
    assert catalog.contact_policy.caps == (Cap(2, "7 d", ("email",), "channel"),)
    assert catalog.budget.total == 2400.0
    assert catalog.budget.split == {"email": 0.25, "sms": 0.75}
    assert catalog.budget.minimum_return == 1.5
    learner, plain, welcome = catalog.actions
    assert learner.propensity == Learned("click", 0.03, 10.0)
    assert learner.value == "10 * visits"
    assert learner.transactional
    assert plain.propensity == 0.03
    assert plain.value is None
    assert welcome.propensity == Scorecard(-3.0, {"visits": 0.2})
    assert welcome.value == 12.5
    assert welcome.treatments == (Treatment("email", "hello", "ten"), Treatment("sms"))
    assert not catalog.warnings


def test_order_of_tables_changes_nothing(load):
    first = load()
    blocks = TEXT.split("\n[[action]]")
    other = load("\n[[action]]".join([blocks[0], blocks[2], blocks[1], blocks[3]]))
    profiles = {
        "customer": list(range(50)),
        "visits": [i % 5 for i in range(50)],
        "kind": ["new", "old"] * 25,
        "mail_ok": [True] * 50,
        "mails": [i % 3 for i in range(50)],
    }
    assert decide(first, profiles).table.equals(decide(other, profiles).table)


def test_a_schema_may_be_given(load):
    text = TEXT[: TEXT.index("[[profile]]")] + TEXT[TEXT.index("[contact_policy]") :]
    with pytest.raises(InputErrors, match="which fields a profile has"):
        load(text)
    fields = (Field("visits", "number"), Field("kind", "category", ("new",)))
    more = (Field("mail_ok", "boolean"), Field("mails", "number"))
    assert load(text, ProfileSchema(fields + more)).schema.names[0] == "visits"


@pytest.mark.parametrize(
    ("old", "new", "place", "part"),
    [
        ("slots = 2", "slot = 2", "decision.slot", "slots"),
        ("open = 0.2", "opne = 0.2", "channel.email.opne", "there is no"),
        ("[[persona]]", "[[personas]]", "personas", "there is no"),
        ("expected_cost = 0.1", "", "channel.sms.cost_per_click", "expected_cost"),
        ('"40 USD"', '"40 EUR"', "decision.value", "USD"),
        ('"5 %"', '"5"', "contact_policy.holdout", "0.05"),
        ("limit = 2", "limit = -2", "contact_policy.caps[0].limit", "0 or more"),
        ('per = "7 d"', "per = 7", "contact_policy.caps[0].per", "period"),
        ('propensity = "3 %"', "", "action.plain.propensity", "how likely"),
        ("strength = 10", "strenght = 10", "action.learner.propensity.strenght", "strength"),
        ("transactional = true", 'transactional = "yes"', "action.learner.transactional", "true"),
        ('consent = "mail_ok"', "consent = 1", "channel.email.consent", "text"),
        ('contacts = { "7 d" = "mails" }', "contacts = 1", "channel.email.contacts", "table"),
        ('[{ channel = "email" }]\ntr', "[1]\ntr", "action.learner.treatments[0]", "no treatment"),
        ("[budget]", "[[budget]]", "budget", "no table"),
        ('kind = "boolean"', 'kind = "bool"', "profile.mail_ok", "boolean"),
    ],
)
def test_mistakes_of_a_file(load, old, new, place, part):
    assert old in TEXT
    with pytest.raises(InputErrors) as caught:
        load(TEXT.replace(old, new, 1))
    error = next(error for error in caught.value.errors if error.place == place)
    assert part in str(error)
    assert str(error.file).endswith("catalog.toml")


@pytest.mark.parametrize(
    ("old", "new", "place", "part"),
    [
        ("kind == 'new'", "kind == 'newt'", "action.welcome.eligible, line 1", "nearest:  new"),
        ('creative = "hello"', 'creative = "hallo"', "action.welcome.treatments[0]", "hello"),
        ('channels = ["email"]', 'channels = ["mail"]', "contact_policy.caps[0]", "email"),
        ("{ visits = 0.2 }", "{ kind = 0.2 }", "action.welcome.propensity", "cannot be weighed"),
        ('deliver = "all"', 'deliver = "some"', "action.welcome.deliver", "best, all"),
        (
            'groups = [["email", "sms"]]',
            'groups = [["email"], ["email"]]',
            "decision",
            "two groups",
        ),
        ("email = 0.25", "fax = 0.25", "budget.split.fax", "channel"),
        ('name = "plain"', 'name = "Plain!"', "action", "not a name"),
        ('name = "plain"', 'name = "learner"', "action.learner", "same name"),
        ('value = "40 USD"', "", "action.plain.value", "worth"),
    ],
)
def test_mistakes_of_meaning(load, old, new, place, part):
    assert old in TEXT
    with pytest.raises(InputErrors) as caught:
        load(TEXT.replace(old, new, 1))
    told = [str(error) for error in caught.value.errors if place in str(error.place)]
    assert any(part in text for text in told), told


def test_a_file_that_is_none(tmp_path):
    with pytest.raises(ScenarioError, match="cannot be read"):
        Catalog.load(tmp_path / "none.toml")
    for content in (b"a = = 1", b"\xff\xfe", b"[" * 10_000):
        file = tmp_path / "bad.toml"
        file.write_bytes(content)
        with pytest.raises(ScenarioError, match="not valid TOML"):
            Catalog.load(file)


@pytest.mark.parametrize(
    ("table", "model"),
    [
        *(("", models.Document), ("scenario", models.ScenarioTable), ("channel", models.Channel)),
        *(("creative", models.Creative), ("offer", models.Offer), ("action", models.Action)),
        *(("treatment", models.Treatment), ("contact_policy", models.ContactPolicy)),
        *(("cap", models.Cap), ("budget", models.Budget)),
    ],
)
def test_every_key_of_a_scenario_is_read_or_left_alone(table, model):
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert keys <= OWN[table] | OF_SIMULATION[table]
    assert OF_SIMULATION[table] <= keys
    assert not OWN[table] & OF_SIMULATION[table]


def test_draws_have_the_numbers_that_the_simulation_gives_them():
    from engine import arbitration

    assert draws.HOLDOUT == arbitration.HOLDOUT
    assert draws.MARGIN == arbitration.MARGIN
    assert draws.BEFORE == arbitration.ALWAYS


def test_labelled_propensities_and_factors_are_read():
    text = """
[[profile]]
name = "visits"
[[channel]]
name = "web"
[[action]]
name = "offer"
propensity = { value = "3 %", low = 0.01, high = 0.05, kind = "assumed", source = "a guess" }
context = { value = "1 + visits", kind = "assumed", source = "a guess" }
value = { value = "12 EUR", kind = "mine" }
treatments = [{ channel = "web" }]
"""
    (action,) = Catalog.from_text(text, file="c.toml").actions
    assert (action.propensity, action.context, action.value) == (0.03, "1 + visits", 12.0)
    with pytest.raises(InputErrors, match=r"c\.toml: action\.offer\.propensity"):
        Catalog.from_text(text.replace('"3 %"', '"300 %"'), file="c.toml")
