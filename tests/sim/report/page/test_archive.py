"""The archive: all that repeats the work, the same bytes each time, and no customer."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shlex
import shutil
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from sim.cli.app import run_command
from sim.report.page.archive import archive_of
from sim.report.page.citation import citation_text
from sim.report.page.sources import read_sources

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A run with stored events and a study, as typed."""
    root = tmp_path_factory.mktemp("made")
    for name, words in (
        ("run", ("run", "auto-service", "--strategy", "today", "--events", "all")),
        ("drivers", ("drivers", "auto-service", "multichannel", "today")),
    ):
        given = [*words, "--days", "20", "--replications", "5", "--out", str(root / name)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["journey", *given])
            assert run_command(given) == 0
    return [root / "run", root / "drivers"]


@pytest.fixture(scope="module")
def archive(folders):
    return archive_of(read_sources(folders))


@pytest.fixture
def unpacked(archive, tmp_path):
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        held.extractall(tmp_path)
    return tmp_path


def test_it_holds_what_repeats_the_work_and_nothing_else(folders, archive):
    assert (folders[0] / "events").is_dir()
    assert any((folders[1] / "parts").iterdir())
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        assert held.namelist() == [
            "README.md", "CITATION.cff", "REFERENCES.md",
            "run/scenario.toml", "run/manifest.json", "run/result.json", "run/versions.txt",
            "drivers/scenario.toml", "drivers/manifest.json", "drivers/study.json",
            "drivers/result.json", "drivers/versions.txt", "SHA256SUMS",
        ]  # fmt: skip
        for name in ("manifest.json", "result.json"):
            assert held.read(f"run/{name}") == (folders[0] / name).read_bytes()
        assert held.read("drivers/study.json") == (folders[1] / "study.json").read_bytes()


def test_the_same_folders_give_the_same_bytes(folders, archive, tmp_path, monkeypatch):
    for folder in folders:
        shutil.copytree(folder, tmp_path / folder.name)
    monkeypatch.chdir(tmp_path)
    assert archive_of(read_sources(["run", "drivers"])) == archive


def test_sums_are_those_of_all_other_files(unpacked):
    sums = dict(
        reversed(line.split("  ")) for line in (unpacked / "SHA256SUMS").read_text().splitlines()
    )
    files = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    assert set(sums) == files - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((unpacked / name).read_bytes()).hexdigest() == digest


def test_its_commands_repeat_the_work(unpacked, monkeypatch):
    readme = (unpacked / "README.md").read_text()
    lines = [line for line in readme.splitlines() if line.startswith("journey ")]
    assert [line.split()[1] for line in lines] == ["run", "drivers", "reproduce", "reproduce"]
    monkeypatch.chdir(unpacked)
    for line in lines:
        assert run_command(shlex.split(line)[1:]) == 0, line
    then, now = (json.loads((unpacked / name / "result.json").read_text())
                 for name in ("run", "again-run"))  # fmt: skip
    assert then["events_digest"] == now["events_digest"]
    assert (unpacked / "drivers" / "result.json").read_bytes() == (
        unpacked / "again-drivers" / "result.json"
    ).read_bytes()


def test_sources_of_published_numbers_are_named(unpacked):
    assert "Mailchimp, October 2019" in (unpacked / "REFERENCES.md").read_text()


def test_customers_of_a_table_stay_outside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_command(["people", "auto-service", "--out", "secret.parquet"]) == 0
    given = ["run", "auto-service", "--strategy", "today", "--days", "5", "--replications", "5",
             "--people", str(tmp_path / "secret.parquet"), "--out", "kept"]  # fmt: skip
    monkeypatch.setattr(sys, "argv", ["journey", *given])
    assert run_command(given) == 0
    made = archive_of(read_sources(["kept"]))
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        assert not [name for name in held.namelist() if "parquet" in name or "people" in name]
        readme = held.read("README.md").decode()
    assert "--people secret.parquet --out again-run" in readme
    assert "journey reproduce run --people secret.parquet" in readme
    assert "which is not in here" in readme


def test_the_citation_at_the_root_is_that_of_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    text = (ROOT / "CITATION.cff").read_text()
    assert text == citation_text(version)
    assert re.search(r"(?m)^license: Apache-2\.0$", text)
    assert "family-names" not in text


# --- the command -------------------------------------------------------------------------------


def test_page_and_archive_are_written_together(folders, archive, tmp_path, capsys):
    page, packed = tmp_path / "r.md", tmp_path / "a.zip"
    words = ["report", *map(str, folders), "--out", str(page), "--archive", str(packed)]
    assert run_command([*words, "--json"]) == 0
    drawn = tmp_path / "r-figures"
    told = {
        "path": str(page),
        "paths": list(map(str, (page, packed, drawn))),
        "figures": str(drawn),
    }
    assert json.loads(capsys.readouterr().out) == told
    assert page.read_text().startswith("# Car service with three bays\n")
    assert packed.read_bytes() == archive
    assert sorted(tmp_path.iterdir()) == [packed, drawn, page]
    linked = set(re.findall(r"\(<(r-figures/[^>]+)>\)", page.read_text()))
    assert len(linked) > 5
    assert all((tmp_path / name).is_file() for name in linked)


def test_the_form_is_that_of_the_ending_unless_it_is_asked_for(folders, tmp_path):
    words = ["report", str(folders[0]), "--format", "html", "--out", str(tmp_path / "a.txt")]
    assert run_command(words) == 0
    assert (tmp_path / "a.txt").read_text().startswith("<!doctype html>")
    assert run_command(["report", str(folders[0]), "--out", str(tmp_path / "c.htm")]) == 0
    assert (tmp_path / "c.htm").read_text().startswith("<!doctype html>")
    words = ["report", str(folders[0]), "--format", "md", "--out", str(tmp_path / "b.txt")]
    assert run_command(words) == 0
    assert (tmp_path / "b.txt").read_text().startswith("# ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--format", "pdf", "--out", "r.md"), "there is no such format"),
        (("--out", "r.pdf"), "the ending of this file tells no format"),
        (("--out", "report"), "the ending of this file tells no format"),
        (("--out", "r.html", "--format", "md"), "the ending of this file tells another format"),
        (("--archive", "a.tar"), "an archive is a .zip file"),
        (("--out", "r.html", "--brief", "--explore", "today"), "followed on the page alone"),
        (("--out", "r.md", "--explore", "today"), "followed on the page alone"),
        (("--out", "here.html"), "exists and is not overwritten"),
        (("--out", "r.html", "--archive", "here.zip"), "exists and is not overwritten"),
        (("--out", "r.html", "--archive", "nowhere/a.zip"), "there is no such folder"),
        (("--out", "nowhere/r.html"), "there is no such folder"),
        (("--out", "r.html", "--archive", "r.zip", "--figures", "r.zip"), "of the same name"),
        ((), "--out is missing"),
    ],
)
def test_wrong_words_write_nothing(folders, tmp_path, monkeypatch, capsys, words, told):
    monkeypatch.chdir(tmp_path)
    for name in ("here.html", "here.zip"):
        (tmp_path / name).write_text("mine")
    assert run_command(["report", str(folders[0]), *words]) == 2
    assert told in " ".join(capsys.readouterr().err.split())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here.html", "here.zip"]
    assert {path.read_text() for path in tmp_path.iterdir()} == {"mine"}


def test_a_folder_that_is_none_writes_nothing(folders, tmp_path):
    words = ["report", str(folders[0]), str(tmp_path / "no"), "--archive", str(tmp_path / "a.zip")]
    assert run_command(words) == 2
    assert list(tmp_path.iterdir()) == []
