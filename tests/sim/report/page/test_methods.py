"""Methods: all items of the guideline, from the run itself, and commands that repeat it."""

from __future__ import annotations

import dataclasses
import json
import shlex
import sys

import pytest

from engine.random import philox
from sim.cli.app import run_command
from sim.report.page.build import build
from sim.report.page.commands import repeat_command
from sim.report.page.document import Chart, Heading, Listing, Paragraph, Table
from sim.report.page.html import html_of
from sim.report.page.sections.methods import methods
from sim.report.page.sections.methods.implementation import COUNTER
from sim.report.page.sections.methods.items import ITEMS
from sim.report.page.sections.methods.objectives import AIMS
from sim.report.page.sources import read_sources
from sim.report.words.answered import resolve
from sim.report.words.told import Code, Sentence
from sim.scenario import Scenario
from sim.store.provenance import sha256_of
from sim.study.reproduce import KINDS
from sim.study.run import run
from tests.sim.report.page.conftest import MADE

SMALL = ("--days", "30", "--replications", "5", "--seed", "4")
TYPED = {
    "compare": ("compare", "auto-service", "--strategies", "today,omnichannel", "--draws", "3"),
    "run": ("run", "auto-service", "--strategy", "multichannel", "--threads", "1", "--json"),
    "drivers": ("drivers", "auto-service", "multichannel", "today"),
}


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    """Folders whose command line was typed, as the manifest has it."""
    root = tmp_path_factory.mktemp("typed")
    for kind, words in TYPED.items():
        given = [*words, *SMALL, f"--out={root / kind}"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["/some/where/sim/cli/__main__.py", *given])
            assert run_command(given) == 0
    return [root / kind for kind in TYPED]


@pytest.fixture(scope="module")
def section(typed):
    return methods(read_sources(typed))


def codes(part):
    """All that is set apart in a sentence."""
    if isinstance(part, Code):
        yield part.text
    elif isinstance(part, Sentence):
        for one in part.parts:
            yield from codes(one)


def commands(section, first):
    """Commands of this beginning in lists of the section."""
    return [
        text
        for block in section.blocks
        if isinstance(block, Listing)
        for sentence in block.items
        for text in codes(sentence)
        if text.startswith(first)
    ]


def table_of(section, name):
    (found,) = [
        block
        for block in section.blocks
        if isinstance(block, Table) and block.name == f"methods-{name}"
    ]
    return found


def under(section, number):
    """The text of an item."""
    name, told, within = f"stress-{number.replace('.', '-')}", [], False
    for block in section.blocks:
        if isinstance(block, Heading):
            within = block.name == name
        elif within and isinstance(block, Paragraph):
            told += map(str, block.sentences)
        elif within and isinstance(block, Listing):
            told += map(str, block.items)
    return " ".join(told)


# --- the guideline -----------------------------------------------------------------------------


def test_the_guideline_has_twenty_items():
    assert len(ITEMS) == 20


@pytest.mark.parametrize("kind", list(MADE))
def test_all_items_are_filled_in_their_order(folder_of, kind):
    sources = read_sources([folder_of(kind)])
    blocks = methods(sources).blocks
    minor = [block.text for block in blocks if isinstance(block, Heading) and block.minor]
    assert minor == [f"{number} {title}" for number, title in ITEMS.items()]
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if isinstance(block, Heading) and block.minor:
            assert isinstance(after, (Paragraph, Listing, Table, Chart)), block.text


@pytest.mark.parametrize("kind", list(MADE))
def test_numbers_resolve_for_every_kind_of_folder(folder_of, kind):
    report = build([folder_of(kind)], explorer=False)
    (source,) = read_sources([folder_of(kind)]).all
    answers = {source.name: source.answer, **report.data}
    for figure in report.figures():
        name, _, place = figure.key.partition("#")
        assert resolve(answers[name], place) == figure.value, figure.key


def test_every_kind_of_study_has_an_aim():
    assert set(AIMS) == {"run", "compare", *KINDS}


# --- what is told is what was run --------------------------------------------------------------


def test_ranges_of_the_scenario_stand_with_their_sources(section):
    rows = {str(row[0]): row for row in table_of(section, "ranges").rows}
    told = [str(cell) for cell in rows["platform.factor"]]
    assert told[:6] == ["platform.factor", "1", "0.5", "1.5", "uniform", "assumed"]
    assert "offers for the same links" in told[6]


def test_staff_and_queues_are_those_of_the_scenario(section):
    rows = {str(row[0]): [str(cell) for cell in row] for row in table_of(section, "resources").rows}
    assert rows["bays"][1:3] == ["appointments", "3"]
    assert rows["phone"][1:6] == ["first come, first served", "1", "1", "4 min", "3 min"]


def test_the_counter_is_that_of_the_generator(section):
    bits = dict(COUNTER)
    assert sum(map(int, bits.values())) == 128
    assert int(bits["customer"]) == philox.CUSTOMER_MASK.bit_length()
    assert int(bits["replication"]) == philox.MASK_24.bit_length()
    assert f"Philox4x32-{philox.ROUNDS}" in under(section, "5.2")


def test_versions_machine_and_time_are_those_of_the_manifest(typed, section):
    manifest = json.loads((typed[0] / "manifest.json").read_text())
    versions = {str(name): str(told) for name, told in table_of(section, "versions").rows}
    assert versions == manifest["versions"]
    row = [str(cell) for cell in table_of(section, "machine").rows[0]]
    assert row[0] == "compare"
    assert manifest["started"] in row
    assert f"{manifest['wall_s']:.1f}" == row[-1]


def test_replications_are_justified_by_what_they_tell_from_chance(typed):
    sources = read_sources(typed[:1])
    pair = sources.main.at("differences", "omnichannel - today", "profit")
    told = under(methods(sources), "4.3")
    apart = pair["joint_low" if "joint_low" in pair else "ci_low"] > 0 or (
        pair["joint_high" if "joint_high" in pair else "ci_high"] < 0
    )
    assert ("are enough to tell from chance" in told) == apart
    assert ("do not tell from chance" in told) == (not apart)


def test_a_run_in_and_a_change_are_told(tmp_path):
    text = Scenario.load("auto-service").text + (
        '\n[run_in]\nstrategy = "today"\ndays = 7\n'
        '\n[[change]]\nat = "5 d"\nset = { "platform.factor" = 2 }\nnote = "<b>dearer</b>"\n'
    )
    (tmp_path / "own.toml").write_text(text)
    run(Scenario.load(tmp_path / "own.toml"), "today", days=10, replications=5, out=tmp_path / "r")
    report = build([tmp_path / "r"], explorer=False)
    section = report.sections[-1]
    assert "lives 7 days under today" in under(section, "4.1")
    assert "A change after 5 d: platform.factor: 2." in under(section, "2.3")
    page = html_of(report)
    assert "<b>dearer" not in page
    assert "&lt;b&gt;dearer" in page


# --- commands ----------------------------------------------------------------------------------


def repeated(section, folder, monkeypatch):
    """The printed commands, run in a new folder; digests by folder and what they are of."""
    monkeypatch.chdir(folder)
    found = {}
    for line in commands(section, "journey ")[: len(TYPED)]:
        words = shlex.split(line)
        assert run_command(words[1:]) == 0
        out = folder / words[words.index("--out") + 1]
        text = (out / "result.json").read_text()
        answer = json.loads(text)
        name = out.name.removeprefix("again-")
        if "events_digests" in answer:
            found |= {(name, one): digest for one, digest in answer["events_digests"].items()}
        elif "events_digest" in answer:
            found[name, answer["strategy"]] = answer["events_digest"]
        else:
            found[name, "result.json"] = sha256_of(text)
    return found


def printed(section):
    return {
        (str(name), str(of)): str(digest) for name, of, digest in table_of(section, "digests").rows
    }


def test_the_commands_give_the_same_digests(section, tmp_path, monkeypatch):
    digests = printed(section)
    assert len(digests) == 4
    assert repeated(section, tmp_path, monkeypatch) == digests


def test_commands_told_from_the_settings_give_the_same_digests(folder_of, tmp_path, monkeypatch):
    sources = read_sources([folder_of("compare"), folder_of("run")])
    section = methods(sources)
    lines = commands(section, "journey ")[:2]
    assert all("--seed 3 --replications 6" in line for line in lines)
    monkeypatch.chdir(tmp_path)
    for line in lines:
        assert run_command(shlex.split(line)[1:]) == 0
    again = json.loads((tmp_path / "again-compare" / "result.json").read_text())
    assert again == sources.all[0].answer
    again = json.loads((tmp_path / "again-run" / "result.json").read_text())
    assert again["events_digest"] == sources.all[1].at("events_digest")


def test_the_commands_that_check_come_out_the_same(typed, section, monkeypatch):
    monkeypatch.chdir(typed[0].parent)
    lines = commands(section, "journey reproduce")
    assert len(lines) == len(TYPED)
    assert run_command(shlex.split(lines[1])[1:]) == 0


def test_what_names_machines_and_files_is_left_out_of_commands(typed):
    source = read_sources(typed[1:2]).main
    words = ["/usr/bin/journey", "run", "auto-service", "--strategy", "multichannel", "--json",
             "--out=x", "--threads", "2", "--id-map", "/home/me/ids.csv", "--people=/home/me/p.csv",
             "--days", "3"]  # fmt: skip
    manifest = {**source.folder.manifest, "command": words}
    changed = dataclasses.replace(
        source, folder=dataclasses.replace(source.folder, manifest=manifest)
    )
    assert shlex.join(repeat_command(changed) or ()) == (
        "journey run auto-service --strategy multichannel --people=p.csv --days 3 --out again-run"
    )
    told = shlex.join(repeat_command(changed, "a b/scenario.toml") or ())
    assert told.startswith("journey run 'a b/scenario.toml' --strategy multichannel ")


def test_values_set_from_python_are_told_and_repeated_by_reproduce(tmp_path):
    scenario = Scenario.load("auto-service").with_values({"platform.factor": 0.5})
    run(scenario, "today", days=10, replications=5, out=tmp_path / "set")
    section = methods(read_sources([tmp_path / "set"]))
    assert "platform.factor: 0.5" in under(section, "3.3")
    assert commands(section, "journey ") == ["journey reproduce set", "journey reproduce set"]


# --- how results were estimated ------------------------------------------------------------------


def estimated(section):
    """By folder what 4.3 says of it, and its numbers."""
    blocks = list(section.blocks)
    start = next(place for place, block in enumerate(blocks)
                 if isinstance(block, Heading) and block.name == "stress-4-3")  # fmt: skip
    end = next(place for place in range(start + 1, len(blocks))
               if isinstance(blocks[place], Heading))  # fmt: skip
    listed = [
        one for block in blocks[start:end] if isinstance(block, Listing) for one in block.items
    ]
    return {str(one).partition(":")[0]: one for one in listed}


def test_each_study_is_told_by_its_own_method(folder_of):
    kinds = [kind for kind in MADE if kind != "compare"]
    found = estimated(methods(read_sources([folder_of(kind) for kind in kinds])))
    assert len(found) == len(kinds)
    told = {name: str(sentence) for name, sentence in found.items()}
    assert "Shapley" in told["drivers"]
    assert "over all mixtures" in told["drivers"]
    assert "5 at first" not in told["tipping"]
    assert "elementary effects (Morris" in told["sweep-2"]
    assert "effects" not in told["sweep"]
    assert "Bonferroni" in told["robustness"]
    assert "Welch's test" in told["pilot"]
    assert (
        "6 replications of all candidates to begin with, then of those that are left"
        in (told["best"])
    )
    assert "chosen on 6 replications of each and told on as many others" in told["roadmap"]
    assert "which a greedy search has met" in told["roadmap"]
    assert "each lived in 5 replications at most" in told["optimize"]
    assert len(set(told.values())) == len(told)


def test_numbers_that_were_not_drawn_are_no_draws(tmp_path):
    folder = tmp_path / "c"
    words = ("compare", "auto-service", "--strategies", "today,omnichannel", *SMALL)
    assert run_command([*words, "--draws", "0", "--out", str(folder)]) == 0
    section = methods(read_sources([folder]))
    text = " ".join(
        str(one) for block in section.blocks if isinstance(block, Paragraph)
        for one in block.sentences
    )  # fmt: skip
    assert "Every number counted as certain, 17 with ranges as well: none was drawn." in text
    assert "Latin hypercube" not in text


def test_a_number_and_its_range_are_told_in_one_unit(section):
    (table,) = [block for block in section.blocks
                if isinstance(block, Table) and block.name == "methods-ranges"]  # fmt: skip
    told = {str(row[0]): [str(cell) for cell in row[1:4]] for row in table.rows}
    assert told["persona.commuter.need"] == ["1 per 300 d", "1 per 375 d", "1 per 240 d"]
    assert told["persona.commuter.order_value"] == ["EUR 110", "EUR 90", "EUR 120"]
    assert told["channel.email.open"] == ["22.71 %", "15 %", "26 %"]


def test_a_file_of_ones_own_must_be_the_one_that_was_used(tmp_path, section):
    must = "the scenario's file must be the one whose SHA-256 stands under 6.1"
    mine = tmp_path / "mine.toml"
    assert run_command(["new", str(mine), "--from", "auto-service"]) == 0
    words = ("run", str(mine), "--strategy", "today", *SMALL, "--out", str(tmp_path / "r"))
    assert run_command(list(words)) == 0
    told = {
        name: " ".join(str(one) for block in of.blocks if isinstance(block, Paragraph)
                       for one in block.sentences)
        for name, of in (("mine", methods(read_sources([tmp_path / "r"]))), ("built-in", section))
    }  # fmt: skip
    assert must in told["mine"]
    assert must not in told["built-in"]
