"""Tables of customers on the command line: used as a whole, and never told on."""

import json

import pytest

from sim.scenario import Scenario

TEXT = Scenario.load("auto-service").text
MAPPING = """
[customers]
file = "mine.csv"
columns = { id = "Nr", persona = "Kind", distance = "Km" }
values = { persona = { A = "regular", B = "saver" } }
"""
PEOPLE = 600


@pytest.fixture
def mine(tmp_path):
    """A scenario with a table of 600 customers, whose ids are words."""
    rows = [
        f"cust{n:03d},Anna Secret,{'AB'[n % 2]},{n / 100},Hidden Lane {n}" for n in range(PEOPLE)
    ]
    (tmp_path / "mine.csv").write_text("\n".join(["Nr,Name,Kind,Km,Street", *rows]) + "\n")
    file = tmp_path / "mine.toml"
    file.write_text(TEXT + MAPPING, encoding="utf-8")
    return file


def everything(folder):
    """All bytes of all files below a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_check_reads_the_table_and_says_how_ids_are_used(journey, mine):
    code, out, _ = journey("check", mine, "--json")
    assert code == 0
    told = json.loads(out)["warnings"]
    assert next(item for item in told if item["where"] == "customers")["message"].endswith(
        "adding rows redraws their luck"
    )


def test_check_refuses_a_broken_table(journey, mine):
    table = mine.with_name("mine.csv")
    table.write_text(table.read_text().replace(",A,", ",Anna Secret,", 1))
    code, out, err = journey("check", mine)
    assert (code, out) == (2, "")
    assert 'column "Kind", row 2' in err
    assert "Secret" not in err


def test_run_uses_the_table_and_tells_on_nobody(journey, mine, tmp_path):
    out_dir, id_map = tmp_path / "out", tmp_path / "ids.csv"
    code, out, err = journey(
        "run", mine, "--strategy", "today", "--days", 20, "--replications", 2, "--events", "all",
        "--out", out_dir, "--json",
    )  # fmt: skip
    assert code == 0, err
    assert json.loads(out)["customers"] == PEOPLE
    told = everything(out_dir) + out.encode() + err.encode()
    for word in (b"Secret", b"Hidden", b"cust0", b"cust5"):
        assert word not in told
    manifest = json.loads((out_dir / "manifest.json").read_text())
    assert manifest["settings"]["people"]["file"] == "mine.csv"
    code, _, _ = journey(
        "run", mine, "--strategy", "today", "--days", 5, "--replications", 1, "--id-map", id_map
    )
    assert code == 0
    assert id_map.read_text().splitlines()[:2] == ["customer,id", "0,cust000"]


def test_another_number_of_customers_is_refused(journey, mine):
    code, out, err = journey("run", mine, "--strategy", "today", "--customers", 700)
    assert (code, out) == (2, "")
    assert "as a whole" in err


def test_an_id_map_without_a_table_is_refused(journey, tmp_path):
    code, out, err = journey(
        "run", "auto-service", "--strategy", "today", "--id-map", tmp_path / "ids.csv"
    )
    assert (code, out) == (2, "")
    assert "--id-map" in err
    assert not (tmp_path / "ids.csv").exists()


def test_a_run_that_is_refused_leaves_no_id_map(journey, mine, tmp_path):
    ids, taken = tmp_path / "ids.csv", tmp_path / "taken"
    taken.mkdir()
    (taken / "thesis.txt").write_text("mine")
    words = ("run", mine, "--strategy", "today", "--days", 5, "--replications", 1)
    code, _, _ = journey(*words, "--id-map", ids, "--out", taken)
    assert code == 2
    assert not ids.exists()
    ids.write_text("an older one")
    code, _, err = journey(*words, "--id-map", ids, "--out", tmp_path / "new")
    assert code == 2
    assert "--id-map" in err
    assert not list(tmp_path.glob("new*"))
    assert ids.read_text() == "an older one"


def test_a_population_written_and_run_again_gives_the_same_first_year(journey, tmp_path):
    file = tmp_path / "people.parquet"
    code, out, _ = journey("people", "auto-service", "--out", file, "--json")
    assert code == 0
    assert json.loads(out) == {"path": str(file), "customers": PEOPLE}
    words = ("--strategy", "today", "--days", 20, "--replications", 1, "--json")
    digests = []
    for more in ((), ("--people", file)):
        code, out, err = journey("run", "auto-service", *words, *more)
        assert code == 0, err
        digests.append(json.loads(out)["events_digest"])
    assert digests[0] == digests[1]
    code, _, err = journey("people", "auto-service", "--out", file)
    assert code == 2
    assert "not overwritten" in err


def test_columns_are_listed(journey):
    code, out, _ = journey("people", "auto-service", "--columns")
    assert code == 0
    assert "consent.email" in out
    assert "days_since_purchase" in out


def test_trace_tells_of_a_customer_of_the_table(journey, mine):
    code, out, err = journey("trace", mine, "--strategy", "today", "--customer", 599, "--days", 30)
    assert code == 0, err
    assert "Secret" not in out
    code, _, err = journey("trace", mine, "--strategy", "today", "--customer", 600, "--days", 30)
    assert code == 2
    assert "an id of the table" in err


def test_check_and_run_refuse_the_same_table_of_few_and_name_the_way_out(journey, mine):
    table = mine.with_name("mine.csv")
    table.write_text("\n".join(table.read_text().splitlines()[:400]) + "\n")
    for command in (("check",), ("check", "--json"), ("run", "--strategy", "today", "--days", 5)):
        code, out, err = journey(command[0], mine, *command[1:])
        assert code == 2
        assert "mine.csv: so few people would leave" in err
        assert "scenario.market = 399 if" in " ".join(err.split())
        assert "--customers" not in err
        assert ("--json" in command) == bool(out)


def test_check_says_that_its_year_is_not_of_the_table(journey, mine):
    _, out, _ = journey("check", mine)
    told = " ".join(out.split())
    assert "of people drawn from the personas, not those of the table:" in told
    _, out, _ = journey("check", mine, "--json")
    assert "not those of the table" in json.loads(out)["implied"]["people"]
    _, out, _ = journey("check", "auto-service", "--json")
    assert "people" not in json.loads(out)["implied"]
    _, out, _ = journey("check", "auto-service")
    assert "drawn" not in out


def with_prospects(mine, count, market):
    text = mine.read_text(encoding="utf-8")
    assert "\nmarket = 600 #" in text
    text = text.replace('"mine.csv"', f'"mine.csv"\nprospects = {count}')
    mine.write_text(text.replace("\nmarket = 600 #", f"\nmarket = {market} #"), encoding="utf-8")


def test_prospects_are_simulated_besides(journey, mine):
    with_prospects(mine, 50, 650)
    code, out, _ = journey("check", mine)
    assert code == 0
    assert "scenario.market" not in out
    words = ("--strategy", "today", "--days", 5, "--replications", 1)
    code, out, err = journey("run", mine, *words, "--json")
    assert code == 0, err
    assert json.loads(out)["customers"] == 650
    assert any("nothing says that the people of the table" in x for x in json.loads(out)["notes"])
    code, _, err = journey("run", mine, *words, "--customers", 600)
    assert code == 2
    assert "650" in err


def test_check_holds_the_market_against_customers_and_prospects(journey, mine, monkeypatch):
    monkeypatch.setattr("sim.model.market.market.check_size", lambda *_, **__: None)
    with_prospects(mine, 50, 700)
    code, out, _ = journey("check", mine)
    assert code == 0
    assert "650 people, 50 of them prospects, market = 700" in " ".join(out.split())


def test_check_and_run_warn_of_a_row_of_sums(journey, mine):
    table = mine.with_name("mine.csv")
    rows = table.read_text().splitlines()
    cells = ["Basket", *["80"] * (PEOPLE - 1), "48000"]
    table.write_text("\n".join(",".join(pair) for pair in zip(rows, cells, strict=True)) + "\n")
    text = mine.read_text(encoding="utf-8")
    mine.write_text(text.replace('distance = "Km"', 'distance = "Km", order_value = "Basket"'))
    told = "row 601: order_value is 600 × the median of its column: is this row a sum?"
    code, out, _ = journey("check", mine, "--json")
    assert code == 0
    assert told in [item["message"] for item in json.loads(out)["warnings"]]
    words = ("--strategy", "today", "--days", 5, "--replications", 1)
    code, out, err = journey("run", mine, *words, "--json")
    assert code == 0, err
    assert told in json.loads(out)["notes"]
    code, out, _ = journey("run", mine, *words)
    assert told in " ".join(out.split())


def test_a_file_handed_over_is_read_as_the_scenario_maps_it(journey, mine, tmp_path):
    other = tmp_path / "next.csv"
    rows = mine.with_name("mine.csv").read_text().splitlines()
    other.write_text("\n".join([rows[0], *reversed(rows[1:])]) + "\n")
    words = ("run", mine, "--strategy", "today", "--days", 5, "--replications", 1, "--json")
    digests = []
    for more in ((), ("--people", other)):
        code, out, err = journey(*words, *more)
        assert code == 0, err
        digests.append(json.loads(out)["events_digest"])
    assert digests[0] == digests[1]


def test_check_holds_customers_of_the_table_against_those_known(journey, mine):
    table = mine.with_name("mine.csv")
    rows = table.read_text().splitlines()
    cells = ["Last", *(str(n) if n < 40 else "" for n in range(PEOPLE))]
    table.write_text("\n".join(f"{row},{cell}" for row, cell in zip(rows, cells, strict=True)))
    text = mine.read_text(encoding="utf-8").replace(
        'distance = "Km" }', 'distance = "Km", days_since_purchase = "Last" }'
    )
    mine.write_text(text + "\n[known]\ncustomers = 300\n", encoding="utf-8")
    code, out, _ = journey("check", mine)
    assert code == 0
    flat = " ".join(out.split())
    assert "known.customers: the customers of the table are not as many as are known" in flat
    assert "40 who have bought before in the table; known: 300" in flat
    mine.write_text(text + "\n[known]\ncustomers = 45\n", encoding="utf-8")
    assert "known.customers" not in journey("check", mine)[1]


def test_a_table_too_small_for_those_who_serve_is_told_of_prospects(journey, mine):
    table = mine.with_name("mine.csv")
    table.write_text("\n".join(table.read_text().splitlines()[:41]) + "\n")
    code, out, err = journey("check", mine)
    assert (code, out) == (2, "")
    flat = " ".join(err.split())
    assert "so few people would leave bays with" in flat
    assert "prospects in [customers] for the 560 who are not in the table" in flat
