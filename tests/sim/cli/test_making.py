"""`journey new --ask` and `--answers`, as strategists and scripts meet them."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.errors import InputError
from sim.cli.advice import smallest
from sim.model.market.market import check_size
from sim.scenario import Scenario
from sim.scenario.wizard.industries import INDUSTRIES
from sim.scenario.wizard.questions import QUESTIONS

LINES = "garage\n2k\n\nweb, mail, facbook\nweb, mail, phone\n3k\n\n650\n\n45\n45 %\n5 h at 32\n"
ANSWERS = {
    "industry": "car", "size": 2000, "channels": ["web", "phone", "email"], "spend": 3000,
    "orders": 650, "margin": 0.45, "staff": {"hours": 5, "wage": 32},
}  # fmt: skip


@pytest.fixture
def typed(monkeypatch):
    def type_(text: str, *, at_keyboard: bool = True) -> None:
        stdin = io.StringIO(text)
        monkeypatch.setattr(stdin, "isatty", lambda: at_keyboard)
        monkeypatch.setattr("sys.stdin", stdin)

    return type_


def test_a_dialogue_and_its_answers_give_the_same_file(journey, tmp_path, typed) -> None:
    asked, answered = tmp_path / "asked.toml", tmp_path / "answered.toml"
    typed(LINES)
    code, out, err = journey("new", asked, "--ask", "--json", "--no-simulate")
    assert code == 0
    assert json.loads(out) == {"path": str(asked)}
    assert "did you mean facebook?" in err
    assert 'expected: "45 %" or 0.45' in err
    (tmp_path / "a.json").write_text(json.dumps(ANSWERS))
    code, out, err = journey("new", answered, "--answers", tmp_path / "a.json", "--no-simulate")
    assert code == 0
    assert "warning" not in err
    assert f"journey check {answered}" in out
    assert f"journey compare {answered} --draws 0" in out
    assert asked.read_bytes() == answered.read_bytes()
    code, out, _ = journey("check", asked, "--json")
    assert code == 0
    assert json.loads(out)["warnings"] == []


def test_every_question_tells_its_default_with_its_source(journey, tmp_path, typed) -> None:
    typed("\n" * 10)
    code, out, err = journey("new", tmp_path / "x.toml", "--ask", "--no-simulate")
    assert code == 0
    flat = " ".join(err.split())
    for question in QUESTIONS:
        assert question.asks in flat
        assert " ".join(question.unknown({}).split()) in flat
        assert "(" in question.unknown({}), question.key
    assert err.count("not known: ") == err.count("= not known") == 10
    assert max(map(len, err.splitlines())) <= 80
    assert "What does the firm do?" not in out
    for industry in INDUSTRIES:
        assert industry.title in err


def test_money_that_no_channel_takes_is_told(journey, tmp_path) -> None:
    for channels, told in (("web, email", True), ("web, email, facebook", False)):
        answers = {**ANSWERS, "channels": channels, "spend": "12k"}
        (tmp_path / "a.json").write_text(json.dumps(answers))
        path = tmp_path / f"{len(channels)}.toml"
        code, _, err = journey("new", path, "--answers", tmp_path / "a.json", "--no-simulate")
        assert code == 0
        assert ("takes money for advertising" in " ".join(err.split())) is told


def test_answers_that_contradict_each_other_are_refused(journey, tmp_path) -> None:
    for answers, place, told in (
        ({"customers": 900, "orders": 650}, "orders", "at least 900"),
        ({"size": 500, "customers": 800, "orders": 900}, "customers", "at most 500"),
    ):
        (tmp_path / "a.json").write_text(json.dumps({**ANSWERS, **answers}))
        code, _, err = journey(
            "new", tmp_path / "x.toml", "--answers", tmp_path / "a.json", "--no-simulate"
        )
        assert code == 2
        assert f"a.json: {place}: " in " ".join(err.split())
        assert told in err
        assert not (tmp_path / "x.toml").exists()


def test_an_answer_that_contradicts_an_earlier_one_is_asked_again(journey, tmp_path, typed) -> None:
    typed("\n500\n\n\n\n800\n400\n40\n900\n\n\n\n")
    code, _, err = journey("new", tmp_path / "x.toml", "--ask", "--no-simulate")
    assert code == 0
    flat = " ".join(err.split())
    assert "more people than you could reach at all (800); expected: at most 500" in flat
    assert "fewer orders than people who bought (40); expected: at least 400" in flat


def test_a_question_can_be_gone_back_to(journey, tmp_path, typed) -> None:
    """The answer before is taken back, at the first question there is none."""
    typed("<\nfood\nback\ncar\n2k\n" + "\n" * 8)
    code, _, err = journey("new", tmp_path / "x.toml", "--ask", "--no-simulate")
    assert code == 0
    assert "this is the first question" in err
    assert err.count("1. What does the firm do?") == 3
    assert err.count("2. How many people") == 2
    text = (tmp_path / "x.toml").read_text(encoding="utf-8")
    assert '"industry": "car"' in text
    assert '"size": 2000' in text


def test_what_was_understood_and_where_people_order_is_said(journey, tmp_path, typed) -> None:
    typed("a small hair salon\n120\n\nphone 70 %, web, google\n0\n100\n400\n\n\n\n")
    code, out, err = journey("new", tmp_path / "x.toml", "--ask")
    assert code == 0
    flat = " ".join(err.split())
    assert "= beauty taken as beauty (Beauty and health); who is something else" in flat
    assert "= web 30 %, phone 70 %, search google is taken as paid ads" in flat
    assert "answered: 400" in " ".join(out.split())
    assert re.search(r"Orders by channel: phone (6[5-9]|7[0-5]) %, web", " ".join(out.split()))
    text = (tmp_path / "x.toml").read_text(encoding="utf-8")
    assert "set so that 70 % of orders are made here, as you answered" in text


def test_answers_from_a_pipe_end_at_the_first_that_cannot_be_taken(
    journey, tmp_path, typed
) -> None:
    """Those after it would answer other questions."""
    typed("retail\n20000\nEUR\nshop, web\n30.000\n1800\n2400\n310\n\n\n", at_keyboard=False)
    code, out, err = journey("new", tmp_path / "x.toml", "--ask", "--no-simulate")
    assert (code, out) == (2, "")
    assert "question 5 (spend): " in " ".join(err.split())
    assert "30.000" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "car\n", LINES[:-1].rpartition("\n")[0] + "\n"])
def test_an_input_that_ends_early_writes_nothing(journey, tmp_path, typed, text) -> None:
    typed(text)
    code, out, err = journey("new", tmp_path / "x.toml", "--ask", "--no-simulate")
    assert (code, out) == (2, "")
    assert "the answers end before question" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("--ask", "--from", "auto-service"),
        ("--answers", "a.json", "--ask"),
        ("--from", "auto-service", "--answers", "a.json"),
    ],
)
def test_one_way_at_a_time(journey, tmp_path, words) -> None:
    code, out, err = journey("new", tmp_path / "x.toml", *words)
    assert (code, out) == (2, "")
    assert "these exclude each other" in err


def test_a_place_that_is_taken_is_told_before_anything_is_asked(journey, tmp_path, typed) -> None:
    file = tmp_path / "x.toml"
    file.write_text("mine")
    for target in (file, tmp_path, tmp_path / "no" / "x.toml"):
        typed(LINES)
        code, _, err = journey("new", target, "--ask", "--no-simulate")
        assert code == 2
        assert "What does the firm do?" not in err
    assert file.read_text() == "mine"


def test_wrong_answers_are_one_message_each(journey, tmp_path) -> None:
    (tmp_path / "a.json").write_text('{"size": "x", "buget": 3}')
    code, out, err = journey(
        "new", tmp_path / "x.toml", "--answers", tmp_path / "a.json", "--no-simulate"
    )
    assert (code, out) == (2, "")
    assert "no such question" in err
    assert "not a number" in err
    assert not (tmp_path / "x.toml").exists()


def test_a_large_market_is_tried_on_a_sample_first(journey, tmp_path) -> None:
    (tmp_path / "a.json").write_text('{"size": 400000, "channels": "web", "industry": "retail"}')
    code, out, _ = journey(
        "new", tmp_path / "x.toml", "--answers", tmp_path / "a.json", "--no-simulate"
    )
    assert code == 0
    assert "compare" in out
    assert "--draws 0 --customers 5000\n" in out
    assert "about a minute" in out


def test_the_smallest_sample_that_may_be_taken_is_named(journey, tmp_path) -> None:
    """And is one: one person fewer is refused."""
    path = tmp_path / "x.toml"
    (tmp_path / "a.json").write_text(
        '{"size": 500000, "channels": "web, chat, phone", "industry": "retail"}'
    )
    code, out, _ = journey("new", path, "--answers", tmp_path / "a.json", "--no-simulate")
    assert code == 0
    scenario = Scenario.load(str(path))
    least, scarce = smallest(scenario)
    assert f"(no fewer than {least:,} people: {scarce} would be left" in out
    first, usual = out.index(" --replications 5\n"), out.index("which strategy earns more")
    assert first < usual
    assert f"--draws 0 --customers {least} --replications 5" in out
    check_size(scenario, least)
    with pytest.raises(InputError, match="does not scale"):
        check_size(scenario, least - 1)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_control_c_writes_nothing(tmp_path) -> None:
    file = tmp_path / "x.toml"
    with subprocess.Popen(
        [sys.executable, "-m", "sim.cli", "new", str(file), "--ask"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as process:
        seen = b""
        while b"1. What does" not in seen:
            letter = process.stderr.read(1)
            assert letter, seen
            seen += letter
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert not file.exists()


def test_text_that_is_no_text(tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", "new", str(tmp_path / "x.toml"), "--ask"],
        input=b"caf\xe9\n",
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 2, done.stderr
    assert b"Traceback" not in done.stderr


# --- a catalogue for `journey decide` -------------------------------------------------------------


def test_a_catalogue_is_made_of_a_scenario_and_decides(journey, tmp_path) -> None:
    made = tmp_path / "c.toml"
    code, out, err = journey("new", made, "--catalog-from", "mattress", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {"path": str(made)}
    first = made.read_bytes()
    code, out, _ = journey("new", tmp_path / "again.toml", "--catalog-from", "mattress")
    assert code == 0
    assert "actions of mattress" in out
    assert max(map(len, out.splitlines())) <= max(80, len(str(tmp_path)) + 40)
    again = (tmp_path / "again.toml").read_bytes()
    assert again.replace(b"again.toml", b"c.toml") == first
    file = tmp_path / "mine.toml"
    assert journey("new", file, "--from", "mattress")[0] == 0
    code, _, err = journey("new", tmp_path / "of-mine.toml", "--catalog-from", file)
    assert (code, err) == (0, "")
    of_mine = (tmp_path / "of-mine.toml").read_bytes()
    assert of_mine.replace(b"of-mine.toml", b"c.toml") == first


def test_mistakes_about_catalogues_are_told_and_nothing_is_written(journey, tmp_path) -> None:
    made = tmp_path / "c.toml"
    (tmp_path / "there.toml").write_text("mine")
    (tmp_path / "broken.toml").write_text("[scenario]\nname = 3")
    for words, message in (
        ((made, "--catalog-from", "matress"), "nearest:  mattress"),
        ((made, "--catalog-from", "mattress", "--from", "mattress"), "--from and --catalog-from"),
        ((made, "--ask", "--catalog-from", "mattress"), "these exclude each other"),
        ((made, "--catalog-from", tmp_path / "broken.toml"), "broken.toml"),
        ((tmp_path / "there.toml", "--catalog-from", "mattress"), "is not overwritten"),
        ((made,), "--catalog-from SCENARIO"),
    ):
        code, out, err = journey("new", *words)
        assert (code, out) == (2, ""), words
        assert message in " ".join(err.split()).replace("nearest: ", "nearest:  ")
        assert "Traceback" not in err
    assert not made.exists()
    assert (tmp_path / "there.toml").read_text() == "mine"
