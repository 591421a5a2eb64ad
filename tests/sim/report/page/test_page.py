"""The page as HTML: numbers that know where they stand, text that stays text."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from sim.cli.app import run_command
from sim.report.page.build import build, gathered, report_of
from sim.report.page.document import Listing, Paragraph, Table
from sim.report.page.html import _bundle, html_of
from sim.report.page.sections.earned import earned
from sim.report.page.sources import Sources, read_sources
from sim.report.words.answered import resolve
from sim.report.words.told import Figure, say
from sim.store.answer_file import FORMAT
from tests.sim.report.page.conftest import MADE


class Keys(HTMLParser):
    """What carries a key, and the text of the page outside of it, scripts left out."""

    def __init__(self):
        super().__init__()
        self.keys, self.text, self._open = [], [], []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if "data-key" in told:
            self.keys.append((told["data-key"], told["value"]))
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"script", "style", "data", "code"} & set(self._open):
            self.text.append(data)


@pytest.fixture(scope="module")
def folders(folder_of):
    return [folder_of(kind) for kind in MADE]


@pytest.fixture(scope="module")
def page(folders):
    return html_of(build(folders, explorer=False))


def brought(page):
    """What the page brings along of its own sources."""
    found = re.findall(
        r'<script type="application/json" id="source-([a-z-]+)">(.*?)</script>', page, re.DOTALL
    )
    return {name: json.loads(text) for name, text in found}


def test_every_number_resolves_in_a_result(folders, page):
    found = Keys()
    found.feed(page)
    answers = {one.name: one.answer for one in read_sources(folders).all} | brought(page)
    assert len(found.keys) > 300
    for key, value in found.keys:
        name, _, place = key.partition("#")
        assert str(resolve(answers[name], place)) == value, key
    assert {key.partition("#")[0] for key, _ in found.keys} >= set(answers) - {
        "run",
        "best",
        "roadmap",
    }


def test_numbers_of_the_explorer_resolve_on_the_page(folder_of):
    """Its data go by the name of its keys, and no name stands twice."""
    page = html_of(build([folder_of("run")]))
    found = Keys()
    found.feed(page)
    keys = [(key, value) for key, value in found.keys if key.startswith("explorer#")]
    data = brought(page)["explorer"]
    assert len(keys) >= 4
    for key, value in keys:
        assert str(resolve(data, key.partition("#")[2])) == value, key
    ids = re.findall(r'<[a-z]+[^<>]* id="([^"]+)"', page.replace(str(_bundle()), ""))
    assert {"source-explorer", "source-ledger", "explorer"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_no_number_of_the_text_stands_without_its_key(page):
    found = Keys()
    shown = page.split("<main", 1)[1]
    found.feed(shown.split('<section id="methods"')[0])  # items and quoted sources have numbers
    told = " ".join(" ".join(found.text).replace("95 %", "").split())
    assert re.findall(r".{20}\d.{20}", told) == []


def test_the_same_folders_give_the_same_bytes(folders, page):
    assert html_of(build(folders, explorer=False)) == page


def test_nothing_is_asked_of_a_network(page):
    outside = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r'(src|href)\s*=\s*"(?!#)', outside)
    assert "default-src 'none'" in page


def test_text_is_escaped():
    told = str(
        say("{name} earns {gain}", name="<b>&", gain=Figure("1", "compare#/x", 1)).__html__()
    )
    assert (
        told == '&lt;b&gt;&amp; earns <data data-key="compare#/x" value="1" class="short">1</data>'
    )


def test_links_within_the_page_lead_somewhere_and_no_name_stands_twice(page):
    shown = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    links = set(re.findall(r'href="#([^"]+)"', shown))
    assert "term-interval" in links
    assert links <= set(ids)


def test_a_result_that_was_edited_is_refused(folder_of, tmp_path, capsys):
    folder = shutil.copytree(folder_of("drivers"), tmp_path / "drivers")
    told = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    del told["total"]
    (folder / "result.json").write_text(json.dumps(told), encoding="utf-8")
    out = tmp_path / "report.html"
    assert run_command(["report", str(folder), "--out", str(out)]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "the result is not the one that the command wrote" in said
    assert "result.json" in said
    assert not out.exists()


def test_a_result_of_another_version_is_refused(folder_of, tmp_path, capsys):
    folder = shutil.copytree(folder_of("drivers"), tmp_path / "drivers")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for made in (0, None):
        manifest["result_format"] = made
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        assert run_command(["report", str(folder), "--out", str(tmp_path / "r.html")]) == 2
        said = " ".join(capsys.readouterr().err.split())
        assert "another version of the program has written this result" in said
        assert f"expected: {FORMAT}: make it again" in said


@pytest.mark.parametrize(
    ("name", "found"), [("command", 5), ("settings", []), ("versions", None), ("scenario", "x")]
)
def test_a_damaged_manifest_is_told(folder_of, tmp_path, capsys, name, found):
    folder = shutil.copytree(folder_of("drivers"), tmp_path / "drivers")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest[name] = found
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert run_command(["report", str(folder), "--out", str(tmp_path / "r.html")]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "the manifest is damaged" in said
    assert name in said


def test_folders_that_do_not_go_together_are_told(folder_of, tmp_path):
    other = tmp_path / "lift"
    words = ["lift", "auto-service", "--strategy", "omnichannel", "--without", "channel.email"]
    assert run_command([*words, "--days", "60", "--replications", "5", "--seed", "3", "--kpi",
                        "purchases", "--out", str(other)]) == 0  # fmt: skip
    notes = [str(note) for note in read_sources([folder_of("compare"), other]).notes]
    assert "lift is about 'Purchases', compare about 'Profit'." in notes
    assert (
        "Different numbers of replications (compare 6, lift 5): means of one difference differ "
        "from folder to folder, by luck."
    ) in notes


def test_what_commands_have_noted_is_told_once(folder_of):
    sources = read_sources([folder_of("tipping"), folder_of("compare")])
    told = [str(remark.told) for remark in sources.remarks()]
    assert any(note.startswith("The strategies may not use the same actions") for note in told)
    assert len(set(told)) == len(told)
    first = sources.remarks()[0]
    assert first.told.key == "compare#/notes/0"
    report = build([folder_of("tipping"), folder_of("compare")], explorer=False)
    shown = {figure.key: figure.text for figure in report.figures()}
    for remark in sources.remarks():
        assert shown[remark.told.key] == remark.told.text


def test_a_note_names_all_that_have_noted_it(tmp_path):
    few = ("--days", "30", "--replications", "2")
    asked = {"run": ("run", "auto-service", "--strategy", "today"),
             "drivers": ("drivers", "auto-service", "multichannel", "today"),
             "breakeven": ("breakeven", "auto-service", "multichannel", "today", "--over",
                           "platform.factor=0:2")}  # fmt: skip
    for kind, words in asked.items():
        assert run_command([*words, *few, "--out", str(tmp_path / kind)]) == 0
    report = build([tmp_path / kind for kind in asked], explorer=False)
    items = [str(one) for block in report.blocks() if isinstance(block, Listing)
             for one in block.items]  # fmt: skip
    assert "run, drivers and breakeven: No intervals: they need at least 5 replications." in items


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "A harder test, if EUR 2,400 also had to pay for the platforms: Nothing to compare"),
        (("--equal", "total"), "If EUR 2,400 were for media alone, platform extra: Decided"),
        (("--tuned", "2"), "With every strategy tuned with the same effort (2 evaluations of"),
    ],
)
def test_other_lines_of_a_comparison_are_told(tmp_path, words, said):
    asked = ["compare", "auto-service", "--days", "60", "--replications", "6", "--draws", "0"]
    asked += ["--strategies", "today,multichannel", *words]
    assert run_command([*asked, "--out", str(tmp_path / "c")]) == 0
    section = earned(read_sources([tmp_path / "c"]))
    told = [str(one) for block in section.blocks if isinstance(block, Paragraph)
            for one in block.sentences]  # fmt: skip
    assert any(one.startswith(said) for one in told), told


@pytest.mark.parametrize("days", [60, 365])
def test_figures_of_a_run_that_is_no_year_are_marked(folder_of, days):
    (source,) = read_sources([folder_of("compare")]).all
    changed = replace(source, answer={**source.answer, "days": days})
    table = next(one for one in earned(Sources((changed,))).blocks if isinstance(one, Table))
    marked = [row[0] for row in table.rows if row[0].endswith("†")]
    if days == 365:
        assert marked == []
        assert "†" not in str(table.note)
        return
    assert {"Satisfaction†"} <= set(marked)
    assert not {"Profit†", "Purchases†", "Media cost†"} & set(marked)
    assert str(table.note).endswith(" Rows with † are of the 60 days, not scaled to a year.")


def test_one_of_anything_is_told_in_the_singular(folders):
    """In captions, in notes of tables and in methods."""
    one = {"customers": 1, "days": 1, "replications": 1}
    sources = gathered(folders)
    sources = replace(
        sources,
        all=tuple(replace(each, answer={**each.answer, **one}) for each in sources.all
                  if each.kind != "pilot"),  # whose days are one of the lengths that it tried
        made=tuple(
            replace(each, answer={**each.answer, **one}) if each.name == "lives" else each
            for each in sources.made
        ),
    )  # fmt: skip
    report = report_of(sources, explorer=False)
    (methods,) = (section for section in report.sections if section.name == "methods")
    told = [
        *(chart.caption for chart in report.charts()),
        *(table.note for table in report.tables() if table.note is not None),
        *(one for block in methods.blocks if isinstance(block, Paragraph)
          for one in block.sentences),
    ]  # fmt: skip
    texts = [str(sentence) for sentence in told]
    assert sum("1 person, 1 day" in text for text in texts) > 10
    assert not [text for text in texts if re.search(r"(?<![\d.,])1 (people|\w+s)\b(?<! is)", text)]
