"""A scenario as the program sees it: base units, labels, canonical order, other values."""

from __future__ import annotations

import pytest

from engine.errors import ScenarioError
from sim.scenario import Scenario
from sim.scenario.values.quantities import DAY


def test_base_units(base: str) -> None:
    scenario = Scenario.from_text(base)
    neighbour = scenario.personas[0]
    assert neighbour.order_value == 4000.0
    assert neighbour.need == pytest.approx(1 / 90)
    assert scenario.offers[1].valid == 14 * DAY
    assert scenario.contact_policy.quiet == (1260, 480)
    assert scenario.budget.total == 100_000.0
    assert scenario.scenario.offset_minutes == 60
    assert scenario.scenario.windows == 30


def test_tables_are_in_order_of_names(base: str) -> None:
    scenario = Scenario.from_text(base)
    assert [item.name for item in scenario.channels] == sorted(c.name for c in scenario.channels)
    assert list(scenario.strategies) == ["joined", "linked", "today"]
    assert [s.name for s in scenario.document.strategy] == ["today", "linked", "joined"]
    assert scenario.baseline == "today"
    assert Scenario.from_text(base.replace('"today"', '"zero"')).baseline == "zero"


def test_kind_fills_what_is_not_written(base: str) -> None:
    web = next(c for c in Scenario.from_text(base).channels if c.name == "web")
    assert web.visits == pytest.approx(1 / 90)
    assert web.steps == ("browse", "product", "basket", "checkout")
    text = base.replace('kind = "site"', 'kind = "site"\npass = { pay = 0.5 }')
    web = next(c for c in Scenario.from_text(text).channels if c.name == "web")
    assert (web.go_on.pay, web.go_on.browse) == (0.5, 0.6)


def test_labels(base: str) -> None:
    labels = Scenario.from_text(base).labels
    own = labels["channel.email.open"]
    assert (own.kind, own.source, own.year) == ("published", "Mailchimp", 2019)
    assert (own.low, own.high, own.dist, own.text) == (0.1, 0.3, "uniform", "0.2")
    assert labels["persona.neighbour.need"].kind == "mine"
    assert labels["persona.neighbour.need"].text == "1 per 90 d"
    default = labels["channel.email.bounce"]
    assert default.default
    assert default.kind == "published"
    assert "baskets left" in str(labels["channel.web.pass.basket"].source)
    assert labels["behaviour.seek"].kind == "assumed"
    assert labels["behaviour.seek"].default


def test_label_of_a_table_holds_for_its_numbers(base: str) -> None:
    text = base.replace(
        "amount = 10", 'amount = 10\nlabels = { kind = "assumed", source = "a guess" }'
    )
    labels = Scenario.from_text(text).labels
    assert labels["offer.ten.amount"].kind == labels["offer.ten.valid"].kind == "assumed"
    assert labels["offer.five.valid"].kind == "mine"


def test_uncertainty_wins(base: str) -> None:
    table = '[uncertainty]\n"channel.email.open" = { low = "5 %", high = 0.5, dist = "normal" }\n'
    label = Scenario.from_text(base + table).labels["channel.email.open"]
    assert (label.low, label.high, label.dist, label.kind) == (0.05, 0.5, "normal", "published")
    bare = "[uncertainty]\nchannel.email.open = { low = 0.1, high = 0.5 }\n"
    assert Scenario.from_text(base + bare).labels["channel.email.open"].high == 0.5


def test_with_values(base: str) -> None:
    scenario = Scenario.from_text(base)
    changed = scenario.with_values(
        {
            "budget.total": 5.0,
            "channel.email.delay": 0.5,
            "strategy.joined.recognition.web": "50 %",
            'strategy.linked.sync."web -> email"': 0,
            "offer.ten.amount": {"value": "7 EUR", "kind": "assumed", "source": "a guess"},
            "persona.neighbour.objections.price": 0.25,
            "contact_policy.caps.1.limit": 3,
        }
    )
    assert changed.budget.total == 500.0
    assert changed.plain("channel.email.delay") == 0.5
    assert list(changed.resolved("joined").recognition) == [0.8, 0.8, 0.8, 0.8, 0.5]
    assert changed.labels["offer.ten.amount"].kind == "assumed"
    assert changed.contact_policy.caps[0].limit == 3
    assert scenario.budget.total == 100_000.0
    assert changed.sha256 != scenario.sha256
    assert changed.labels["channel.email.open"] == scenario.labels["channel.email.open"]


def test_with_values_checks_again(base: str) -> None:
    scenario = Scenario.from_text(base, file="corner.toml")
    with pytest.raises(ScenarioError) as caught:
        scenario.with_values({"persona.neighbour.share": 0.7})
    assert "add up to 1" in str(caught.value)
    with pytest.raises(ScenarioError) as caught:
        scenario.with_values({"channel.emial.open": 0.7})
    assert caught.value.nearest == "email"
    both = {"persona.neighbour.share": 0.7, "persona.passer-by.share": 0.3}
    assert scenario.with_values(both).personas[0].share == 0.7


def test_every_number_can_be_set_to_itself(base: str) -> None:
    scenario = Scenario.from_text(base)
    again = scenario.with_values(dict(scenario.numbers))
    assert again.numbers == pytest.approx(scenario.numbers)


def test_phases(base: str) -> None:
    phases = Scenario.from_text(base).phases()
    assert [start for start, _ in phases] == [0, 10 * DAY]
    assert [p.numbers["channel.email.open"] for _, p in phases] == [0.2, 0.1]
    assert phases[1][1].resolved("linked").sync.sum() == 0


def test_arrays(base: str) -> None:
    scenario = Scenario.from_text(base)
    names = [channel.name for channel in scenario.channels]
    assert scenario.affinities()[0].tolist() == [0.0, 0.5, 0.5, 1.0, 0.5]
    consents = dict(zip(names, scenario.consents()[0], strict=True))
    assert consents == {"desk": 1.0, "display": 1.0, "email": 0.5, "shop": 1.0, "web": 1.0}
    assert scenario.mean_contribution() == pytest.approx(0.6 * 4000 * 0.4 + 0.4 * 3000 * 0.4)


def test_windows_file_with_a_byte_order_mark(base: str, tmp_path) -> None:
    path = tmp_path / "corner.toml"
    path.write_bytes(b"\xef\xbb\xbf" + base.replace("\n", "\r\n").encode())
    assert Scenario.load(path).name == "corner"
    path.write_bytes(base.replace("market = 100", "marktet = 100").replace("\n", "\r\n").encode())
    with pytest.raises(Exception, match=r"7:1: scenario.marktet"):
        Scenario.load(path)


def test_unknown_strategy(base: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_text(base).resolved("joint")
    assert caught.value.nearest == "joined"
