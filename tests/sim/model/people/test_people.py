"""Populations as files, and real customers: what a table says holds, the rest is drawn."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.errors import DataError, InputError, InputErrors
from sim.clocks import simulate
from sim.clocks.world import World
from sim.model.market.market import Market
from sim.model.people.given import read_people, records, write_people
from sim.model.people.table import PeopleTable, customers_of, read_table
from sim.model.records.layout import CUSTOMER_BEFORE
from sim.model.records.sizes import EPOCH_MINUTES
from sim.scenario import Scenario
from sim.scenario.people import FIELDS, spelt_out

CAR = Scenario.load("auto-service")
PAGE = (Path(__file__).resolve().parents[4] / "docs" / "customers.md").read_text("utf-8")
MAPPING = """
[customers]
file = "mine.csv"
separator = ";"

[customers.columns]
id = "No"
persona = "Segment"
distance = "Km"
"consent.email" = "Opt-in"
order_value = "Basket"
days_since_purchase = "Last visit"

[customers.values]
persona = { A = "regular", B = "saver" }
"consent.email" = { J = true, N = false }
"""
ROWS = """\
No;Name;Segment;Km;Opt-in;Basket;Last visit;Street
7;Anna Secret;A;3.5;J;80.50;40;Hidden Lane 1
3;Bert Secret;B;;N;;;Hidden Lane 2
1000000;Carla Secret;;12;;99;;Hidden Lane 3
"""


def market(scenario: Scenario = CAR, customers: int | None = None) -> Market:
    return Market.build(scenario, "omnichannel", customers=customers, days=30)


def opened(of: Market, seed: int = 1, replication: int = 0) -> np.ndarray:
    return World(of, None, seed=seed, replication=replication).customers


@pytest.fixture
def mapped(tmp_path: Path) -> Scenario:
    """The car service with a table of three customers beside its file."""
    (tmp_path / "mine.csv").write_text(ROWS, encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(CAR.text + MAPPING, encoding="utf-8")
    return Scenario.load(file)


def table_of(scenario: Scenario) -> PeopleTable:
    table = customers_of(scenario)
    assert table is not None
    return table


# --- populations as files ----------------------------------------------------------------------


def test_a_population_comes_back_as_it_was(tmp_path: Path) -> None:
    of = market()
    people = opened(of, seed=5, replication=2)
    write_people(tmp_path / "people.parquet", people, of)
    again = read_people(tmp_path / "people.parquet", of, seed=99)
    for name in people.dtype.names:
        np.testing.assert_array_equal(people[name], again[name], err_msg=name)
    assert list(tmp_path.iterdir()) == [tmp_path / "people.parquet"]


def test_a_population_file_has_the_documented_columns(tmp_path: Path) -> None:
    of = market()
    write_people(tmp_path / "people.parquet", opened(of), of)
    names = pq.read_schema(tmp_path / "people.parquet").names
    assert names == [field.name for field in spelt_out(of.channels)]


def test_a_population_file_gives_the_same_year(tmp_path: Path) -> None:
    of = market()
    write_people(tmp_path / "people.parquet", opened(of), of)
    drawn = simulate(of)
    read = simulate(of, people=read_people(tmp_path / "people.parquet", of))
    np.testing.assert_array_equal(drawn.digest_sums, read.digest_sums)


def test_a_table_of_ids_alone_is_drawn_like_anybody(tmp_path: Path) -> None:
    """What the table lacks is drawn exactly as for drawn customers, id by id."""
    of = market()
    pq.write_table(pa.table({"id": [599, 0, 17]}), tmp_path / "ids.parquet")
    some = read_people(tmp_path / "ids.parquet", of, seed=1)
    assert some.tobytes() == opened(of)[[0, 17, 599]].tobytes()


# --- real customers ----------------------------------------------------------------------------


def test_the_table_holds_and_the_rest_is_drawn(mapped: Scenario) -> None:
    of = market(mapped, customers=600)
    table = table_of(mapped)
    first = records(table, of, seed=1, replication=0)
    second = records(table, of, seed=1, replication=1)
    assert first["id"].tolist() == [3, 7, 1_000_000]
    names = [of.personas[place] for place in first["persona"]]
    assert names[:2] == ["saver", "regular"]
    email = 1 << of.channels.index("email")
    for people in (first, second):
        assert people["distance"][1:].tolist() == [3.5, 12.0]
        assert people["order_value"][1:].tolist() == [8_050, 9_900]
        assert (people["consents"][:2] & email).tolist() == [0, email]
        assert people["flags"][1] & CUSTOMER_BEFORE
        assert people["converted_at"][1] == EPOCH_MINUTES - 40 * 1440
    # a replication redraws what the table lacks, and only that
    assert (first["distance"] != second["distance"]).tolist() == [True, False, False]
    assert (first["price_sensitivity"] != second["price_sensitivity"]).any()


def test_both_clocks_agree_on_ids_far_apart(mapped: Scenario) -> None:
    of = market(mapped, customers=600)
    people = records(table_of(mapped), of, seed=1, replication=0)
    one, two = (simulate(of, people=people, clock=clock) for clock in ("compiled", "simpy"))
    np.testing.assert_array_equal(one.digest_sums, two.digest_sums)
    np.testing.assert_array_equal(one.counters, two.counters)


def test_other_ids_are_numbered_in_sorted_order(mapped: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(ROWS.replace("\n7;", "\nk7;").replace("\n3;", "\nk3;"), encoding="utf-8")
    table = table_of(mapped)
    assert table.ids.tolist() == [0, 1, 2]
    assert table.original == ("1000000", "k3", "k7")
    assert "redraws" in table.notes()[0]


def test_ids_with_leading_zeros_are_not_whole_numbers(mapped: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(ROWS.replace("\n7;", "\n003;"), encoding="utf-8")
    table = table_of(mapped)
    assert table.original == ("003", "1000000", "3")


def test_the_id_map_tells_who_is_who(mapped: Scenario, tmp_path: Path) -> None:
    target = tmp_path / "map.csv"
    table_of(mapped).write_id_map(target)
    assert target.read_text().split() == ["customer,id", "3,3", "7,7", "1000000,1000000"]
    with pytest.raises(InputError, match="not overwritten"):
        table_of(mapped).write_id_map(target)


def test_unmapped_columns_are_not_read(mapped: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyarrow import csv

    asked = []
    original = csv.read_csv

    def spy(path: object, **options: object) -> object:
        table = original(path, **options)
        asked.append(table.column_names)
        return table

    monkeypatch.setattr(csv, "read_csv", spy)
    table_of(mapped)
    assert asked == [["No", "Segment", "Km", "Opt-in", "Basket", "Last visit"]]


BROKEN = {
    "no column": ("Km;", "Miles;", "no such column", "customers.columns.distance"),
    "a text for a number": ("3.5", "Anna Secret", "cannot be read", 'column "Km", row 2'),
    "an unknown word": (";B;", ";Secret;", "cannot be read", 'column "Segment", row 3'),
    "an unknown flag": (";N;", ";Secret;", "cannot be read", 'column "Opt-in", row 3'),
    "out of range": (";12;", ";-12;", "cannot be read", 'column "Km", row 4'),
    "infinite": (";12;", ";inf;", "cannot be read", 'column "Km", row 4'),
    "not a number": (";12;", ";nan;", "cannot be read", 'column "Km", row 4'),
    "no id": ("\n3;", "\n;", "has no id", 'column "No", row 3'),
    "an id twice": ("\n3;", "\n7;", "same id", 'column "No", rows 2 and 3'),
    "a cell too many": ("Lane 2", "Lane;2", "another number of cells", "row 3"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_tables_are_refused_in_words(mapped: Scenario, tmp_path: Path, case: str) -> None:
    old, new, message, place = BROKEN[case]
    assert old in ROWS
    (tmp_path / "mine.csv").write_text(ROWS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        customers_of(mapped)
    told = str(caught.value)
    assert message in told
    assert place in told
    assert "mine.csv" in told
    assert "Secret" not in told
    assert "Hidden" not in told


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "empty"), (b"\xff\xfe\x00No;\x00", "UTF-8"), (b"No;Segment\n", "no such column")],
)
def test_files_that_are_no_tables(
    mapped: Scenario, tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "mine.csv").write_bytes(content)
    with pytest.raises(DataError, match=message):
        customers_of(mapped)


def test_a_table_without_rows_and_a_missing_one(mapped: Scenario, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(ROWS.split("\n")[0] + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="no rows"):
        customers_of(mapped)
    (tmp_path / "mine.csv").unlink()
    with pytest.raises(DataError, match="no such file"):
        customers_of(mapped)


@pytest.mark.parametrize("used", [True, False])
def test_two_columns_of_one_name(mapped: Scenario, tmp_path: Path, used: bool) -> None:
    header, *rows = ROWS.strip().split("\n")
    name = "Km" if used else "Street"
    twice = [f"{header};{name}"] + [f"{row};5" for row in rows]
    (tmp_path / "mine.csv").write_text("\n".join(twice) + "\n", encoding="utf-8")
    if not used:  # what is left out may be named as it likes
        assert customers_of(mapped) is not None
        return
    with pytest.raises(DataError, match="two columns of this file have the same name") as caught:
        customers_of(mapped)
    assert caught.value.found == "Km in columns 4 and 9"


def test_two_columns_of_one_name_without_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("id,order_value,order_value\n1,100,9000\n")
    with pytest.raises(DataError, match="two columns of this file have the same name") as caught:
        read_table(tmp_path / "mine.csv", CAR)
    assert caught.value.found == "order_value in columns 2 and 3"


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    for name in ("people.csv", "people"):
        (tmp_path / name).mkdir()
        with pytest.raises(DataError, match="this is a folder"):
            read_table(tmp_path / name, CAR)


def test_damaged_parquet(tmp_path: Path) -> None:
    (tmp_path / "people.parquet").write_bytes(b"PAR1 not really PAR1")
    with pytest.raises(DataError):
        read_table(tmp_path / "people.parquet", CAR)


def test_a_file_without_known_columns(tmp_path: Path) -> None:
    pq.write_table(pa.table({"name": ["Anna Secret"]}), tmp_path / "people.parquet")
    with pytest.raises(DataError, match="no column") as caught:
        read_table(tmp_path / "people.parquet", CAR)
    assert "Secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("distance = ", "distanse = ", "no field of a customer"),
        ('"consent.email" = "', '"consent.mail" = "', "no field of a customer"),
        ('A = "regular"', 'A = "reglar"', 'no persona "reglar"'),
        ("[customers.values]", "[customers.values]\nid = { a = 1 }", "stand for themselves"),
        ("[customers.values]", "[customers.values]\nreview = { a = 1 }", "no field among"),
        ('distance = "Km"', 'distance = "No"', "stands for two fields"),
        ('"mine.csv"', '"mine.xlsx"', "no table of customers"),
        ('separator = ";"', 'separator = "x"', "cannot separate"),
    ],
)
def test_broken_mappings_are_refused(old: str, new: str, message: str) -> None:
    assert old in MAPPING
    with pytest.raises((InputError, InputErrors)) as caught:
        Scenario.from_text(CAR.text + MAPPING.replace(old, new))
    assert message in str(caught.value)


def test_the_page_on_customers_tells_every_field() -> None:
    for field in FIELDS:
        assert f"| `{field.name}` |" in PAGE
        assert f"| {field.help} |" in PAGE


# --- personas that the table does not say -------------------------------------------------------


def personas_drawn(tmp_path: Path, shares: dict[str, tuple[float, float]], **columns: object):
    """By persona, how many of 4,000 rows: of a scenario with these shares and shares of buyers."""
    text = CAR.text
    for name, (share, customer) in shares.items():
        head, body = text.split(f'[[persona]]\nname = "{name}"\n', 1)
        mine, sign, rest = body.partition("\n[[")
        for key, value in (("share", share), ("customer", customer)):
            mine = re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", mine)
        text = f'{head}[[persona]]\nname = "{name}"\n{mine}{sign}{rest}'
    of = market(Scenario.from_text(text))
    file = tmp_path / "some.parquet"
    pq.write_table(pa.table({"id": list(range(4_000)), **columns}), file)
    drawn = read_people(file, of)
    counts = np.bincount(drawn["persona"], minlength=len(of.personas))
    return dict(zip(of.personas, counts.tolist(), strict=True)), drawn


SHARES = {"regular": (0.5, 0.8), "saver": (0.3, 0.2), "commuter": (0.2, 0.0)}
"""Of the market 0.40, 0.06 and 0 have bought; 0.10, 0.24 and 0.2 have not."""


@pytest.mark.parametrize(
    "columns",
    [
        {"customer": [True] * 4_000},
        {"days_since_purchase": [40.0] * 4_000},
        {"purchased_on": ["phone"] * 4_000},
    ],
)
def test_customers_are_of_personas_that_have_customers(tmp_path: Path, columns: dict) -> None:
    counts, drawn = personas_drawn(tmp_path, SHARES, **columns)
    assert counts["commuter"] == 0
    assert counts["saver"] == pytest.approx(4_000 * 0.06 / 0.46, abs=90)
    assert (drawn["flags"] & CUSTOMER_BEFORE).all()


def test_who_is_no_customer_is_rather_of_personas_with_few(tmp_path: Path) -> None:
    counts, drawn = personas_drawn(tmp_path, SHARES, customer=[False] * 4_000)
    assert counts["regular"] == pytest.approx(4_000 * 0.10 / 0.54, abs=100)
    assert counts["saver"] == pytest.approx(4_000 * 0.24 / 0.54, abs=130)
    assert not (drawn["flags"] & CUSTOMER_BEFORE).any()


def test_each_row_is_drawn_by_what_it_says_itself(tmp_path: Path) -> None:
    said = [True, False, None, True] * 1_000
    _, drawn = personas_drawn(tmp_path, SHARES, customer=said)
    _, silent = personas_drawn(tmp_path, SHARES)
    none = np.array([value is None for value in said])
    assert drawn[none].tobytes() == silent[none].tobytes()
    assert (drawn["persona"][~none] != silent["persona"][~none]).any()


@pytest.mark.parametrize(("share", "said"), [(0.0, True), (1.0, False)])
def test_where_no_persona_has_such_people_the_share_alone_decides(
    tmp_path: Path, share: float, said: bool
) -> None:
    shares = {name: (old, share) for name, (old, _) in SHARES.items()}
    counts, _ = personas_drawn(tmp_path, shares, customer=[said] * 4_000)
    silent, _ = personas_drawn(tmp_path, shares)
    assert counts == silent
    assert min(counts.values()) > 0


# --- customers of a table and prospects ---------------------------------------------------------


def test_customers_of_a_table_and_prospects_make_the_market(tmp_path: Path) -> None:
    """The recipe of docs/customers.md: 200 customers by their last visit, 400 who are none."""
    rows = [f"{number},{number % 300}" for number in range(200)]
    (tmp_path / "customers.csv").write_text("\n".join(["Customer no.,Last visit", *rows]) + "\n")
    file = tmp_path / "mine.toml"
    recipe = PAGE.split("## Your customers plus prospects")[1].split("```")[1].removeprefix("toml")
    assert "prospects = 400" in recipe
    file.write_text(CAR.text + recipe, encoding="utf-8")
    of = market(Scenario.load(file))
    people = records(table_of(Scenario.load(file)), of, seed=1, replication=0)
    assert people["id"].tolist() == list(range(600))
    bought = (people["flags"] & CUSTOMER_BEFORE) > 0
    assert bought.tolist() == [True] * 200 + [False] * 400
    assert (people["converted_at"][200:] == people["converted_at"][200]).all()
    kinds = [np.bincount(people["persona"][some], minlength=3) for some in (bought, ~bought)]
    share = [kind / kind.sum() for kind in kinds]
    regular = of.personas.index("regular")
    assert share[0][regular] > share[1][regular] + 0.2  # nine in ten of them have bought
    one, two = (simulate(of, people=people, clock=clock) for clock in ("compiled", "simpy"))
    np.testing.assert_array_equal(one.digest_sums, two.digest_sums)


def test_one_prospect_more_leaves_all_others_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("No,Last visit\n3,20\n1,\n")
    found = []
    for count in (400, 401):
        text = (
            f'\n[customers]\nfile = "mine.csv"\nprospects = {count}\n'
            'columns = { id = "No", days_since_purchase = "Last visit" }\n'
        )
        (tmp_path / "mine.toml").write_text(CAR.text + text, encoding="utf-8")
        table = table_of(Scenario.load(tmp_path / "mine.toml"))
        found.append(records(table, market(), seed=1, replication=0))
    assert found[0].tobytes() == found[1][:402].tobytes()


def test_a_column_that_almost_bears_a_fields_name_is_told_by_its_number(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("id,distanse,Surname,age\n1,3,Quuxington,40\n")
    (told,) = read_table(file, CAR).notes()
    assert told == "column 2 is left out, and its name is almost distance"
    file.write_text("id,distance,Surname,age\n1,3,Quuxington,40\n")
    assert read_table(file, CAR).notes() == ()
