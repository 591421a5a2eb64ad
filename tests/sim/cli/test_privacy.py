"""Names, addresses and numbers planted in a table of customers turn up nowhere.

They stand in columns that are not mapped, in the ids, and in mapped columns where they are
mistakes. Everything is looked through: what is printed, every byte of every file, every text within
Parquet, and tracebacks.
"""

from __future__ import annotations

import csv
import datetime
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.scenario import Scenario

TEXT = Scenario.load("auto-service").text
PEOPLE = 600
NAME, MAIL, STREET = "Wilhelmine Quastenberg", "quastenberg@xylomail.example", "Zwergpalmenweg 7b"
PHONE, ACCOUNT, PLATE = "+491739988776", "DE02120300000000202051", "XQ-ZW 4711"
BARE_PHONE = 491739988776
PLANTED = (
    "Wilhelmine", "Quastenberg", "quastenberg", "xylomail", "Zwergpalmenweg", "1739988776",
    "4.9174e+11", "120300000000202051", "XQ-ZW", "1961-03-14", "14.03.1961", "14/03/1961",
)  # fmt: skip
"""What must not be found, in parts that survive being cut, rounded or taken apart."""
COLUMNS = ("Mail", "Full name", "Kind", "Km", "Street", "Phone", "Account", "Plate", "Newsletter")
MAPPING = """
[customers]
file = "{file}"

[customers.columns]
id = "Mail"
persona = "Kind"
distance = "Km"
"consent.email" = "Newsletter"

[customers.values]
persona = {{ A = "regular", B = "saver" }}
"""


def table():
    """600 people: the id is an e-mail address, and five columns are nobody's business."""
    return [
        [
            f"{n:03d}.{MAIL}", f"{NAME} {n}", "AB"[n % 2], str(n / 100), f"{STREET}/{n}",
            f"{PHONE}{n:03d}", f"{ACCOUNT}{n:03d}", f"{PLATE} {n}", "yes" if n % 3 else "no",
        ]
        for n in range(PEOPLE)
    ]  # fmt: skip


def write_csv(path, rows, header=COLUMNS):
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows] if header else rows)


def write_parquet(path, rows, **columns):
    """Columns given by name take the place of the rows' own."""
    found = {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}
    found["Km"] = [float(cell) for cell in found["Km"]]
    pq.write_table(pa.table({**found, **columns}), path)


def scenario_with(folder, kind):
    file = folder / "mine.toml"
    file.write_text(TEXT + MAPPING.format(file=f"customers.{kind}"), encoding="utf-8")
    return file


@pytest.fixture(params=["csv", "parquet"])
def mine(request, tmp_path):
    """A scenario with a table of its own, in one of both forms."""
    folder = tmp_path / "in"
    folder.mkdir()
    write = write_csv if request.param == "csv" else write_parquet
    write(folder / f"customers.{request.param}", table())
    return scenario_with(folder, request.param)


def texts(value):
    """Every text within what Parquet holds, as bytes are compressed there."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (*texts(key), *texts(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    elif value is not None:
        yield str(value)


def contents(folder):
    """All that stands in the files of a folder: names, bytes, and the cells of Parquet."""
    for path in sorted(folder.rglob("*")):
        yield str(path.relative_to(folder))
        if not path.is_file():
            continue
        yield path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".parquet":
            data = pq.read_table(path)
            yield from texts(data.schema.metadata or {})
            for column in data.column_names:
                cells = data.column(column)
                if pa.types.is_dictionary(cells.type):
                    cells = cells.cast(cells.type.value_type)
                if not pa.types.is_floating(cells.type):
                    yield from texts(cells.unique().to_pylist())


def leaks(told):
    return sorted({word for text in told for word in PLANTED if word in text})


def test_the_search_itself_finds_what_is_planted(tmp_path):
    write_parquet(tmp_path / "x.parquet", table()[:3])
    write_csv(tmp_path / "y.csv", table()[:3])
    found = leaks(contents(tmp_path))
    assert set(found) >= {"Wilhelmine", "xylomail", "Zwergpalmenweg", "1739988776", "XQ-ZW"}
    (tmp_path / "y.csv").unlink()
    assert leaks(contents(tmp_path)) == found


SHORT = ("--days", 15)
COMMANDS = {
    "check": ("check", "{mine}"),
    "check --json": ("check", "{mine}", "--json"),
    "assumptions": ("assumptions", "{mine}", "--all"),
    "assumptions to a file": ("assumptions", "{mine}", "--all", "--out", "{out}/numbers.csv"),
    "people": ("people", "{mine}", "--out", "{out}/people.parquet"),
    "people --columns": ("people", "{mine}", "--columns", "--json"),
    "run": (
        "run", "{mine}", "--strategy", "omnichannel", "--replications", 2, *SHORT,
        "--events", "all", "--out", "{out}/run",
    ),
    "run --json": (
        "run", "{mine}", "--strategy", "omnichannel", "--replications", 1, *SHORT, "--json",
    ),
    "compare": (
        "compare", "{mine}", "--strategies", "today,omnichannel", "--replications", 2,
        "--draws", 2, *SHORT, "--events", "sample", "--out", "{out}/compare", "--json",
    ),
    "figures": ("figures", "{mine}", "--strategy", "multichannel", "--replications", 1, *SHORT),
    "trace": ("trace", "{mine}", "--strategy", "omnichannel", "--customer", 17, *SHORT),
    "trace --json": (
        "trace", "{mine}", "--strategy", "omnichannel", "--like", "need", *SHORT, "--json",
    ),
    "no such customer": ("trace", "{mine}", "--strategy", "today", "--customer", 9_999, *SHORT),
    "a number that cannot be": ("run", "{mine}", "--strategy", "today", "--customers", 700),
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_tells_on_anybody(journey, mine, tmp_path, command):
    out = tmp_path / "out"
    out.mkdir()
    words = [str(word).format(mine=mine, out=out) for word in COMMANDS[command]]
    code, printed, errors = journey(*words)
    assert code == (2 if command.startswith(("no such", "a number")) else 0), errors
    assert printed or errors
    assert not leaks([printed, errors, *contents(out)])


def test_only_the_map_of_ids_tells_who_is_who_and_only_by_the_id(journey, mine, tmp_path):
    code, printed, errors = journey(
        "run", mine, "--strategy", "today", "--days", 3, "--replications", 1,
        "--id-map", tmp_path / "ids.csv", "--out", tmp_path / "out",
    )  # fmt: skip
    assert code == 0, errors
    assert not leaks([printed, errors, *contents(tmp_path / "out")])
    told = (tmp_path / "ids.csv").read_text(encoding="utf-8")
    assert told.count(MAIL) == PEOPLE
    assert leaks([told]) == ["quastenberg", "xylomail"]


# --- mistakes -------------------------------------------------------------------------------------


def with_cell(row, column, cell):
    rows = table()
    rows[row][COLUMNS.index(column)] = cell
    return rows


MISTAKES = {
    "a name in place of a group": lambda: (with_cell(5, "Kind", NAME), COLUMNS),
    "an address in place of a distance": lambda: (with_cell(5, "Km", STREET), COLUMNS),
    "a telephone in place of a distance": lambda: (with_cell(5, "Km", PHONE), COLUMNS),
    "an account in place of a consent": lambda: (with_cell(5, "Newsletter", ACCOUNT), COLUMNS),
    "a mail address twice": lambda: (with_cell(5, "Mail", f"006.{MAIL}"), COLUMNS),
    "no mail address": lambda: (with_cell(5, "Mail", ""), COLUMNS),
    "a cell too many": lambda: ([*table()[:9], [*table()[9], NAME], *table()[10:]], COLUMNS),
    "a cell too few": lambda: ([*table()[:9], table()[9][:-1], *table()[10:]], COLUMNS),
    "no row of names": lambda: (table(), None),
    "another name of a column": lambda: (table(), ("Mail", "Full name", "Sort", *COLUMNS[3:])),
    "a name of a column twice": lambda: (table(), ("Mail", "Full name", "Kind", "Km", "Km",
                                                   *COLUMNS[5:])),
    "a bad value beside a name": lambda: (with_cell(5, "Km", "-3"), COLUMNS),
}  # fmt: skip


def refused(words, journey):
    """What a refusal says, printed and as a traceback."""
    code, printed, errors = journey(*words)
    assert code == 2, errors
    assert "customers." in errors or "customers." in printed
    assert "Traceback" not in errors
    code, _, traced = journey(*words, "--debug")
    assert code == 2
    assert "Traceback" in traced
    return [printed, errors, traced]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_no_mistake_tells_on_anybody(journey, tmp_path, mistake):
    rows, header = MISTAKES[mistake]()
    write_csv(tmp_path / "customers.csv", rows, header)
    file = scenario_with(tmp_path, "csv")
    out = tmp_path / "out"
    for words in (
        ("check", file),
        ("people", file, "--out", tmp_path / "people.parquet"),
        ("run", file, "--strategy", "today", *SHORT, "--out", out),
        ("trace", file, "--strategy", "today", "--customer", 1),
    ):
        assert not leaks(refused(words, journey)), words
    assert not out.exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"Km": pa.array([BARE_PHONE] * PEOPLE)},
        {"Km": pa.array([float(BARE_PHONE)] * PEOPLE)},
        {"Km": pa.array([datetime.date(1961, 3, 14)] * PEOPLE)},
        {"Km": pa.array([NAME.encode()] * PEOPLE)},
        {"Kind": pa.array([[NAME]] * PEOPLE)},
        {"Kind": pa.array([{"who": NAME}] * PEOPLE)},
        {"Kind": pa.array([NAME] * PEOPLE).dictionary_encode()},
        {"Newsletter": pa.array([BARE_PHONE] * PEOPLE)},
    ],
)
def test_no_mistake_in_parquet_tells_on_anybody(journey, tmp_path, columns):
    write_parquet(tmp_path / "customers.parquet", table(), **columns)
    file = scenario_with(tmp_path, "parquet")
    for words in (("check", file), ("run", file, "--strategy", "today", *SHORT)):
        assert not leaks(refused(words, journey)), words


@pytest.mark.parametrize("text", [b"\xff\xfe", b"\x00"])
def test_damage_tells_on_nobody(journey, tmp_path, text):
    path = tmp_path / "customers.csv"
    write_csv(path, table())
    path.write_bytes(path.read_bytes().replace(NAME.encode(), NAME.encode() + text, 1))
    file = scenario_with(tmp_path, "csv")
    code, printed, errors = journey("check", file)
    assert not leaks([printed, errors])
    assert code in (0, 2)


def test_people_with_our_own_names_of_columns_tell_on_nobody(journey, tmp_path):
    """A file for --people may have more columns than it should, or a first row of cells."""
    file = tmp_path / "customers.csv"
    header = ["id", "full_name", "persona", "distance", *COLUMNS[4:]]
    rows = [[n, *row[1:2], "saver", *row[3:]] for n, row in enumerate(table())]
    write_csv(file, rows, header)
    words = ("run", "auto-service", "--strategy", "today", "--replications", 1, *SHORT)
    out = tmp_path / "out"
    code, printed, errors = journey(
        *words, "--people", file, "--out", out, "--events", "all", "--json"
    )
    assert code == 0, errors
    assert json.loads(printed)["customers"] == PEOPLE
    assert not leaks([printed, errors, *contents(out)])
    write_csv(file, rows, None)
    assert not leaks(refused((*words, "--people", file), journey))
    rows[7][3] = PHONE
    write_csv(file, rows, header)
    assert not leaks(refused((*words, "--people", file), journey))


UNREADABLE = {
    "days_since_purchase": ("14/03/1961", "14.03.1961", "1961-03-14", f"14.03.1961 {NAME}", NAME),
    "order_value": (f"{PHONE},50", f"{PHONE} USD", f"{NAME} 12", f"12 {NAME}", f"{BARE_PHONE}"),
}


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize(
    ("field", "cell"), [(field, cell) for field, cells in UNREADABLE.items() for cell in cells]
)
def test_no_date_and_no_amount_tells_on_anybody(journey, tmp_path, field, cell, decimal):
    rows = table()
    for row in rows:
        row[COLUMNS.index("Plate")] = ""
    rows[5][COLUMNS.index("Plate")] = cell
    write_csv(tmp_path / "customers.csv", rows)
    file = scenario_with(tmp_path, "csv")
    text = file.read_text(encoding="utf-8").replace(
        "[customers]", f'[customers]\ndecimal = "{decimal}"'
    )
    file.write_text(
        text.replace('id = "Mail"', f'id = "Mail"\n{field} = "Plate"'), encoding="utf-8"
    )
    told = refused(("check", file), journey)
    assert 'column "Plate", row 7' in told[1]
    assert not leaks(told)


def test_what_looks_wrong_is_told_without_what_it_says(journey, tmp_path):
    """A row of sums and ids like telephones: rows and sizes are told, no cell is."""
    rows = [[BARE_PHONE + n, *row[1:7], "80", row[8]] for n, row in enumerate(table())]
    rows[5][COLUMNS.index("Plate")] = "17399887.76"
    write_csv(tmp_path / "customers.csv", rows)
    file = scenario_with(tmp_path, "csv")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('id = "Mail"', 'id = "Mail"\norder_value = "Plate"'))
    code, printed, errors = journey("check", file)
    assert code == 0, errors
    assert "row 7: order_value is 220,000 ×" in " ".join(printed.split())
    assert "telephone" in printed
    assert not leaks([printed, errors])
    assert "17399887" not in printed
