"""The glossary: found in the code, whole, looked up by any of its names, and docs/glossary.md."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
import tomllib
import typing
from pathlib import Path

import pytest

from engine.emission import REASONS
from engine.errors import UsageError
from sim.model.records import vocabulary
from sim.report.glossary import fields, page
from sim.report.glossary.collect import comments, glossary, other_names, written
from sim.report.glossary.examples import in_library, toml
from sim.report.glossary.lookup import explain, find, plain
from sim.report.glossary.term import GROUPS
from sim.report.glossary.text import list_text, terms_text
from sim.scenario import Scenario, keys, people, profile, words
from sim.scenario.kinds import PRESETS
from sim.scenario.ledger import ledger
from sim.scenario.library import names, text_of
from sim.scenario.models import Document
from sim.study.kpis import KPIS
from sim.study.kpis.docs import PERIODS, UNITS
from sim.study.reasons import LAYERS

ROOT = Path(__file__).resolve().parents[3]
WORDS_FILE = ROOT / "sim" / "report" / "glossary" / "words.toml"
HOW = "add it to sim/report/glossary/words.toml"
LISTS = {
    "kpi": [kpi.name for kpi in KPIS],
    "dial": words.DIALS,
    "event": vocabulary.EVENTS,
    "stage": {*vocabulary.STAGES, *words.STAGES},
    "kind": PRESETS,
    "view": profile.NAMES,
    "counter": vocabulary.COUNTERS,
    "column": [field.name for field in people.FIELDS],
    "source": {*words.SOURCE_KINDS, *words.DISTRIBUTIONS},
    "table": Document.model_fields,
}
"""Closed lists of words, by the group in which each has its meaning."""
ELSEWHERE = {
    "step": {*vocabulary.STEPS, *words.STEPS, "pay"},
    "objection": words.OBJECTIONS,
    "trigger": {"plan", *words.TRIGGERS},
    "what is asked for": words.ASKS,
    "what can be learned": words.LEARNED,
    "layer": LAYERS,
    "reason of decide": REASONS,
}
"""Closed lists whose words may be explained in whatever group."""


@pytest.mark.parametrize("group", LISTS)
def test_every_word_of_the_closed_lists_has_its_meaning(group):
    known = {term.name for term in glossary() if term.group == group}
    missing = [word for word in LISTS[group] if word not in known]
    how = "say what it is in a comment behind it" if group == "counter" else HOW
    assert not missing, f"{GROUPS[group].heading}: no meaning for {missing}: {how}"


@pytest.mark.parametrize("what", ELSEWHERE)
def test_every_other_closed_word_is_explained(what):
    missing = [word for word in ELSEWHERE[what] if not find(word)]
    assert not missing, f"{what}: no meaning for {missing}: {HOW}"


def literals(annotation):
    """The words that a field may hold."""
    if typing.get_origin(annotation) is typing.Literal:
        yield from (word for word in typing.get_args(annotation) if isinstance(word, str))
    for argument in typing.get_args(annotation):
        yield from literals(argument)


def models(model):
    yield model
    for field in model.model_fields.values():
        inner = keys.table_in(field.annotation)
        if inner is not None:
            yield from models(inner)


def test_every_word_that_a_key_may_hold_is_explained():
    found = {
        word: f"{model.__name__}.{name}"
        for model in models(Document)
        if model.__name__ not in ("Scope", "Knowledge", "Propensity")  # how they are kept inside
        for name, field in model.model_fields.items()
        for word in literals(field.annotation)
    }
    assert "audience" in found
    missing = {word: where for word, where in found.items() if not find(word)}
    assert not missing, f"no meaning for {missing}: {HOW}"
    for word in ("own", "group", "all", "channel", "customer", "everywhere", "pooled"):
        assert find(word), word


def test_every_key_of_the_file_is_found_by_its_dotted_name():
    for table, (_, field) in keys.fields_of(Document).items():
        model = keys.table_in(field.annotation)
        for key in keys.fields_of(model) if model is not None else ():
            found = [term.name for term in find(f"{table}.{key}")]
            expected = key if table == "strategy" and key in words.DIALS else f"{table}.{key}"
            assert expected in found, f"{table}.{key}"


@pytest.mark.parametrize("name", names())
def test_every_number_of_the_library_can_be_asked_about(name):
    lost = [entry.key for entry in ledger(Scenario.load(name)) if not find(entry.key)]
    assert not lost


def test_what_no_file_can_name_is_no_term():
    names = {term.name for term in glossary()}
    assert "action.propensity.weights" in names
    assert not names & {"action.propensity.mode", "action.propensity.text", "action.context.text"}


def test_terms_are_whole():
    for term in glossary():
        assert term.group in GROUPS, term.name
        assert re.fullmatch(r"\S.*[.!?]", term.meaning, re.S), term
        if term.group == "kpi":
            assert all((term.formula, term.example, term.unit, term.period, term.title)), term.name
        if term.group not in ("counter", "file"):
            assert term.example, f"{term.group} {term.name} has no example: {HOW}"
        for heading, text in term.facts:
            assert heading, term.name
            assert text, (term.name, heading)
        assert "`" not in terms_text([term]), term.name


def test_examples_of_keys_are_lines_of_a_file():
    seen = 0
    for term in glossary():
        if term.group != "field":
            continue
        table, _, line = term.example.partition("] ")
        path = term.name.split(".")
        here = tomllib.loads(f"{table}]\n{line}")
        for part in path:
            here = here[0] if isinstance(here, list) else here
            assert part in here, term.example
            here = here[part]
        assert len(term.example) <= 130, term.example
        seen += 1
    assert seen > 150


def test_examples_come_from_the_built_in_scenarios():
    data = tomllib.loads(text_of("auto-service"))
    assert in_library("scenario", "market") == data["scenario"]["market"]
    assert in_library("channel", "no_such_key") is None
    assert in_library("persona", "order_value") == "110 EUR"  # without its label
    caps = data["contact_policy"]["caps"]
    assert in_library("contact_policy", "caps") == caps[:1]
    assert in_library("contact_policy", "caps.limit") == caps[0]["limit"]
    assert find("channel.patience")[0].example.startswith("[[channel]] patience = ")


def test_an_example_of_a_built_in_scenario_goes_before_a_written_one():
    seen = 0
    for term in glossary():
        table, _, name = term.name.partition(".")
        found = in_library(table, name) if term.group == "field" else None
        if found is not None:
            assert toml(found) in term.example, term.name
            seen += 1
    assert seen > 50


def test_written_examples_belong_to_terms():
    """A misspelt key would leave its example unread."""
    own = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))["example"]
    known = {"table": set(), "dial": set(), "field": set(), "view": set()}
    for term in glossary():
        if term.group in known:
            known[term.group].add(term.name)
    names = known["dial"] | known["field"] | {f"view.{name}" for name in known["view"]}
    names |= {f"[{table}]" for table in known["table"]}
    names |= {f"[[{table}]]" for table in known["table"]}
    assert not [key for key in own if key not in names]
    for name in known["view"]:
        example = find(name)[0].example if f"view.{name}" not in own else own[f"view.{name}"]
        assert "spring-offer" not in example or name == "offer", name


@pytest.mark.parametrize(
    "value",
    [
        True, 3, 0.25, "a \"b\" c", "two\nlines", ["x", "y"], {"a": 1, "web -> email": 0.5}, {},
        [{"limit": 2, "per": "7 d"}], datetime.date(2026, 1, 5),
    ],
)  # fmt: skip
def test_values_are_written_as_toml_reads_them(value):
    assert tomllib.loads(f"x = {toml(value)}")["x"] == value


def test_related_terms_and_other_names_lead_somewhere():
    lost = {(term.name, name) for term in glossary() for name in term.see if not find(name)}
    assert not lost
    assert all(find(word) and find(name) for word, name in other_names().items())


def test_words_of_our_own_do_not_repeat_the_code():
    own = set(written())
    said = {plain(term.meaning.rstrip(".")) for term in glossary() if term not in own}
    assert not [term.name for term in own if plain(term.meaning.rstrip(".")) in said]
    names = [(term.group, term.name) for term in glossary()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("profit", {("kpi", "profit")}),
        ("Customers kept", {("kpi", "retention_rate")}),
        ("Customers kept†", {("kpi", "retention_rate")}),
        ("Satisfaction (0 to 1)", {("kpi", "satisfaction"), ("counter", "satisfaction")}),
        ("Satisfaction (0 to 1)†", {("kpi", "satisfaction")}),
        ("open", {("event", "open"), ("field", "channel.open")}),
        ("channel.email.open", {("field", "channel.open")}),
        ("channel.open", {("field", "channel.open")}),
        ("persona.saver.channels.web", {("field", "persona.channels")}),
        ("contact_policy.caps.1.limit", {("field", "contact_policy.caps.limit")}),
        ("channel.web.pass.browse", {("field", "channel.pass.browse")}),
        ("action.news.propensity.weights.visits", {("field", "action.propensity.weights")}),
        ('strategy.joined.sync."web -> email"', {("dial", "sync")}),
        ("strategy.omnichannel.recognition", {("dial", "recognition")}),
        ("channel.email", {("kind", "email")}),
        ("[[channel]]", {("table", "channel")}),
        ("affinity.web", {("column", "affinity.*")}),
        ("objection.price", {("column", "objection.*")}),
        ("knowledge", {("dial", "knowledge"), ("field", "platform.knowledge")}),
        ("Shadow Prices", {("decision", "shadow price")}),
        ("choice_probability", {("decision", "choice probability")}),
        ("choice-probability", {("decision", "choice probability")}),
        ("replications", {("study", "replication")}),
        ("scorecards", {("decision", "scorecard")}),
        ("propensities", {("decision", "propensity")}),
        ("mass media", {("decision", "mass")}),
        ("reach", {("decision", "reach"), ("field", "persona.reach")}),
        ("run-in", {("study", "run-in"), ("table", "run_in")}),
        ("run_in", {("study", "run-in"), ("table", "run_in")}),
        ("kpi_rule", {("study", "KPI rule"), ("table", "kpi_rule")}),
        ("device", {("customer", "device"), ("table", "device"), ("view", "device")}),
        ("message", {("decision", "message"), ("customer", "message heard")}),
        ("competitor.cheap.presence.web", {("field", "competitor.presence")}),
        ("contact_policy.gaps.1.days", {("field", "contact_policy.gaps.days")}),
        ("device.phone.effort", {("field", "device.effort")}),
        ("outages", {("study", "outage"), ("table", "outage")}),
        ("solved", {("event", "solved"), ("counter", "solved")}),
        ("luck dominates", {("certainty", "luck dominates")}),
        ("ci_low", {("certainty", "interval")}),
        ("days_since_visit", {("view", "days_since_visit")}),
        ("touch", {("decision", "contact"), ("field", "persona.objections.touch")}),
    ],
)
def test_lookup(word, expected):
    found = {(term.group, term.name) for term in explain(word)}
    assert found >= expected
    if "." in word:
        assert found == expected


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("proft", "profit"),
        ("shaddow prise", "shadow price"),
        ("channel.email.opn", "channel.open"),
        ("unsubscibe", "unsubscribe"),
        ("omnichanel", "omnichannel"),
        ("xyzzyx", None),
        ("fnord", None),
        ("", None),
        (".", None),
        ("[[]]", None),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest(word, nearest):
    with pytest.raises(UsageError) as caught:
        explain(word)
    found = caught.value.nearest
    assert (found and found.rpartition(".")[2]) == (nearest and nearest.rpartition(".")[2])


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("joint interval", "joint interval"), ("share of draws", "probability_best"),
        ("linked", "cross-channel"), ("upkeep", "platform_cost"), ("market scale", "market"),
        ("open rate", "channel.open"), ("return on investment", "return_on_spend"),
        ("customer lifetime value", "customer_value"), ("touchpoint", "contact"),
        ("opt-in", "consent"), ("CRM", "CRM"),
    ],
)  # fmt: skip
def test_words_of_the_field_are_known(word, term):
    assert term in [found.name for found in explain(word)]


def test_terms_that_contain_a_word_are_told():
    with pytest.raises(UsageError) as caught:
        explain("shadow")
    assert caught.value.expected.startswith("it stands in these: shadow price, ")
    with pytest.raises(UsageError) as caught:
        explain("xy")
    assert caught.value.expected.endswith("journey explain lists them")


def test_meanings_come_in_the_order_of_the_groups():
    order = list(GROUPS)
    for word in ("open", "satisfaction", "budget", "customer", "visits"):
        places = [order.index(term.group) for term in explain(word)]
        assert len(places) > 1
        assert places == sorted(places)


def test_a_field_tells_form_default_source_and_kinds():
    text = terms_text(find("channel.email.open"))
    assert "share" in text
    assert "default of the channel's kind" in text
    assert f"email {PRESETS['email'].values['open']}" in " ".join(text.split())
    assert fields.of_kind(PRESETS["site"], "pass.browse") == 0.6
    budget = " ".join(terms_text(find("budget")).split())
    assert '"channel", "group", "customer", or lists of channels' in budget
    assert "money once, money a month" in budget


def test_keys_that_mean_the_same_are_told_once():
    text = terms_text(explain("name"))
    assert text.count("Short name.") == 1
    assert "persona.name, channel.name" in text


def test_everything_fits_80_columns():
    for term in glossary():
        for line in terms_text([term]).splitlines():
            assert len(line) <= 80 or " " not in line.strip(), line
    assert max(map(len, list_text(glossary()).splitlines())) <= 80


def test_the_list_has_every_group_and_kpis_with_unit_and_period():
    text = list_text(glossary())
    lines = text.splitlines()
    for group in {term.group for term in glossary()}:
        assert GROUPS[group].heading in lines
    for kpi in KPIS:
        place = next(i for i, line in enumerate(lines) if line.split()[:1] == [kpi.name])
        told = " ".join(lines[place : place + 2])
        assert f"{UNITS[kpi.unit]}, {PERIODS[kpi.period]}" in told, kpi.name
    flat = " ".join(text.split())
    for term in glossary():
        assert term.name.split(".")[-1] in flat or term.name.count(".") > 1


def test_comments_behind_words_are_read():
    source = 'A = (\n    "one",  # the first\n    "two",\n)\n# no word\nB = 3  # a number\n'
    assert comments(source) == {"one": "the first"}
    assert "sign-ups" in comments(Path(vocabulary.__file__).read_text("utf-8"))["leads"]


def test_the_page_is_current():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert page.page() == text, "run: python -m sim.report.glossary.page > docs/glossary.md"
    for kpi in KPIS:
        assert f"(kpis.md#{kpi.name})" in text


def test_a_word_is_explained_without_what_simulates():
    heavy = ["numba", "pyarrow", "simpy", "sim.clocks", "altair"]
    code = (
        "import sys\nfrom sim.cli.app import run_command\n"
        "assert run_command(['explain', 'profit']) == 0\n"
        f"print(*[name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "Profit" in done.stdout
    assert done.stderr.split() == []


@pytest.mark.parametrize("text", ["2.4", "1", "365.0.1"])
def test_a_number_is_no_term(text):
    assert find(text) == ()
