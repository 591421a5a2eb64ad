"""A catalogue made from a scenario: it loads, decides, and says what it needs."""

from __future__ import annotations

import re

import numpy as np
import pyarrow.parquet as pq
import pytest

from engine import Catalog, decide
from engine.catalog import Exclusion, Learned, Scorecard
from engine.decisions import fields_read
from sim.cli.app import run_command
from sim.model.market.market import Market
from sim.scenario import Scenario
from sim.scenario.catalogue.costs import expected_cost
from sim.scenario.catalogue.page import catalogue_text
from sim.scenario.library import names
from tests.random_scenarios import random_scenario

SMALL = """
[scenario]
name = "small"
title = "A small shop"
start = 2026-01-05
market = 1000
[budget]
total = "500 EUR"
split = { radio = 0.5, mail = 0.2, ads = 0.3 }
[contact_policy]
quiet = "21:00-08:00"
after_purchase = "30 d"
caps = [
  { limit = 2, per = "7 d" },
  { limit = 1, per = "day", channels = ["mail", "radio"] },
  { limit = 1, per = "day", channels = ["radio"] },
]
[[persona]]
name = "everybody"
share = 0.5
need = "1 per 90 d"
order_value = 50
order_spread = 0
margin = 0.4
channels = { web = 0.5, mail = 0.5, ads = 0.25 }
[[persona]]
name = "without-ads"
share = 0.5
need = "1 per 90 d"
order_value = 50
order_spread = 0
margin = 0.4
channels = { web = 0.5, mail = 0.5 }
[[channel]]
name = "web"
kind = "site"
[[channel]]
name = "mail" # the newsletter
kind = "email"
cost = 0.02
[[channel]]
name = "ads"
kind = "display"
impressions = "2 per d"
notice = 0.5
click = 0.1
cost_per_click = "0.40 EUR"
cost_per_thousand = 5
[[channel]]
name = "radio"
kind = "radio"
[[offer]]
name = "ten"
discount = "10 %"
valid = "7 d"

# The first of all actions.
# It greets.
[[action]]
name = "hello"
title = 'Hello "you"'
# who is new
eligible = '''
  not customer
  and visits >= 1 # at least'''
treatments = [
  { channel = "mail" }, # first
]
[action.propensity]
intercept = -3
weights = { visits = 0.2 }

[[action]]
name = "jingle"
propensity = 0.1
treatments = [{ channel = "radio" }]
[[action]]
name = "banner"
propensity = "0.01 + 0.001 * unanswered"
value = { value = "12 EUR", kind = "assumed", source = "a guess" }
context = { value = 1.5, kind = "assumed", source = "a guess" }
treatments = [{ channel = "ads", offer = "ten" }]
runs = [{ at = "60 d", lasts = "14 d" }]
[[action]]
name = "popup"
when = "visit"
on = ["web"]
propensity = { learned = "signup", prior = 0.1, strength = 5 }
eligible = "ignored < 2"
treatments = [{ channel = "web" }]

[[strategy]]
name = "today"
"""


def made(scenario):
    """Its catalogue, and the text of it."""
    text = catalogue_text(scenario, file="c.toml")
    return Catalog.from_text(text, file="c.toml"), text


def flat(text):
    """Comments without the breaks of their lines."""
    return " ".join(text.replace("\n#", "").split())


def moments(catalog):
    """All moments that actions belong to, each with a channel on which it counts."""
    found = {("plan", None)}
    for action in catalog.actions:
        if action.when != "plan":
            found.add((action.when, action.on[0] if action.on else None))
    return sorted(found, key=str)


def people(catalog, count=60, seed=1):
    """Made-up profiles of a catalogue's fields, with missing ones among them."""
    rng = np.random.default_rng(seed)
    columns = {"id": [f"c{number}" for number in range(count)]}
    for field in catalog.schema:
        if field.kind == "number":
            values = rng.integers(0, 12, count).astype(float).tolist()
        elif field.kind == "boolean":
            values = (rng.random(count) < 0.7).tolist()
        else:
            values = rng.choice(field.values, count).tolist()
        columns[field.name] = [v if rng.random() < 0.9 else None for v in values]
    return columns


def fields_in_rules(scenario):
    """Fields that a scenario's rules and formulas read, as the model gathers them."""
    read = 0
    for strategy in scenario.strategies:
        read |= int(Market.build(scenario, strategy).phases[0].params["reads"][0])
    return {name for place, name in enumerate(scenario.profile.names) if read >> place & 1}


@pytest.mark.parametrize("name", names())
def test_a_catalogue_of_each_built_in_scenario_decides(name):
    scenario = Scenario.load(name)
    catalog, text = made(scenario)
    assert catalog.warnings == ()
    assert max(map(len, text.splitlines())) < 400
    mass = {channel.name for channel in scenario.channels if channel.is_mass}
    chosen = [
        action for action in scenario.actions if {t.channel for t in action.treatments} - mass
    ]
    assert [action.name for action in catalog.actions] == [action.name for action in chosen]
    for action, original in zip(catalog.actions, chosen, strict=True):
        assert action.title == original.title
        for layer in ("eligible", "applicable", "suitable"):
            assert getattr(action, layer) == getattr(original, layer)
        if original.propensity.mode == "formula":
            assert action.propensity == original.propensity.text
    decided = set()
    profiles = people(catalog, 300)
    for when, channel in moments(catalog):
        result = decide(catalog, profiles, when=when, channel=channel, customer="id", days=365)
        decided |= {action for action, count in result.actions.items() if count}
    assert len(decided) >= len(catalog.actions) / 2


@pytest.mark.parametrize("name", names())
def test_costs_are_those_of_the_simulation(name):
    scenario = Scenario.load(name)
    catalog, _ = made(scenario)
    for channel in catalog.channels:
        original = next(each for each in scenario.channels if each.name == channel.name)
        assert channel.cost == pytest.approx(expected_cost(original, scenario) / 100, rel=1e-5)
    assert catalog.budget.total == pytest.approx(scenario.budget.total / 100)
    assert catalog.value == pytest.approx(scenario.mean_contribution() / 100, abs=0.01)


@pytest.mark.parametrize("name", names())
def test_the_example_at_the_top_runs_as_it_stands(name, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    scenario = Scenario.load(name)
    catalog, text = made(scenario)
    (tmp_path / "c.toml").write_text(text)
    head = text.partition("\n\n")[0]
    assert all(line.startswith("#") for line in head.splitlines())
    program = re.search(r"^#   import.*?^#   pq\.write.*?$", head, re.M | re.S)
    assert program is not None
    exec(re.sub(r"^#   ", "", program[0], flags=re.M), {})  # noqa: S102
    listed = re.findall(r"^#   (\w+) {2,}\S", head, re.M)
    assert listed == pq.read_table("people.parquet").column_names
    decide(
        catalog, people(catalog), customer="id"
    )  # compiles, so that no command says that it does
    commands = re.findall(r"^#   journey (decide .*)$", head, re.M)
    assert {command.partition("--when ")[2].split(" ")[0] or "plan" for command in commands} == {
        when for when, _ in moments(catalog)
    }
    for command in commands:
        assert run_command(command.split()) == 0
        assert capfd.readouterr().err == "", command


def test_costs_with_three_decimals_are_read_again():
    """1.125 EUR could be 1,125, and is refused as a person writes it."""
    catalog, text = made(Scenario.from_text(SMALL.replace("market", 'window = "90 d"\nmarket', 1)))
    assert 'expected_cost = "1.1250 EUR"' in text
    assert next(each.cost for each in catalog.channels if each.name == "ads") == 1.125


@pytest.mark.parametrize(
    ("window", "days"),
    [("1 d", None), ("7 d", "--days 7"), ("90 d", "--days 90"), ("12 h", '--days "12 h"')],
)
def test_the_plan_is_for_as_many_days_as_those_of_the_scenario(window, days):
    written = SMALL.replace("market = 1000", f'market = 1000\nwindow = "{window}"')
    head = made(Scenario.from_text(written))[1].partition("\n\n")[0]
    plan, *asked = re.findall(r"^#   journey decide .*$", head, re.M)
    assert ("--days" in plan) == (days is not None)
    assert days is None or f" {days} --out " in plan
    assert (f"plans once in {window};" in flat(head)) == (days is not None)
    assert asked
    assert "only the customers to whom it has just happened" in flat(head)


@pytest.mark.parametrize("name", names())
def test_columns_are_those_that_rules_and_limits_read_and_no_others(name):
    scenario = Scenario.load(name)
    catalog, _ = made(scenario)
    read = set()
    for when, _ in moments(catalog):
        for channel in (None, *(each.name for each in catalog.channels)):
            read |= fields_read(catalog, when, channel)
    assert read == set(catalog.schema.names)
    of_rules = {name for name in read if name in scenario.profile}
    assert of_rules <= fields_in_rules(scenario)


@pytest.mark.parametrize("seed", range(0, 1200, 40))
def test_catalogues_of_random_scenarios_decide(seed):
    scenario = Scenario.from_text(random_scenario(seed))
    catalog, _ = made(scenario)
    assert not [told for told in catalog.warnings if "nothing says how many" in told]
    profiles = people(catalog)
    for when, channel in moments(catalog):
        decide(catalog, profiles, when=when, channel=channel, customer="id")


def test_what_is_written_stays_with_its_comments():
    catalog, text = made(Scenario.from_text(SMALL))
    assert [action.name for action in catalog.actions] == ["banner", "hello", "popup"]
    assert "# The first of all actions.\n# It greets.\n[[action]]\n" in text
    assert 'name = "mail" # the newsletter\n' in text
    assert "title = 'Hello \"you\"'\n# who is new\neligible = '''\n  not customer\n" in text
    assert "  and visits >= 1 # at least'''\n" in text
    banner, hello, popup = catalog.actions
    assert hello.propensity == Scorecard(-3.0, {"visits": 0.2})
    assert banner.propensity == "0.01 + 0.001 * unanswered"
    assert (banner.value, banner.context) == (12.0, 1.5)
    assert popup.propensity == Learned("signup", 0.1, 5.0)
    assert catalog.value == 20.0
    assert made(Scenario.from_text(SMALL.replace("\n", "\r\n")))[1] == text


def test_mass_media_are_left_out_and_that_is_said():
    catalog, text = made(Scenario.from_text(SMALL))
    assert [channel.name for channel in catalog.channels] == ["ads", "mail", "web"]
    assert "where nobody is chosen: jingle\n" in text
    assert "take off what they cost" in flat(text)
    assert catalog.budget.split == {"mail": 0.2, "ads": 0.3}
    assert [(cap.limit, cap.per, cap.channels) for cap in catalog.contact_policy.caps] == [
        (2, "7 d", ()), (1, "day", ("mail",)),
    ]  # fmt: skip


def test_the_cost_of_ads_is_worked_out_and_told():
    catalog, text = made(Scenario.from_text(SMALL))
    ads, mail, _ = catalog.channels
    # 2 a day at affinity 0.25: half an ad, of which a twentieth is clicked
    assert ads.cost == pytest.approx(0.5 * 5 / 1000 + 0.5 * 0.5 * 0.1 * 0.40)
    assert "0.5 ads at 5 EUR a thousand, 0.025 clicks at 0.4 EUR" in flat(text)
    assert mail.cost == 0.02
    assert 'cost = 0.02\nconsent = "consent_mail"\n' in text


def test_limits_have_their_columns():
    catalog, text = made(Scenario.from_text(SMALL))
    ads, mail, web = catalog.channels
    assert (mail.consent, mail.suppressed) == ("consent_mail", "lately_bought")
    assert mail.contacts == {"7 d": "contacts_mail_7_d", "day": "contacts_mail_day"}
    assert web.contacts == {"7 d": "contacts_web_7_d"}
    assert "left to the sender: quiet." in text
    assert catalog.schema["contacts_mail_day"].kind == "number"
    assert "#   id  " in text  # `customer` is a field that the rules read
    agreeing = SMALL.replace("margin = 0.4\n", "margin = 0.4\nconsents = { mail = 1.0 }\n")
    assert made(Scenario.from_text(agreeing))[0].channels[1].consent == "consent_mail"
    assert ads.consent is None
    uncounted = SMALL.replace("after_purchase", "count_inbound = false\nafter_purchase")
    inbound = made(Scenario.from_text(uncounted))[0].channels[2]
    assert inbound.contacts == {}
    never = made(Scenario.from_text(SMALL.replace('"30 d"', "0")))[0]
    assert {channel.suppressed for channel in never.channels} == {None}


ONE_LINE = """
channel = [
  { name = "web", kind = "site" }, # the site
  { name = "mail", kind = "email", cost = 0.02 },
]
action = [{ name = "hello", propensity = 0.1, value = 3, treatments = [{ channel = "mail" }] }]
strategy = [{ name = "today" }]
scenario.name = "small"
scenario.title = "A small shop"
scenario.start = 2026-01-05
scenario.market = 1000
[budget]
total = 100
[[persona]]
name = "everybody"
share = 1
need = "1 per 90 d"
order_value = 50
margin = 0.4
"""


def test_tables_in_one_line_are_read_too():
    catalog, written = made(Scenario.from_text(ONE_LINE))
    assert [channel.name for channel in catalog.channels] == ["mail", "web"]
    assert (catalog.actions[0].name, catalog.actions[0].value) == ("hello", 3.0)
    assert '[[channel]]\nname = "mail"\ncost = 0.02\nconsent = "consent_mail"\n' in written
    assert '[scenario]\nname = "small"\ntitle = "A small shop"\n' in written


def test_a_scenario_without_money_lets_nothing_cost_any():
    start, stop = SMALL.index("[budget]"), SMALL.index("[contact_policy]")
    catalog, text = made(Scenario.from_text(SMALL[:start] + SMALL[stop:]))
    assert catalog.budget.total == 0.0
    assert "Without this table" in text


LIMITED = """
# Not too many.
[[constraint]]
name = "mails" # of the newsletter
of = { channel = ["mail", "radio"], labels = { kind = "mine" } }
counts = { value = 0.5, low = 0.1, high = 1, kind = "assumed", source = "a guess" }
maximum = { value = 500, low = 400, high = 600 }
per = "day"
labels = { kind = "assumed", source = "a guess" }

[[constraint]]
name = "spots"
of = { channel = "radio" }
maximum = 3

[[constraint]]
name = "money"
counts = "cost"
maximum = "10 EUR"

[[constraint]]
name = "cases"
counts = "0.1 * propensity if case_open else unanswered"
of = { action = ["popup", "banner"], labels = { kind = "mine" } }
maximum = 1_000

[[exclusion]]
actions = ["hello", "jingle", "banner"]

[[exclusion]]
actions = ["hello", "jingle"]
"""


def test_constraints_and_exclusions_come_along_without_mass_media():
    scenario = Scenario.from_text(SMALL + LIMITED)
    catalog, text = made(scenario)
    cases, mails, money = catalog.constraints
    assert [(each.minimum, each.maximum) for each in catalog.constraints] == [
        (None, 1000.0), (None, 500.0), (None, 10.0),
    ]  # fmt: skip
    assert (mails.of, mails.counts, mails.per) == ({"channel": ("mail",)}, "0.5", "day")
    assert (money.of, money.counts, money.per) == ({}, "cost", "plan")
    assert (cases.of, cases.counts) == (
        {"action": ("popup", "banner")}, "0.1 * propensity if case_open else unanswered",
    )  # fmt: skip
    assert catalog.exclusions == (Exclusion(("hello", "banner")),)
    assert '# Not too many.\n[[constraint]]\nname = "mails" # of the newsletter\n' in text
    assert "as they count nothing here: spots\n" in text
    assert "that of a window (1 d), here it is one run" in flat(text)


def test_what_constraints_count_has_its_columns():
    catalog, text = made(Scenario.from_text(SMALL + LIMITED))
    assert catalog.schema["case_open"].kind == "boolean"
    assert "propensity" not in catalog.schema.names
    assert re.search(r"^#   unanswered +number; contacts since the last response$", text, re.M)
    read = {
        name for when, channel in moments(catalog) for name in fields_read(catalog, when, channel)
    }
    assert read == set(catalog.schema.names)


def test_a_catalogue_with_constraints_is_checked_and_decides(tmp_path, capfd):
    file, written = tmp_path / "mine.toml", tmp_path / "c.toml"
    tight = LIMITED.replace("maximum = 1_000", "maximum = 100").replace("value = 500", "value = 4")
    tight = tight.replace("low = 400, high = 600", "low = 3, high = 5")
    file.write_text(SMALL + tight)
    assert run_command(["new", str(written), "--catalog-from", str(file)]) == 0
    catalog = Catalog.load(written)
    result = decide(catalog, people(catalog, 300), customer="id", days=365)
    limits = {each.name: each for each in result.certificate.limits}
    assert set(limits) >= {"cases", "mails", "money"}
    assert result.certificate.feasible
    capfd.readouterr()


def test_without_limits_there_is_no_word_of_them():
    assert "constraint" not in made(Scenario.from_text(SMALL))[1]
