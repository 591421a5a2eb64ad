"""Cells as spreadsheets write them: dates, decimals, currencies, marks, capitals, separators."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from engine.errors import DataError, InputError, InputErrors
from sim.model.people.numbers import number, without_currency
from sim.model.people.table import PeopleTable, customers_of, read_given, read_table
from sim.scenario import Scenario

CAR = Scenario.load("auto-service")
START = CAR.scenario.start
COLUMNS = {
    "persona": "Segment", "order_value": "Basket", "distance": "Km", "review": "Reviews",
    "consent.email": "Opt-in", "days_since_purchase": "Last visit",
}  # fmt: skip
VALUES = (
    'persona = { A = "regular", "-" = "" }\n'
    '"consent.email" = { Ja = true, nein = false, x = true, X = false }'
)


def scenario_with(folder: Path, *keys: str, separator: str = ";", values: str = VALUES) -> Scenario:
    """The car service with a table of all these columns."""
    columns = "\n".join(f'"{name}" = "{column}"' for name, column in COLUMNS.items())
    head = ['[customers]\nfile = "mine.csv"', *keys]
    if separator != ",":
        head.append(f'separator = "{separator}"')
    file = folder / "mine.toml"
    text = "\n".join([*head, "[customers.columns]", columns, "[customers.values]", values])
    file.write_text(f"{CAR.text}\n{text}\n", encoding="utf-8")
    return Scenario.load(file)


def read(folder: Path, column: str, *cells: str, keys: tuple[str, ...] = ()) -> PeopleTable:
    """A table of these cells in one column, all others empty."""
    place = list(COLUMNS.values()).index(column)
    rows = [";".join(COLUMNS.values())]
    rows += [";".join(cell if at == place else "" for at in range(6)) for cell in cells]
    (folder / "mine.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    table = customers_of(scenario_with(folder, *keys))
    assert table is not None
    return table


def refusal(folder: Path, column: str, cell: str, *keys: str) -> DataError:
    """Of the second of two cells, in row 3."""
    with pytest.raises(DataError) as caught:
        read(folder, column, "", cell, keys=keys)
    assert caught.value.place == f'column "{column}", row 3'
    if not cell.lstrip("-").isdigit():  # short numbers are told
        assert cell not in str(caught.value).replace(f'column "{column}"', "")
    return caught.value


def numbers(table: PeopleTable, field: str) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in table.values[field]]


def before(days: int, form: str) -> str:
    return (START - datetime.timedelta(days)).strftime(form)


# --- dates -------------------------------------------------------------------------------------


def test_days_since_a_purchase_may_be_dates(tmp_path: Path) -> None:
    day = START - datetime.timedelta(40)
    cells = [
        "40", before(40, "%Y-%m-%d"), before(40, "%d.%m.%Y"), f"{day.day}.{day.month}.{day.year}",
        before(40, "%Y/%m/%d"), before(40, "%Y-%m-%dT23:59:00"), before(40, "%d.%m.%Y 00:01"),
        before(0, "%Y-%m-%d"), before(3649, "%d.%m.%Y"), "", "1.5",
    ]  # fmt: skip
    found = numbers(read(tmp_path, "Last visit", *cells), "days_since_purchase")
    assert found == [40.0] * 7 + [0.0, 3649.0, None, 1.5]


@pytest.mark.parametrize(
    ("cell", "found", "expected"),
    [
        (before(-1, "%Y-%m-%d"), "a date after the start of the run", f"up to {START}"),
        (before(-400, "%d.%m.%Y"), "a date after the start of the run", "scenario.start"),
        (before(3650, "%Y-%m-%d"), "more than 3,649 days before", "mapped to customer"),
        ("02/04/2024", "not clear", "write 2025-03-02"),
        ("2/4/24", "not clear", "write 2025-03-02"),
        ("02-04-2024", "not clear", "write 2025-03-02"),
        ("02.04.24", "not clear", "write 2025-03-02"),
        ("31.02.2024", "does not exist", "02.03.2025"),
        ("2024-13-01", "does not exist", "02.03.2025"),
        ("last spring", "a text of 11 characters", "days from 0 to 3,649, or a date such as"),
        ("-3", "-3", "days from 0 to 3,649, or a date such as"),
    ],
)
def test_dates_that_are_unclear_or_out_of_reach(
    tmp_path: Path, cell: str, found: str, expected: str
) -> None:
    error = refusal(tmp_path, "Last visit", cell)
    assert found in str(error.found)
    assert expected in str(error.expected)


@pytest.mark.parametrize(
    "kind",
    [
        pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("us"), pa.timestamp("ns"),
        pa.timestamp("us", "UTC"),
    ],
)  # fmt: skip
def test_parquet_may_hold_dates_and_points_in_time(tmp_path: Path, kind: pa.DataType) -> None:
    late = datetime.datetime.combine(START, datetime.time(23, 59, 59))
    days = [late - datetime.timedelta(back) for back in (0, 40)]
    column = pa.array([*days, None], pa.timestamp("us"))
    column = column.cast(pa.timestamp("us", "UTC") if kind == pa.timestamp("us", "UTC") else kind,
                         safe=False)  # fmt: skip
    pq.write_table(pa.table({"days_since_purchase": column}), tmp_path / "some.parquet")
    table = read_table(tmp_path / "some.parquet", CAR)
    assert numbers(table, "days_since_purchase") == [0.0, 40.0, None]


def test_a_day_in_another_zone_is_the_day_there(tmp_path: Path) -> None:
    """Half past midnight in Vienna is still the day before in UTC."""
    zone = "Europe/Vienna"
    midnight = datetime.datetime.combine(START, datetime.time(0, 30))
    column = pa.array([midnight - datetime.timedelta(5)], pa.timestamp("ns"))
    column = pc.assume_timezone(column, zone)
    pq.write_table(pa.table({"days_since_purchase": column}), tmp_path / "some.parquet")
    table = read_table(tmp_path / "some.parquet", CAR)
    assert numbers(table, "days_since_purchase") == [5.0]


def test_no_other_number_is_a_date(tmp_path: Path) -> None:
    when = pa.array([datetime.datetime(1961, 3, 14, 7, 8, 9)], pa.timestamp("ns"))
    pq.write_table(pa.table({"distance": when}), tmp_path / "some.parquet")
    with pytest.raises(DataError, match="a date") as caught:
        read_table(tmp_path / "some.parquet", CAR)
    assert "1961" not in str(caught.value)
    assert "cannot be read" in str(refusal(tmp_path, "Km", "2024-01-05"))


# --- numbers -----------------------------------------------------------------------------------


def test_a_decimal_comma_is_explained(tmp_path: Path) -> None:
    for cell in ("100,00", "1,5", "12,345", "1.234,50", "1,234,567"):
        error = refusal(tmp_path, "Basket", cell)
        assert error.found == "a number with a comma where a decimal point belongs"
        assert 'decimal = "," in [customers]' in str(error.expected)


def test_a_file_with_decimal_commas(tmp_path: Path) -> None:
    comma = ('decimal = ","',)
    cells = ("100,00", "1.234,50", "1.234", "7", "12,5 EUR", "€ 1.000", "")
    found = numbers(read(tmp_path, "Basket", *cells, keys=comma), "order_value")
    assert found == [10_000, 123_450, 123_400, 700, 1_250, 100_000, None]
    assert numbers(read(tmp_path, "Reviews", "2,5 %", "0,5", keys=comma), "review") == [0.025, 0.5]
    error = refusal(tmp_path, "Km", "12.5", *comma)
    assert error.found == "a number with a point where a decimal comma belongs"
    assert "12,50" in str(error.expected)


def test_marks_for_thousands_are_read_where_they_can_be_nothing_else() -> None:
    assert number("1,234.50", ".") == 1234.5
    assert number("1.234", ".") == 1.234
    assert number("1.234.567", ",") == 1_234_567
    for text, decimal in (("1,23,4", ","), ("12 km", "."), ("", "."), ("1.2.3", ".")):
        with pytest.raises(ValueError, match="could not convert"):
            number(text, decimal)


@pytest.mark.parametrize("cell", ["12.50 EUR", "EUR 12.50", "€12.50", "12.50€", "12.50 eur"])
def test_amounts_may_have_the_currency_of_the_scenario(tmp_path: Path, cell: str) -> None:
    assert numbers(read(tmp_path, "Basket", cell), "order_value") == [1_250]


@pytest.mark.parametrize("cell", ["12.50 USD", "$12.50", "CHF 12.50", "12 £", "kr 5"])
def test_amounts_in_another_currency_are_refused(tmp_path: Path, cell: str) -> None:
    error = refusal(tmp_path, "Basket", cell)
    assert error.found == "an amount in another currency"
    assert "amounts in EUR, the currency of the scenario" in str(error.expected)


def test_a_sign_of_several_currencies_is_the_scenarios_own() -> None:
    assert without_currency("$ 5", "CAD") == "5"
    assert without_currency("5 kr", "NOK") == "5"
    for text in ("5 apples", "EUR 5 EUR", "5", "EUR"):
        assert without_currency(text, "EUR") == text


def test_a_currency_belongs_to_amounts_only(tmp_path: Path) -> None:
    assert refusal(tmp_path, "Km", "12.50 EUR").found == "a text of 9 characters"


@pytest.mark.parametrize("column", ["Basket", "Segment", "Opt-in", "Last visit", "Reviews"])
@pytest.mark.parametrize("mark", ["--", "#NV", "#N/A", "n/a", "NaN", "#BEZUG!", "NULL"])
def test_marks_for_missing_values_are_told_with_the_way_out(
    tmp_path: Path, column: str, mark: str
) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, column, "", mark)
    error = caught.value
    assert error.found == "what looks like a mark for a missing value"
    assert "an empty cell" in str(error.expected)
    field = next(name for name, title in COLUMNS.items() if title == column)
    assert f'[customers.values]: "{field}" = {{ "#N/A" = "" }}' in str(error.expected)


def test_the_way_out_is_one(tmp_path: Path) -> None:
    table = read(tmp_path, "Segment", "-", "A", "  ", "\u00a0", "")
    assert numbers(table, "persona") == [None, CAR_PERSONAS.index("regular"), None, None, None]


CAR_PERSONAS = [persona.name for persona in CAR.personas]


def test_large_bounds_are_written_out(tmp_path: Path) -> None:
    told = str(refusal(tmp_path, "Basket", "-1"))
    assert "a number from 0 to 20,000,000" in told
    assert "e+" not in told
    assert "0 to 1, or a percentage" in str(refusal(tmp_path, "Reviews", "2"))


# --- words -------------------------------------------------------------------------------------


def test_capitals_do_not_matter(tmp_path: Path) -> None:
    cells = ("Ja", "ja", "JA", "Nein", "NEIN", "TRUE", "Yes", "FALSE", "No", "1")
    found = numbers(read(tmp_path, "Opt-in", *cells), "consent.email")
    assert found == [1, 1, 1, 0, 0, 1, 1, 0, 0, 1]
    cells = ("a", "A", "Regular", "SAVER")
    words = [CAR_PERSONAS[int(place)] for place in numbers(read(tmp_path, "Segment", *cells),
                                                          "persona")]  # fmt: skip
    assert words == ["regular", "regular", "regular", "saver"]


def test_texts_that_differ_by_capitals_alone_stay_apart(tmp_path: Path) -> None:
    assert numbers(read(tmp_path, "Opt-in", "x", "X"), "consent.email") == [1, 0]


# --- separators --------------------------------------------------------------------------------


@pytest.mark.parametrize(("mark", "written"), [(";", ";"), ("\t", "\\t"), ("|", "|")])
def test_the_separator_is_guessed(tmp_path: Path, mark: str, written: str) -> None:
    titles = mark.join(COLUMNS.values())
    (tmp_path / "mine.csv").write_text(f"{titles}\nAnna Secret{mark * 5}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        customers_of(scenario_with(tmp_path, separator=","))
    error = caught.value
    assert error.place == "customers.separator"
    assert error.found == 'separator = ","'
    assert error.expected == f'separator = "{written}" in [customers]'
    assert "Secret" not in str(error)


def test_a_file_of_other_columns_is_no_matter_of_separators(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("Segment;Basket;Other\n;;\n", encoding="utf-8")
    with pytest.raises(DataError, match="no such column"):
        customers_of(scenario_with(tmp_path))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_own_names_tell_the_separator(tmp_path: Path, mark: str) -> None:
    text = "id,persona,distance\n7,saver,12.5\n".replace(",", mark)
    (tmp_path / "some.csv").write_text(text, encoding="utf-8")
    table = read_given(tmp_path / "some.csv", CAR)
    assert numbers(table, "distance") == [12.5]


def test_a_file_handed_over_may_have_the_mapped_names(tmp_path: Path) -> None:
    scenario = scenario_with(tmp_path, 'decimal = ","')
    mapped = tmp_path / "next.csv"
    mapped.write_text(";".join([*COLUMNS.values(), "Name"]) + "\na;1,5;;;JA;;x\n", encoding="utf-8")
    table = read_given(mapped, scenario)
    assert set(table.values) == set(COLUMNS)
    assert numbers(table, "order_value") == [150]
    own = tmp_path / "own.csv"
    own.write_text("id,persona,distance\n7,saver,12.5\n", encoding="utf-8")
    table = read_given(own, scenario)
    assert set(table.values) == {"persona", "distance"}
    assert numbers(table, "distance") == [12.5]


def test_a_mapping_of_our_own_names_leaves_no_column_of_a_population_aside(tmp_path: Path) -> None:
    text = '\n[customers]\nfile = "x.csv"\ncolumns = { id = "id", persona = "persona" }\n'
    own = tmp_path / "own.csv"
    own.write_text("id,persona,distance\n7,saver,12.5\n", encoding="utf-8")
    table = read_given(own, Scenario.from_text(CAR.text + text))
    assert set(table.values) == {"persona", "distance"}


# --- what looks wrong ---------------------------------------------------------------------------


def test_a_row_of_sums_is_told(tmp_path: Path) -> None:
    cells = ["40", "50", "", "60"] * 30
    assert not any("order_value" in note for note in read(tmp_path, "Basket", *cells).notes())
    told = read(tmp_path, "Basket", *cells, "400000").notes()
    assert "row 122: order_value is 8,000 × the median of its column: is this row a sum?" in told
    told = read(tmp_path, "Basket", "2000", *cells, *["4000"] * 3).notes()
    assert any(note.startswith("rows 2, 123, 124 and 1 more: order_value is up to 80") for note in
               told)  # fmt: skip
    assert not any(
        "order_value" in note for note in read(tmp_path, "Basket", *cells, "999").notes()
    )


def test_ids_like_telephone_numbers_are_told(tmp_path: Path) -> None:
    def notes(*ids: int) -> tuple[str, ...]:
        pq.write_table(pa.table({"id": list(ids)}), tmp_path / "some.parquet")
        return read_table(tmp_path / "some.parquet", CAR).notes()

    (told,) = notes(491739988776, 100_000_000)
    assert "leave the column of ids out" in told
    assert "4917" not in told
    assert notes(491739988776, 99_999_999) == ()
    assert all("telephone" not in note for note in notes(2**40, 491739988776))


# --- prospects ---------------------------------------------------------------------------------


def test_prospects_follow_the_customers(tmp_path: Path) -> None:
    pq.write_table(pa.table({"No": [9, 4], "Last": [30, None]}), tmp_path / "mine.parquet")
    file = tmp_path / "mine.toml"
    columns = '{ id = "No", days_since_purchase = "Last" }'
    file.write_text(
        f'{CAR.text}\n[customers]\nfile = "mine.parquet"\nprospects = 3\ncolumns = {columns}\n'
    )
    table = customers_of(Scenario.load(file))
    assert table is not None
    assert (len(table), table.prospects, table.original) == (5, 3, ("4", "9"))
    assert table.ids.tolist() == [4, 9, 10, 11, 12]
    assert numbers(table, "days_since_purchase") == [None, 30, None, None, None]
    assert numbers(table, "customer") == [None, None, 0, 0, 0]
    assert table.notes() == ()
    table.write_id_map(tmp_path / "ids.csv")
    assert (tmp_path / "ids.csv").read_text().split() == ["customer,id", "4,4", "9,9"]


def test_prospects_beside_people_of_whom_nothing_is_known_are_told(tmp_path: Path) -> None:
    text = '\n[customers]\nfile = "mine.csv"\nprospects = 3\ncolumns = { distance = "Km" }\n'
    (tmp_path / "mine.csv").write_text("Km,Name\n3,Anna Secret\n")
    table = read_table(
        tmp_path / "mine.csv", Scenario.from_text(CAR.text + text),
        Scenario.from_text(CAR.text + text).document.customers,
    )  # fmt: skip
    assert any("map a column to customer or days_since_purchase" in note for note in table.notes())
    table.write_id_map(tmp_path / "ids.csv")
    assert (tmp_path / "ids.csv").read_text().split() == ["customer,id", "0,0"]


def test_prospects_need_ids(tmp_path: Path) -> None:
    text = '\n[customers]\nfile = "x.csv"\nprospects = 2\ncolumns = { id = "id", age = "Age" }\n'
    scenario = Scenario.from_text(CAR.text + text)
    for largest, fits in ((2**40 - 3, True), (2**40 - 2, False)):
        (tmp_path / "x.csv").write_text(f"id,Age\n{largest},40\n")
        if fits:
            table = read_table(tmp_path / "x.csv", scenario, scenario.document.customers)
            assert table.ids[-1] == 2**40 - 1
        else:
            with pytest.raises(DataError, match="no ids are left"):
                read_table(tmp_path / "x.csv", scenario, scenario.document.customers)


@pytest.mark.parametrize("line", ['decimal = ";"', "prospects = -1", "prospects = 1.5"])
def test_broken_keys_are_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises((InputError, InputErrors), match="customers"):
        scenario_with(tmp_path, line)
