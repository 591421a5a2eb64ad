"""The command line as scripts and strategists meet it."""

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import jsonschema
import pytest

from engine.errors import RunError
from sim.cli.app import app
from sim.cli.options import parse_count, parse_length, parse_number
from sim.scenario import Scenario

COMMANDS = ("scenarios", "new", "check", "schema", "run", "compare", "assumptions", "explain")
START = [sys.executable, "-c", "from sim.cli import main; main()"]


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(journey, command, flag):
    code, out, err = journey(command, flag)
    assert (code, err) == (0, "")
    assert f"  journey {command}" in out
    assert "Example" in out
    assert max(map(len, out.splitlines())) <= 100


def test_help_lists_the_commands_and_nothing_of_later(journey):
    for words in ((), ("-h",), ("--help",)):
        code, out, err = journey(*words)
        assert (code, err) == (0, "")
        for command in COMMANDS:
            assert f"  {command}" in out
    assert {item.name for item in app.registered_commands} >= set(COMMANDS)


def test_version(journey):
    code, out, _ = journey("--version")
    assert code == 0
    assert out.startswith("journey ")


def test_scenarios(journey):
    code, out, err = journey("scenarios", "--json")
    assert (code, err) == (0, "")
    found = {item["name"]: item for item in json.loads(out)["scenarios"]}
    assert set(found["auto-service"]) == {
        "name", "title", "strategies", "channels", "personas", "actions",
    }  # fmt: skip
    assert found["auto-service"]["strategies"][0] == "today"
    code, out, _ = journey("scenarios")
    assert code == 0
    assert "auto-service: " in out


def test_new_makes_a_file_that_check_accepts(journey, tmp_path):
    file = tmp_path / "mine.toml"
    code, out, err = journey("new", file, "--from", "auto-service", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {"path": str(file)}
    assert tomllib.loads(file.read_text(encoding="utf-8"))["scenario"]["name"]
    code, out, _ = journey("check", file, "--json")
    assert code == 0
    assert json.loads(out)["ok"] is True
    code, out, err = journey("new", file, "--from", "auto-service")
    assert code == 2
    assert "exists and is not overwritten" in err
    code, out, err = journey("new", tmp_path / "other.toml", "--from", "auto-servise")
    assert code == 2
    assert "nearest:  auto-service" in err
    assert not (tmp_path / "other.toml").exists()
    code, out, _ = journey("new", tmp_path / "third.toml", "--from", "auto-service")
    assert code == 0
    assert "journey check" in out


@pytest.mark.parametrize(
    ("target", "words"),
    [("", "this is a folder"), ("no/such/folder/x.toml", "cannot be written")],
)
def test_new_refuses_places_that_cannot_be(journey, tmp_path, target, words):
    code, out, err = journey("new", tmp_path / target, "--from", "auto-service")
    assert (code, out) == (2, "")
    assert words in " ".join(err.split())


def test_new_without_a_source_names_them(journey, tmp_path):
    code, _, err = journey("new", tmp_path / "x.toml")
    assert code == 2
    assert "--from is missing" in err
    assert "--from NAME, where NAME is one of: auto-service" in " ".join(err.split())


def test_check_of_a_broken_file_says_so_in_both_forms(journey, tmp_path):
    file = tmp_path / "broken.toml"
    file.write_text('[scenario]\nnmae = "x"\n')
    code, out, err = journey("check", file)
    assert (code, out) == (2, "")
    assert "nearest:  name" in err
    assert f"{file}: 2:1: scenario.nmae" in err
    code, out, err = journey("check", file, "--json")
    assert code == 2
    found = json.loads(out)
    assert found["ok"] is False
    assert any(item["nearest"] == "name" for item in found["errors"])
    assert err


def test_schema_is_a_valid_schema(journey):
    for words in (("schema",), ("schema", "--json")):
        code, out, err = journey(*words)
        assert (code, err) == (0, "")
        schema = json.loads(out)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"].endswith("2020-12/schema")


def test_run(journey, clock):
    code, out, _ = journey("run", "auto-service", "--strategy", "omnichannel", "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["strategy"], found["replications"], found["days"]) == ("omnichannel", 5, 365)
    code, out, _ = journey("run", "auto-service", "--strategy", "omnichannel")
    assert code == 0
    assert "Strategy omnichannel" in out
    assert max(map(len, out.splitlines())) <= 80


def test_compare(journey, clock):
    code, out, _ = journey("compare", "auto-service", "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["replications"], found["inputs"]["draws"]) == (40, 40)
    assert found["verdict"]["best"] == "omnichannel"
    assert found["verdict"]["probability_best"] == 1.0
    code, out, _ = journey("compare", "auto-service", "--draws", "5", "--json")
    found = json.loads(out)
    assert (code, found["inputs"]["draws"]) == (0, 5)
    code, out, _ = journey("compare", "auto-service", "--draws", "5")
    assert code == 0
    shown = " ".join(out.split())
    assert found["verdict"]["sentence"].startswith("Open, as 5 draws are too few to decide")
    assert all(part in shown for part in found["verdict"]["sentence"].split(". "))
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out


def test_numbers_as_people_write_them(journey, clock):
    words = ("--customers", "1.2k", "--replications", "5", "--seed", "1M", "--days", "30")
    code, out, _ = journey("run", "auto-service", "--strategy", "today", *words, "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["customers"], found["seed"], found["days"]) == (1200, 1_000_000, 30)
    assert parse_count("10_000") == parse_count("10k") == parse_count("1e4") == 10_000
    assert parse_count("9007199254740993") == 2**53 + 1
    assert parse_number("0.5") == 0.5


def test_strategies_are_a_comma_list(journey, clock):
    words = ("--strategies", "omnichannel, today,", "--draws", "0")
    code, out, _ = journey("compare", "auto-service", *words, "--json")
    assert code == 0
    assert list(json.loads(out)["strategies"]) == ["omnichannel", "today"]


@pytest.mark.parametrize(
    "words",
    [
        ["--strategies", "omnichannel,", "today"],
        ["--strategies", "omnichannel", ",today"],
        ["--strategies", "omnichannel", ",", "today"],
        ["--strategies=omnichannel,", "today"],
    ],
)
def test_strategies_may_have_blanks_between_them(journey, clock, words):
    code, out, _ = journey(
        "compare", "auto-service", *words, "--replications", "5", "--draws", "0", "--json"
    )
    assert code == 0
    assert list(json.loads(out)["strategies"]) == ["omnichannel", "today"]


@pytest.mark.parametrize(
    ("text", "days"), [("90", 90), ("90 d", 90), ("12 weeks", 84), ("1k", 1000), ("2d", 2)]
)
def test_days_with_or_without_unit(text, days):
    assert parse_length(text) == days


@pytest.fixture
def doubtful(tmp_path):
    """A scenario that `check` warns about nine times."""
    file = tmp_path / "doubtful.toml"
    unused = "".join(f'[[creative]]\nname = "unused-{i}"\n\n' for i in range(9))
    text = Scenario.load("auto-service").text
    file.write_text(text.replace("[[creative]]", f"{unused}[[creative]]", 1))
    return file


def test_run_and_compare_repeat_what_check_warns_of(journey, clock, doubtful):
    warned = json.loads(journey("check", doubtful, "--json")[1])["warnings"]
    assert len(warned) == 9
    for words in (["run", doubtful, "--strategy", "today"], ["compare", doubtful]):
        code, out, err = journey(*words, "--replications", "5", "--json")
        assert code == 0
        assert json.loads(out)["warnings"] == warned
        assert " ".join(err.split()) == f"9 warnings of journey check: see journey check {doubtful}"


def test_no_warnings_are_an_empty_list(journey, clock):
    code, out, err = journey("run", "auto-service", "--strategy", "today", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["warnings"] == []


def test_long_lists_are_wrapped(journey, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    file = tmp_path / "x.toml"
    file.write_text(Scenario.load("auto-service").text.replace("margin =", "margn =", 1))
    code, _, err = journey("check", file)
    assert code == 2
    listed = err[err.index("  expected: ") :].splitlines()
    assert len(listed) > 2
    assert max(map(len, listed)) <= 80
    assert listed[1].startswith(" " * 12)
    assert listed[1][12] != " "


def test_python_m_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", "scenarios"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "auto-service" in done.stdout


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["comprae"], ["no such command", "comprae", "nearest:  compare"]),
        (["zzz"], ["no such command", "compare"]),
        (["compare"], ["SCENARIO is missing"]),
        (["compare", "auto-service", "--strategis", "x"], ["no such option", "--strategies"]),
        (["--jsn"], ["no such option", "--jsn"]),
        (["compare", "auto-service", "--customers"], ["--customers", "requires an argument"]),
        (["compare", "auto-service", "--customers", "ten"], ["--customers", "ten", "10k"]),
        (["compare", "auto-service", "--customers", "1.5"], ["not a whole number"]),
        (["compare", "auto-service", "--customers", "nan"], ["nan", "10k"]),
        (["compare", "auto-service", "--customers", "1m"], ["1m", "1M"]),
        (["compare", "auto-service", "--customers", "0"], ["--customers", "too small"]),
        (["compare", "auto-service", "--customers", "-5"], ["--customers", "too small"]),
        (["compare", "auto-service", "--replications", "0"], ["--replications", "too small"]),
        (["compare", "auto-service", "--days", "0"], ["--days", "more than 0"]),
        (["compare", "auto-service", "--draws", "-1"], ["--draws", "0 (none)"]),
        (["compare", "auto-service", "--days", "90 x"], ["--days", '"90 x"', '"12 w"']),
        (["compare", "auto-service", "--threads", "0"], ["--threads", "too small"]),
        (["compare", "auto-service", "--seed", "-1"], ["--seed", "too small"]),
        (
            ["compare", "auto-service", "--seed", "18446744073709551616"],
            ["--seed", "too large", "18,446,744,073,709,551,615"],
        ),
        (
            ["compare", "auto-service", "--replications", "1e9"],
            ["--replications", "too large", "16,777,216 replications or fewer"],
        ),
        (
            ["compare", "auto-service", "--customers", "2000G"],
            ["--customers", "too large", "1,099,511,627,775 people or fewer"],
        ),
        (["compare", "auto-service", "--clock", "sundial"], ["--clock", "compiled or simpy"]),
        (["compare", "auto-service", "--events", "al"], ["--events", "nearest:  all"]),
        (["compare", "auto-service", "--events", "all"], ["--out DIR"]),
        (["compare", "auto-service", "--equal", "toal"], ["--equal", "nearest:  total"]),
        (["compare", "auto-service", "--baseline", "tody"], ["--baseline", "nearest:  today"]),
        (["compare", "auto-service", "--strategies", "a,b"], ["no such strategy", "a"]),
        (["compare", "auto-service", "--strategies", "today"], ["two strategies or more"]),
        (["compare", "auto-servce"], ["auto-servce", "nearest:  auto-service"]),
        (["compare", "auto-service", "extra"], ["extra"]),
        (
            ["compare", "auto-service", "--replications", "1", "--draws", "1000000000"],
            ["--draws", "1,000,000,000", "to 10,000"],
        ),
        (["run", "auto-service"], ["--strategy is missing", "omnichannel"]),
        (["run", "auto-service", "--strategy", "omni"], ["no such strategy", "omnichannel"]),
        (["check", "/no/such/file.toml"], ["/no/such/file.toml"]),
        (["check"], ["SCENARIO is missing"]),
        (["new"], ["FILE is missing"]),
    ],
)
def test_wrong_words_get_one_message_and_exit_2(journey, clock, words, parts):
    code, out, err = journey(*words)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert "Traceback" not in err
    for part in parts:
        assert part in err
    assert clock.calls == []


def test_failure_while_working_is_exit_1(journey, clock):
    for fail in (RunError("the disk is full"), RuntimeError("odd"), OSError(28, "No space", "x")):
        clock.fail = fail
        code, out, err = journey("run", "auto-service", "--strategy", "today", "--json")
        assert (code, out) == (1, "")
        assert err.count("error: ") == 1
        assert "Traceback" not in err


def test_running_out_of_memory_is_told(journey, clock):
    clock.fail = MemoryError()
    code, _, err = journey("run", "auto-service", "--strategy", "today")
    assert code == 1
    assert "fewer --customers" in err


def test_debug_shows_where(journey, clock):
    clock.fail = RuntimeError("odd")
    code, out, err = journey("run", "auto-service", "--strategy", "today", "--debug")
    assert (code, out) == (1, "")
    assert "Traceback" in err
    assert err.endswith("RuntimeError: odd\n")
    for words in (
        ["comprae"],
        ["compare", "auto-service", "--strategies", "a,b"],
        ["check", "/no"],
    ):
        code, out, err = journey("--debug", *words)
        assert (code, out) == (2, "")
        assert "Traceback" in err


def test_interrupting_is_130(journey, clock):
    clock.fail = KeyboardInterrupt()
    code, out, err = journey("run", "auto-service", "--strategy", "today", "--threads", "1")
    assert (code, out) == (130, "")
    assert err.strip().endswith("interrupted")


def test_an_interrupted_run_says_what_it_leaves(journey, clock, tmp_path):
    clock.fail = KeyboardInterrupt()
    out = ("--threads", "1", "--out", str(tmp_path / "runs" / "one"))
    code, _, err = journey("run", "auto-service", "--strategy", "today", *out)
    assert code == 130
    assert err.splitlines()[-2:] == [
        "interrupted",
        f"{tmp_path}/runs/one.partial is unfinished; the next run of this name replaces it",
    ]


def test_out_of_a_run_that_is_there_already(journey, clock, tmp_path):
    words = ("run", "auto-service", "--strategy", "today", "--out", tmp_path / "r", "--json")
    code, out, _ = journey(*words)
    assert code == 0
    assert json.loads(out)["run_dir"] == str(tmp_path / "r")
    before = (tmp_path / "r" / "manifest.json").read_bytes()
    code, out, err = journey(*words)
    assert (code, out) == (2, "")
    assert str(tmp_path / "r") in err
    assert (tmp_path / "r" / "manifest.json").read_bytes() == before


FAKE_RUN = (
    "from sim.study import jobs, prepare\n"
    "from tests.sim.study.fake_clocks import FakeClock, FakeMarket\n"
    "jobs.simulator = FakeClock; prepare.market_builder = lambda: FakeMarket.build\n"
    "from sim.cli import main\n"
    "main(['run', 'auto-service', '--strategy', 'today', '--clock', 'simpy'])"
)


@pytest.mark.parametrize("words", [[*START, "schema"], [sys.executable, "-c", FAKE_RUN]])
def test_a_pipe_that_closes_early_is_no_error(words):
    with subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as process:
        process.stdout.close()
        err = process.stderr.read().decode()
    assert (process.returncode, err) == (0, "")


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from sim.cli.app import run_command; run_command(['--help'])\n"
        "print(sorted({'numba','pyarrow','scipy','pydantic','numpy','rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_package_is_lazy_and_names_what_it_offers():
    code = (
        "import sys, sim\n"
        "assert not {'numba','pyarrow','scipy','pydantic'} & set(sys.modules)\n"
        "from sim import Scenario, compare, run\n"
        "assert callable(run) and callable(compare) and Scenario.load\n"
        "assert set(sim.__all__) <= set(dir(sim))\n"
        "try:\n    sim.nothing\nexcept AttributeError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "module 'sim' has no attribute 'nothing'\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_control_c_leaves_with_130_and_one_line():
    code = (
        "import time; from sim.study import jobs; from sim.cli import main\n"
        "def work(*a, **k):\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
        "jobs.simulator = lambda: work\n"
        "main(['run', 'auto-service', '--strategy', 'today', '--threads', '1',"
        " '--clock', 'simpy'])"
    )
    fake = (
        "from sim.study import prepare; from tests.sim.study.fake_clocks import FakeMarket\n"
        "prepare.market_builder = lambda: FakeMarket.build\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", fake + code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a background job ignores interrupts, and its children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as process:
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out == ""
    assert err.splitlines()[-1] == "interrupted"
    assert "Traceback" not in err
