"""Each kind of random draw belongs to one decision: every place that draws is declared here.

Two decisions that share a kind and an entity would take turns on one stream, and one of them more
would shift the luck of the other (docs/model.md, Stochasticity). A new place fails these tests
until it is declared; before that, ask whether it needs a kind of its own.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from engine.random import uniform
from sim.model.customers import draws, population
from sim.model.customers.draws import KINDS
from tests.sim.model.plain import Person, model_modules

PLACE_OF_KIND = {
    "draw": 3, "neighbour": 3, "before": 2, "uniform": 3, "uniform_pair": 3, "uniform_pairs": 3,
    "uniforms": 3, "next_ordinal": 1, "nth_draw": 3,
}  # fmt: skip
"""Functions that draw, and which of their arguments is the kind."""

GENERAL = {"draws.draw", "draws.nth_draw", "draws.before", "news.neighbour"}
"""Functions that draw what their caller asks for."""

DECLARED = {
    ("ANSWER", "help.put_case"): 1,
    ("ASIDE", "aside.look_aside"): 1,
    ("BOUNCE", "contact.deliver"): 1,
    ("CASE", "help.wonder"): 1,
    ("CLICK", "contact.heed"): 1,
    ("CLOCK", "dynamics.begin"): 1,  # the first exponentials of a window, under an entity apart
    ("CLOCK", "quiet.draw_ahead"): 2,  # quiet windows draw for the same decisions as dynamics
    ("CLOCK", "quiet.lapse_draw"): 1,  # and rates do
    ("CLOCK", "rates.set_rates"): 1,
    ("COMPLAINT", "complaints.complain"): 1,
    ("COMPLAINT_DELAY", "complaints.complain"): 1,
    ("DELAY", "contact.deliver"): 1,
    ("DESK", "help.choose_desk"): 1,
    ("DEVICE", "devices.take_device"): 1,
    ("FOUND", "session.found_step"): 1,
    ("FRIEND", "answers.refer"): 1,
    ("HELPED", "help.answer_case"): 1,
    ("HISTORY", "population.draw_opening"): 3,  # aware, customer, with a need; see the test below
    ("HISTORY", "population.open_as_customer"): 1,
    ("HISTORY", "population.open_waiting"): 1,
    ("HISTORY", "population.open_with_need"): 2,
    ("HOLDOUT", "decisions.held_out_alone"): 1,
    ("HOLDOUT", "decisions.in_common_holdout"): 1,
    ("IMPRESSIONS", "audience.leave_audience"): 2,  # the first is left to be counted with others
    ("IMPRESSIONS", "exposure.count_misses"): 1,
    ("INSIGHT", "arriving.arrive"): 1,
    ("JOIN", "programme.earn_points"): 1,
    ("LISTENER", "purchase.spread_word"): 2,  # praise or warning, never both
    ("MARGIN", "plan.margin_draw"): 1,
    ("MISFILE", "observations.recognise"): 1,
    ("MISFILED_TO", "observations.recognise"): 1,
    ("NOTICE_CHANNEL", "dynamics.clock_event"): 1,
    ("NO_SHOW", "purchase.keep_appointment"): 1,
    ("OBJECTION", "dynamics.need_arises"): 1,
    ("OPEN", "contact.deliver"): 1,
    ("OPT_OUT", "contact.burden"): 1,
    ("PATIENCE", "phone.call"): 1,
    ("RECOGNISE", "observations.recognise"): 1,
    ("REPLY", "places.come_later"): 1,
    ("REVIEW", "purchase.purchase"): 1,
    ("RIVAL", "rivals.tempt"): 1,
    ("SERVICE_TIME", "phone.call"): 1,
    ("SOLVE", "session.session"): 1,
    ("STARS", "answers.write_review"): 1,
    ("STEP", "session.walk_steps"): 1,
    ("TRAIT", "population.affinity_of"): 1,
    ("TRAIT", "population.draw_belief"): 1,
    ("TRAIT", "population.draw_persona"): 1,
    ("TRAIT", "population.draw_persona_given"): 1,  # of a table, in place of the one before
    ("TRAIT", "population.draw_traits"): 2,  # age, and consent by channel
    ("TRAIT", "population.normal"): 1,
    ("VARIANT", "session.choose_variant"): 1,
    ("VISIT_CHANNEL", "dynamics.clock_event"): 1,
    ("WORD_OF_MOUTH", "purchase.spread_word"): 2,  # praise or warning, never both
}
"""How often each function draws each kind."""


def places_that_draw(text: str, module: str) -> Counter[tuple[str, str]]:
    """(kind, function) of each call that draws in a source."""
    found: Counter[tuple[str, str]] = Counter()
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef):
            continue
        name = f"{module}.{function.name}"
        for call in ast.walk(function):
            if not isinstance(call, ast.Call) or not isinstance(
                call.func, ast.Name | ast.Attribute
            ):
                continue
            called = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
            if called in PLACE_OF_KIND and name not in GENERAL:
                found[kind_of(call.args[PLACE_OF_KIND[called]]), name] += 1
    return found


def kind_of(given: ast.expr) -> str:
    """The name of the constant that is given as a kind, within conversions or not."""
    if isinstance(given, ast.Call):
        return kind_of(given.args[0])
    return given.attr if isinstance(given, ast.Attribute) else ast.unparse(given)


def test_each_kind_of_draw_is_used_for_the_declared_decisions_only():
    found: Counter[tuple[str, str]] = Counter()
    for module in model_modules():
        name = module.__name__.rpartition(".")[2]
        found += places_that_draw(Path(str(module.__file__)).read_text("utf-8"), name)
    assert dict(found) == DECLARED


def test_a_second_use_is_found():
    text = (
        "def f():\n    draws.draw(P, c, F, draws.OPEN, e)\n    before(P, i, np.uint64(OPEN), e, 0)"
    )
    assert places_that_draw(text, "here") == {("OPEN", "here.f"): 2}


def test_only_these_kinds_are_shared_between_functions():
    together = ("quiet.", "exposure.")  # where the same decisions are drawn for many at once
    kinds = Counter(kind for kind, place in DECLARED if not place.startswith(together))
    assert {kind for kind, count in kinds.items() if count > 1} == {
        "CLOCK", "HISTORY", "HOLDOUT", "TRAIT",  # each under an entity or ordinal apart
    }  # fmt: skip


def test_traits_and_history_are_apart_by_entity():
    numbers = [value for name, value in vars(population).items() if name.startswith("T_")]
    assert len(set(numbers)) == len(numbers) > 10


def test_kinds_are_numbered_by_their_names():
    assert len(KINDS) <= 256
    assert len(set(KINDS)) == len(KINDS)
    for number, name in enumerate(KINDS):
        assert getattr(draws, name.upper().replace("-", "_")) == number


def test_the_ordinal_counts_draws_of_one_kind_and_entity():
    person = Person()
    person.P.seed, person.P.replication = 5, 2
    given = []
    for kind, entity in ((3, 7), (3, 8), (3, 7), (4, 7), (3, 7)):
        given.append(person(draws.draw, kind=kind, entity=entity))
    addresses = [(3, 7, 0), (3, 8, 0), (3, 7, 1), (4, 7, 0), (3, 7, 2)]
    assert given == [
        uniform(5, int(person.c.id), 2, kind, entity, 40, ordinal)
        for kind, entity, ordinal in addresses
    ]
    assert len(set(given)) == 5
