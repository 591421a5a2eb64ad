"""`journey reproduce`: the same again, or told what differs."""

from __future__ import annotations

import json

import pytest

from sim.scenario import Scenario
from sim.study.drivers import drivers
from sim.study.reproduce import KINDS
from sim.study.run import run

FAST = ("--days", "8", "--replications", "2")


WORDS = {
    "run": ("run", "auto-service", "--strategy", "omnichannel"),
    "compare": ("compare", "auto-service", "--draws", "0", "--equal", "total", "--strategies",
                "today,multichannel"),
    "precise": ("compare", "auto-service", "--draws", "0", "--precision", "1k", "--replications",
                "5", "--most", "6"),
    "tuned": ("compare", "auto-service", "--draws", "2", "--tuned", "3", "--strategies",
              "today,multichannel", "--tune", "strategy.*.slots=1|2", "--tune", "budget.split"),
    "affordable": ("compare", "auto-service", "--draws", "0", "--equal", "total", "--tuned", "3"),
    "best": ("best", "auto-service", "--within", "1k", "--replications", "5", "--most", "6"),
    "drivers": ("drivers", "auto-service", "omnichannel", "today", "--group",
                "data=knowledge,sync"),
    "breakeven": ("breakeven", "auto-service", "omnichannel", "today", "--over",
                  "platform.factor=0:1", "--points", "3"),
    "tipping": ("tipping", "auto-service", "omnichannel", "today", "--keys", "platform.factor",
                "--keys", "budget", "--within", "50%"),
    "map": ("map", "auto-service", "--over", "platform.factor=0:1", "--over",
            "platform.wage=0x:2x", "--cells", "3", "--strategies", "omnichannel,today"),
    "lift": ("lift", "auto-service", "--strategy", "omnichannel", "--without", "channel.email",
             "--reallocate", "action.follow-up-ads"),
    "sweep": ("sweep", "auto-service", "--ranges", "--vary", "platform.factor=0,1", "--points",
              "3", "--strategies", "omnichannel,today", "--baseline", "omnichannel"),
    "screened": ("sweep", "auto-service", "--vary", "platform.factor=0:1", "--vary",
                 "channel.email.open", "--sensitivity", "screening", "--points", "4",
                 "--strategies", "omnichannel,today", "--kpi", "revenue"),
    "optimize": ("optimize", "auto-service", "--strategy", "multichannel", "--split", "--over",
                 "contact_policy.at_cap=drop|hold", "--evaluations", "3", "--each", "5",
                 "--subject", "opt_out_rate<=50%"),
    "selection": ("selection", "auto-service", "--strategies", "omnichannel,today"),
    "pilot": ("pilot", "auto-service", "omnichannel", "today", "--pilots", "20"),
    "roadmap": ("roadmap", "auto-service", "--link", "phone -> email", "--horizon", "0.1"),
    "robustness": ("robustness", "auto-service", "omnichannel", "today", "--mechanism", "lapse"),
}  # fmt: skip


@pytest.fixture
def made(journey, tmp_path):
    """Makes folders of these runs, comparisons and studies, and gives the one that holds them."""

    def make(*names):
        for name in names:
            assert (
                journey(*WORDS[name][:2], *FAST, *WORDS[name][2:], "--out", tmp_path / name)[0] == 0
            )
        return tmp_path

    return make


def test_every_kind_of_study_is_made_again():
    assert set(KINDS) <= {words[0] for words in WORDS.values()}


@pytest.mark.parametrize("name", WORDS)
def test_every_kind_of_folder_comes_out_the_same(journey, made, name):
    made = made(name)
    before = sorted(path for path in (made / name).rglob("*"))
    code, out, _ = journey("reproduce", made / name, "--json", "--threads", "1")
    found = json.loads(out)
    assert code == 0
    assert found["same"] is True
    assert all(one["then"] == one["now"] for one in found["digests"].values())
    assert sorted(path for path in (made / name).rglob("*")) == before
    code, out, _ = journey("reproduce", made / name)
    assert out.startswith("Same: every digest is what it was.")
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("name", ["run", "drivers", "lift", "tuned"])
def test_the_other_clock_makes_the_same(journey, made, name):
    assert journey("reproduce", made(name) / name, "--clock", "simpy")[0] == 0


@pytest.mark.parametrize("name", ["run", "compare", "drivers"])
def test_another_answer_is_told(journey, made, name):
    path = made(name) / name / "result.json"
    path.write_text(path.read_text().replace(": 1,", ": 2,", 1))
    code, out, _ = journey("reproduce", path.parent, "--json")
    digests = json.loads(out)["digests"]
    assert code == 1
    assert [key for key, one in digests.items() if one["then"] != one["now"]] == ["result"]


@pytest.mark.parametrize(
    ("name", "file", "text"),
    [
        ("drivers", "result.json", b"\xff\xfe{"),
        ("drivers", "study.json", b"\xff\xfe{"),
        ("drivers", "study.json", b'{"study": "drivers"}'),
    ],
)
def test_damaged_folders_are_bad_input(journey, made, name, file, text):
    folder = made(name) / name
    (folder / file).write_bytes(text)
    asked = ("reproduce", folder) if file == "study.json" else ("diff", folder, folder)
    code, out, err = journey(*asked)
    assert (code, out) == (2, "")
    assert file in err


def test_what_differs_is_told_and_ends_with_1(journey, made):
    made = made("run", "drivers")
    path = made / "run" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["digests"]["omnichannel"] = "0" * 64
    manifest["versions"]["numpy"] = "1.0"
    path.write_text(json.dumps(manifest))
    code, out, _ = journey("reproduce", made / "run")
    assert code == 1
    assert out.startswith("Different.")
    assert "numpy was 1.0 then" in out
    path = made / "drivers" / "result.json"
    path.write_text(path.read_text().replace("omnichannel", "omnichannels"))
    assert journey("reproduce", made / "drivers", "--json")[0] == 1


def test_mistakes_are_told(journey, made):
    made = made("run", "compare")
    code, out, err = journey("reproduce", made)
    assert (code, out) == (2, "")
    assert "this is no folder of finished work" in " ".join(err.split())
    manifest = json.loads((made / "run" / "manifest.json").read_text())
    manifest["scenario"]["text"] += "# another"
    (made / "run" / "manifest.json").write_text(json.dumps(manifest))
    code, _, err = journey("reproduce", made / "run")
    assert code == 2
    assert "not the one that was run" in " ".join(err.split())
    code, _, err = journey("reproduce", made / "compare", "--people", made / "x.csv")
    assert code == 2
    assert "not those of a table" in " ".join(err.split())


def test_a_table_of_customers_has_to_be_the_same(journey, tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("id\n" + "\n".join(str(number) for number in range(600)))
    words = ("run", "auto-service", "--strategy", "today", *FAST, "--people", table)
    assert journey(*words, "--out", tmp_path / "run")[0] == 0
    code, _, err = journey("reproduce", tmp_path / "run")
    assert code == 2
    assert "--people mine.csv" in " ".join(err.split())
    assert journey("reproduce", tmp_path / "run", "--people", table)[0] == 0
    table.write_text(table.read_text() + "\n601")
    code, _, err = journey("reproduce", tmp_path / "run", "--people", table)
    assert code == 2


def test_a_study_without_an_answer_is_told(journey, made):
    folder = made("breakeven") / "breakeven"
    (folder / "result.json").unlink()
    code, out, err = journey("reproduce", folder)
    assert (code, out) == (2, "")
    assert "the work has not come to its end" in err
    (folder / "study.json").write_text("no json")
    words = WORDS["breakeven"]
    code, _, err = journey(*words[:2], *FAST, *words[2:], "--out", folder)
    assert code == 2
    assert "no JSON" in " ".join(err.split())


def test_values_that_were_set_from_python_are_set_again(journey, tmp_path):
    scenario = Scenario.load("auto-service").with_values({"budget.total": 900.0})
    run(scenario, "omnichannel", days=20.0, replications=2, out=tmp_path / "run")
    drivers(scenario, "omnichannel", "today", days=5.0, replications=1, out=tmp_path / "drivers")
    for name in ("run", "drivers"):
        assert journey("reproduce", tmp_path / name)[0] == 0
