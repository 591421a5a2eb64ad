"""Numbers with ranges: which there are, what is refused, which change along with them."""

import numpy as np
import pytest

from engine.errors import InputErrors, ScenarioError
from sim.scenario import Scenario, keys
from sim.scenario.uncertain import Whole, together, uncertain_numbers, wholes


def ranged(base: str, *entries: str) -> str:
    return base + "[uncertainty]\n" + "\n".join(entries) + "\n"


def test_numbers_with_ranges_in_plain_units(base: str) -> None:
    text = ranged(
        base,
        '"channel.email.delay" = { low = "6 h", high = "1 d", dist = "lognormal" }',
        '"offer.ten.amount" = { low = "5 EUR", high = 15 }',
        '"channel.desk.servers" = { low = 1, high = 3 }',
        '"behaviour.seek" = { low = 10, high = 30, dist = "normal" }',
    )
    found = {number.key: number for number in uncertain_numbers(Scenario.from_text(text))}
    assert list(found) == sorted(found)
    assert set(found) == {
        "channel.email.delay", "channel.email.open", "channel.desk.servers", "behaviour.seek",
        "offer.ten.amount",
    }  # fmt: skip
    delay = found["channel.email.delay"]
    assert (delay.low, delay.high, delay.dist, delay.least) == (0.25, 1.0, "lognormal", 0.0)
    amount = found["offer.ten.amount"]
    assert (amount.value, amount.low, amount.high, amount.dist) == (10.0, 5.0, 15.0, "uniform")
    servers = found["channel.desk.servers"]
    assert (servers.whole, servers.most) == (True, 10_000.0)
    opened = found["channel.email.open"]
    assert (opened.least, opened.most, opened.whole) == (0.0, 1.0, False)


def test_bounds_hold_every_number_of_the_library() -> None:
    for leaf in keys.leaves(Scenario.load("auto-service").document):
        if not isinstance(leaf.value, tuple):
            least, most = keys.bounds(leaf)
            assert least <= leaf.value <= most, leaf.key


def test_every_number_can_be_set_by_its_key(base: str) -> None:
    scenario = Scenario.from_text(base)
    for leaf in keys.leaves(scenario.document):
        if not isinstance(leaf.value, tuple):
            assert keys.find(scenario.data, leaf.key).quantity is not None, leaf.key


@pytest.mark.parametrize(
    ("entry", "place", "words"),
    [
        ('"channel.email.open" = { low = 0.3, high = 0.1 }', "low", "upside down"),
        ('"channel.email.open" = { low = 0, high = 0.1, dist = "lognormal" }', "low", "above 0"),
        ('"behaviour.seek" = { low = -1, high = 3 }', "low", "at least 0"),
        ('"channel.shop.servers" = { low = 1, high = 20_000 }', "high", "0 to 10000"),
        ('"persona.neighbour.offset" = { low = -15, high = 3 }', "low", "-14 to 14"),
        ('"scenario.market" = { low = 90, high = 110 }', "market", "cannot have a range"),
        ('"scenario.season" = { low = 0.9, high = 1.1 }', "season", "cannot have a range"),
    ],
)
def test_ranges_that_cannot_be_are_refused(base: str, entry: str, place: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_text(ranged(base, entry), file="corner.toml")
    assert place in str(caught.value.place)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("caps = [{", 'caps = { low = 1, high = 2, value = [{'),
        ('propensity = "clip(0.01 * visits, 0.001, 0.1)"',
         'propensity = { value = "clip(0.01 * visits, 0.001, 0.1)", low = 0.1, high = 0.2 }'),
    ],
)  # fmt: skip
def test_a_range_stands_beside_a_single_number(base: str, old: str, new: str) -> None:
    text = base.replace(old, new)
    if "caps" in old:
        text = text.replace('channels = ["email"] }]', 'channels = ["email"] }] }')
    with pytest.raises(ScenarioError, match="a range stands beside a single number"):
        Scenario.from_text(text)


def test_both_corners_of_all_ranges_are_tried(base: str) -> None:
    entry = '"offer.ten.discount" = { low = 0, high = 0.2 }'
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_text(ranged(base, entry))
    assert "with every range at its high end" in caught.value.message
    assert "a share or an amount, not both" in caught.value.message


def test_shares_of_personas_that_may_exceed_the_whole_are_refused(base: str) -> None:
    entry = '"persona.neighbour.share" = { low = 0.5, high = 0.8 }'
    scenario = Scenario.from_text(ranged(base, entry))
    assert len(uncertain_numbers(scenario)) == 2
    third = '[[persona]]\nname = "tourist"\nshare = 0.1\nneed = 0\norder_value = 1\nmargin = 0.1\n'
    entries = [
        '"persona.neighbour.share" = { low = 0.5, high = 0.8 }',
        '"persona.passer-by.share" = { low = 0.2, high = 0.4 }',
    ]
    text = ranged(base.replace("share = 0.4", "share = 0.3") + third, *entries)
    with pytest.raises((ScenarioError, InputErrors)) as caught:
        Scenario.from_text(text)
    assert "may add up to more than the whole" in str(caught.value)
    assert "highs with a sum of 1.2" in str(caught.value)


def test_what_has_no_range_takes_up_the_rest() -> None:
    whole = Whole("shares", "persona", {"a": 0.5, "b": 0.3, "c": 0.2})
    found = whole.kept({"a": np.array([0.4, 0.5, 0.9, 1.2]), "other": np.zeros(4)})
    assert set(found) == {"a", "b", "c"}
    assert np.sum(list(found.values()), axis=0) == pytest.approx(np.ones(4))
    assert found["a"] == pytest.approx([0.4, 0.5, 0.9, 1.0])
    assert found["b"] == pytest.approx([0.36, 0.3, 0.06, 0.0])
    assert found["b"][:3] / found["c"][:3] == pytest.approx(np.full(3, 1.5))
    assert whole.kept({"other": np.zeros(4)}) == {}


def test_where_all_have_ranges_all_are_scaled() -> None:
    whole = Whole("shares", "persona", {"a": 0.5, "b": 0.3})
    found = whole.kept({"a": np.array([0.5, 0.4]), "b": np.array([0.3, 0.4])})
    assert found["a"] == pytest.approx([0.5, 0.4])
    assert found["b"] == pytest.approx([0.3, 0.4])
    found = whole.kept({"a": np.array([0.6]), "b": np.array([0.6])})
    assert found["a"] == found["b"] == pytest.approx([0.4])


def test_drawn_parts_make_a_valid_scenario(base: str) -> None:
    text = ranged(
        base,
        '"persona.neighbour.share" = { low = 0.2, high = 0.9 }',
        '"budget.split.email" = { low = 0, high = 0.5 }',
    )
    scenario = Scenario.from_text(text)
    assert [whole.place for whole in wholes(scenario)] == ["persona", "budget.split"]
    drawn = {"persona.neighbour.share": np.array([0.25]), "budget.split.email": np.array([0.4])}
    values = {key: float(found[0]) for key, found in together(scenario, drawn).items()}
    other = scenario.with_values(values, relabel=False)
    assert {item.name: item.share for item in other.personas} == pytest.approx(
        {"neighbour": 0.25, "passer-by": 0.75}
    )
    assert dict(other.budget.split) == pytest.approx({"email": 0.4, "display": 0.6})
    assert other.labels is scenario.labels


def test_nothing_changes_along_where_nothing_is_drawn(base: str) -> None:
    drawn = {"channel.email.open": np.array([0.2])}
    assert together(Scenario.from_text(base), drawn) == drawn


def test_shares_of_devices_keep_a_full_sum_and_leave_a_part_one_alone(base: str) -> None:
    text = base + '[[device]]\nname = "desktop"\n[[device]]\nname = "mobile"\n'
    key = "persona.neighbour.devices.desktop"
    entry = f"[uncertainty]\n'{key}' = {{ low = 0.2, high = 0.4 }}\n"
    for mobile, kept in ((0.7, True), (0.5, False)):
        devices = f"devices = {{ desktop = 0.3, mobile = {mobile} }}\nneed = "
        scenario = Scenario.from_text(text.replace("need = ", devices, 1) + entry)
        found = together(scenario, {key: np.array([0.4])})
        assert ("persona.neighbour.devices.mobile" in found) is kept
        assert not kept or found["persona.neighbour.devices.mobile"] == pytest.approx([0.6])


def test_a_change_may_take_the_place_of_a_number_with_a_range(base: str) -> None:
    text = (
        base.replace('"strategy.linked.sync" = 0', '"strategy.linked.recognition" = 0.5')
        + "[uncertainty]\n'strategy.linked.recognition.web' = { low = 0.5, high = 0.7 }\n"
    )
    scenario = Scenario.from_text(text)
    assert "strategy.linked.recognition.web" in {item.key for item in uncertain_numbers(scenario)}
