"""Bands of single numbers: the table itself, and what is said of a number outside."""

from __future__ import annotations

import re

import pytest

from sim.scenario import Scenario, keys, library
from sim.scenario.checking import bands
from sim.scenario.checking.concern import Concern, Weight, arranged
from sim.scenario.checking.plausible import implausible_numbers
from sim.scenario.checking.warnings import warnings_of
from sim.scenario.kinds import PRESETS
from sim.scenario.models import Channel, Document
from sim.scenario.values.currencies import PER_EURO, minor_units_per_euro
from tests.random_scenarios import random_scenario


def judged(text: str) -> list[Concern]:
    return list(implausible_numbers(Scenario.from_text(text)))


def about(text: str, where: str) -> Concern:
    concerns = [item for item in judged(text) if item.where == where]
    assert len(concerns) == 1, judged(text)
    return concerns[0]


# --- the table ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PRESETS)
def test_defaults_of_every_kind_are_plausible(base: str, kind: str) -> None:
    text = base + f'\n[[channel]]\nname = "extra"\nkind = "{kind}"\n'
    assert [item for item in judged(text) if item.where.startswith("channel.extra")] == []


def test_rows_stand_for_something() -> None:
    assert set(bands.OF_KIND) <= set(PRESETS)
    fields = keys.fields_of(Channel)
    for rows in (*bands.OF_KIND.values(), bands.OF_CHANNEL):
        for field in rows:
            assert field == "click_share" or field.split(".")[0] in fields, field
    for table, rows in bands.OF_TABLE.items():
        model = keys.table_in(Document.model_fields[table].annotation)
        assert model is not None
        for field in rows:
            assert field.split(".")[0] in keys.fields_of(model), (table, field)
    for rows in (*bands.OF_KIND.values(), bands.OF_CHANNEL, *bands.OF_TABLE.values()):
        for field, band in rows.items():
            assert 0.0 <= band.low < band.high, field


def test_a_kind_without_rows_has_those_of_all() -> None:
    assert bands.band_of("channel", "site", "bounce") is bands.OF_CHANNEL["bounce"]
    assert bands.band_of("channel", "email", "bounce") is bands.OF_KIND["email"]["bounce"]
    assert bands.band_of("channel", "email", "title") is None
    assert bands.band_of("persona", None, "need") is bands.OF_TABLE["persona"]["need"]


# --- single numbers ----------------------------------------------------------------------------


def test_base_is_plausible(base: str) -> None:
    assert judged(base) == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0.3", '; was "0.3 %" meant?'),  # a sign forgotten
        ('"30 %"', ""),  # a sign that is there was not
        ('"0.01 %"', '; was "1 %" meant?'),
    ],
)
def test_percent_signs(base: str, written: str, meant: str) -> None:
    text = base.replace('kind = "email"\n', f'kind = "email"\nbounce = {written}\n')
    assert about(text, "channel.email.bounce").message.endswith(
        f"(chance that a contact does not arrive){meant}"
    )


@pytest.mark.parametrize(
    ("wage", "weight"), [("30", None), ("301", Weight.ODD), ("3000", Weight.WRONG), ("0", None)]
)
def test_far_off_is_wrong(base: str, wage: str, weight: Weight | None) -> None:
    text = base.replace("[platform]", f"[platform]\nwage = {wage}")
    assert [item.weight for item in judged(text)] == ([] if weight is None else [weight])


def test_money_is_judged_in_its_currency(base: str) -> None:
    text = base.replace('"EUR"', '"JPY"').replace(" EUR", " JPY")
    text = text.replace("[platform]", "[platform]\nwage = 3000")
    assert [item for item in judged(text) if item.where == "platform.wage"] == []
    cents = text.replace("wage = 3000", "wage = 30")
    assert "JPY 30 is implausibly low" in about(cents, "platform.wage").message
    unknown = cents.replace("JPY", "XXX")
    assert judged(unknown) == []  # nothing is known of it
    assert minor_units_per_euro("KWD") == pytest.approx(330)
    assert all(rate > 0 for rate in PER_EURO.values())


def test_ends_of_ranges_are_judged(base: str) -> None:
    text = base.replace("low = 0.1, high = 0.3", "low = 0.1, high = 0.9")
    assert about(text, "channel.email.open").message.startswith("the high end of its range, 90 %")


def test_changes_are_judged(base: str) -> None:
    text = base.replace('"channel.email.open" = 0.1', '"channel.email.open" = 0.9')
    assert about(text, 'change.1.set."channel.email.open"').arithmetic.startswith("90 % against")


def test_a_propensity_in_quotation_marks(base: str) -> None:
    text = base.replace('propensity = "clip(0.01 * visits, 0.001, 0.1)"', 'propensity = "0.05"')
    assert judged(text) == []
    slip = about(text.replace('"0.05"', '"5"'), "action.ads.propensity")
    assert slip.message == 'a chance of 5 is none; was "5 %" meant?'


# --- what follows from what --------------------------------------------------------------------


def test_what_follows_is_left_out_and_the_worst_comes_first() -> None:
    cause = Concern("a", "off", weight=Weight.ODD, rests_on=("a",))
    follows = Concern("b", "so this is", weight=Weight.WRONG, rests_on=("a", "c"))
    other = Concern("d", "off too", weight=Weight.WRONG, suspects=("e",))
    later = Concern("f", "hence this", rests_on=("e",))
    alone = Concern("g", "by itself", weight=Weight.REMARK, rests_on=("h",))
    assert arranged([cause, follows, alone, other, later]) == [other, cause, alone]


def test_one_cause_is_told_once() -> None:
    text = library.text_of("auto-service").replace('value = "22.71 %"', 'value = "80 %"')
    # the published range of the number is left behind as well, which is the same slip
    assert [item.where for item in warnings_of(Scenario.from_text(text))] == ["channel.email.open"]


def tell(seed: int) -> None:
    """All that is said of a random scenario can be read."""
    found = warnings_of(Scenario.from_text(random_scenario(seed)))
    weights = [item.weight for item in found]
    assert weights == sorted(weights, reverse=True)
    for item in found:
        assert item.where
        assert item.message
        assert "\n" not in item.message + item.arithmetic
        assert not re.search(r"\b(nan|inf|None|e[+]\d)", item.arithmetic), item


@pytest.mark.parametrize("seed", range(12))
def test_check_never_fails(seed: int) -> None:
    tell(seed)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(100, 700, 50))
def test_check_never_fails_on_many(start: int) -> None:
    for seed in range(start, start + 50):
        tell(seed)
