"""Numbers in the words of the ledger's listing."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from sim.report.words.ledger import COLUMNS, ledger_csv, ledger_text, origin, written
from sim.scenario.ledger import Entry

ENTRY = Entry(
    key="persona.saver.need", table="persona.saver", name="need", value=1 / 365, unit="per day",
    text="1 per year", kind="mine", source=None, year=None, low=None, high=None, dist=None,
    default=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "need 1 per year"),
        ({"low": 0.5 / 365, "high": 2 / 365}, "need 1 per year [0.5 to 2 per year]"),
        (
            {"unit": "days", "text": "10 d", "low": 7.0, "high": 14.0, "dist": "triangular"},
            "need 10 d [7 to 14 d, triangular]",
        ),
        (
            {"unit": "share", "text": "5 %", "low": 0.02, "high": 0.08, "dist": "uniform"},
            "need 5 % [2 to 8 %]",
        ),
        ({"unit": "share", "text": "0.05", "low": 0.02, "high": 0.08}, "need 0.05 [0.02 to 0.08]"),
        ({"unit": "EUR", "text": "1200"}, "need 1200 EUR"),
        (
            {"unit": "EUR", "text": "90 EUR", "low": 75.0, "high": 1e5},
            "need 90 EUR [75 to 100,000]",
        ),
        ({"unit": "number", "text": "4.0"}, "need 4"),
        ({"unit": "number", "text": "0.25"}, "need 0.25"),
    ],
)
def test_a_number_with_its_range(changes, expected):
    assert written(replace(ENTRY, **changes)).replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "mine"),
        ({"kind": "published", "source": "who", "year": 2019}, "published: who (2019)"),
        ({"kind": "assumed", "source": "a guess"}, "assumed: a guess"),
        (
            {"kind": "assumed", "source": "a guess", "default": True},
            "assumed by default: a guess",
        ),
    ],
)
def test_where_it_comes_from(changes, expected):
    assert origin(replace(ENTRY, **changes)) == expected


def test_a_value_stays_with_its_name_and_unit():
    names = [f"half_life_of_{place}" for place in range(40)]
    entries = [replace(ENTRY, name=name, unit="days", text="10 d") for name in names]
    text = ledger_text("Test", entries, defaults=True)
    assert all(f"{name} 10 d" in text for name in names)
    assert "\N{NO-BREAK SPACE}" not in text


def test_numbers_of_an_inner_table_are_told_together():
    entries = [
        replace(ENTRY, name="objections.price", text="0.2"),
        replace(ENTRY, name="objections.trust", text="0.1"),
        replace(ENTRY, name="margin", text="40 %"),
    ]
    text = ledger_text("Test", entries, defaults=True)
    assert "    objections: price 0.2, trust 0.1; margin 40 %" in text.splitlines()


def test_names_with_dots_and_blanks_are_told_whole():
    entries = [
        replace(ENTRY, name='set."rival.cheap.presence.web"', text="0.2"),
        replace(ENTRY, name='set."persona.saver.need"'),
        replace(ENTRY, name='sync."web -> email"', text="1"),
    ]
    text = ledger_text("Test", entries, defaults=True)
    flat = " ".join(text.split())
    assert 'set: "rival.cheap.presence.web" 0.2, "persona.saver.need" 1 per year' in flat
    assert 'sync: "web -> email" 1' in flat


def tables(**numbers):
    """Channels with numbers by name: a value of the file, or a default with its source."""
    for channel, found in numbers.items():
        for name, value in found.items():
            text, source = value if isinstance(value, tuple) else (value, None)
            yield replace(
                ENTRY, key=f"channel.{channel}.{name}", table=f"channel.{channel}", name=name,
                unit="number", text=text, kind="assumed" if source else "mine", source=source,
                default=source is not None,
            )  # fmt: skip


NEUTRAL = "default of the channel's kind"


def test_neutral_defaults_that_tables_share_are_told_once():
    entries = [
        *tables(
            web={"open": ("0", NEUTRAL), "click": "0.1", "delay": ("5", "a guess")},
            email={"open": ("0", NEUTRAL), "click": ("0", NEUTRAL), "delay": ("0", NEUTRAL)},
            sms={"open": "0.9", "click": ("0", NEUTRAL), "delay": ("0", NEUTRAL)},
            shop={"open": ("0", NEUTRAL), "click": ("0", NEUTRAL), "delay": ("5", "a guess")},
        )
    ]
    lines = ledger_text("Test", entries, defaults=True).splitlines()
    below = lines[lines.index("every channel, unless its own table says otherwise") :]
    assert below == [
        "every channel, unless its own table says otherwise",
        f"  assumed by default: {NEUTRAL}",
        "    open 0; click 0; delay 0",
        "",
        "channel.web",
        "  mine",
        "    click 0.1",
        "  assumed by default: a guess",
        "    delay 5",
        "",
        "channel.sms",
        "  mine",
        "    open 0.9",
        "",
        "channel.shop",
        "  assumed by default: a guess",
        "    delay 5",
    ]


@pytest.mark.parametrize(
    "channels",
    [
        {"web": {"lead": ("1", NEUTRAL)}},  # one channel alone
        {"web": {"lead": ("1", NEUTRAL)}, "shop": {"lead": "2"}},  # in one only
        {"web": {"lead": ("1", NEUTRAL)}, "shop": {"lead": ("2", NEUTRAL)}},  # not the same
        {"web": {"lead": ("1", "a guess")}, "shop": {"lead": ("1", "a guess")}},  # with a reason
        {  # not every channel has it
            "web": {"lead": ("1", NEUTRAL)}, "shop": {"lead": ("1", NEUTRAL)}, "tv": {"open": "1"},
        },
    ],
)  # fmt: skip
def test_what_is_not_true_of_every_table_is_told_by_table(channels):
    text = ledger_text("Test", [*tables(**channels)], defaults=True)
    assert "every channel" not in text
    assert text.count("\n    lead ") == sum("lead" in names for names in channels.values())


def test_a_default_with_a_range_is_told_by_table():
    entries = [*tables(web={"open": ("0.2", NEUTRAL)}, shop={"open": ("0.2", NEUTRAL)})]
    entries[1] = replace(entries[1], low=0.1, high=0.3)
    text = ledger_text("Test", entries, defaults=True)
    assert "channel.shop" in text
    assert "open 0.2 [0.1 to 0.3]" in text


def test_tables_of_nothing_but_defaults_are_counted_in_one_place():
    entries = [
        *tables(
            web={"open": ("0", NEUTRAL), "click": ("0", NEUTRAL)},
            email={"open": "0.2", "click": ("0", NEUTRAL)},
            sms={"open": ("0", NEUTRAL)},
        )
    ]
    text = ledger_text("Test", entries, defaults=False)
    assert text.endswith(
        "channel.email\n  mine\n    open 0.2\n  and 1 default\n"
        "\ndefaults alone\n  channel.web 2; channel.sms 1\n"
    )


def test_one_number_is_one_number():
    text = ledger_text("Test", [ENTRY], defaults=True)
    assert text.startswith("Test: 1 number\n")
    assert "None has a range." in text
    one = ledger_text("Test", [replace(ENTRY, default=True)], defaults=False)
    assert one.endswith("defaults alone\n  persona.saver 1\n")
    assert "--all" in one


def test_rows_for_spreadsheets():
    curve = replace(ENTRY, value=(0.5, 1.0, 1.5), text="0.5, 1, 1.5", source='says "so", he')
    rows = list(csv.reader(io.StringIO(ledger_csv([ENTRY, curve]))))
    assert tuple(rows[0]) == COLUMNS
    found = dict(zip(COLUMNS, rows[2], strict=True))
    assert found["value"] == "0.5 1 1.5"
    assert found["source"] == 'says "so", he'
    assert found["year"] == ""
