"""The short page: rounded, explained; and slides that are read from the back of a room."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from PIL import Image

from sim.cli.app import run_command
from sim.report.glossary.lookup import find
from sim.report.page.brief import brief_of
from sim.report.page.build import gathered, report_of
from sim.report.page.document import Chart, Paragraph, Report, Section
from sim.report.page.drawing.shared import waterfall
from sim.report.page.drawing.turning import tips
from sim.report.page.html import html_of
from sim.report.page.rounding import rounded
from sim.report.page.slides.draw import HEIGHT, SMALLEST, WIDTH, svg_of
from sim.report.page.slides.letters import fitted, width_of, wrapped
from sim.report.page.slides.make import slide_files
from sim.report.page.slides.plain import plain_key
from sim.report.page.slides.slide import Card, Slide
from sim.report.page.slides.told import few, slides_of
from sim.report.page.words import COMMON, words_of
from sim.report.words.told import Code, Term, say
from sim.scenario import Scenario
from sim.study.kpis import KPIS

SCENARIO = Scenario.load("auto-service")
NAMES = ["1-answer", "2-earned", "3-why", "4-when", "5-first"]
NASTY = '<script>alert("1")</script> \u05e9\u05dc\u05d5\u05dd & \U0001f98a \x01'


@pytest.fixture(scope="module")
def sources(folder_of):
    return gathered(
        [folder_of(kind) for kind in ("compare", "drivers", "tipping", "roadmap")], lives=False
    )


@pytest.fixture(scope="module")
def brief(sources):
    return brief_of(report_of(sources, explorer=False), sources)


# --- numbers -------------------------------------------------------------------------------------


class Told:
    """Sources of one number with what stands beside it."""

    def __init__(self, **beside):
        from sim.report.page.sources import Source

        self.source = Source.__new__(Source)
        object.__setattr__(self.source, "name", "x")
        object.__setattr__(self.source, "answer", {"a": {"b": beside}})
        scenario = type("S", (), {"scenario": type("T", (), {"currency": "EUR"})})
        object.__setattr__(self.source, "folder", type("F", (), {"scenario": scenario}))

    def beside(self, key):
        return self.source, self.source.at("a", "b")

    def said(self, name="mean", **how):
        return str(rounded(self.source.figure("a", "b", name, **how), self))


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "said"),
    [
        (719.43, 546.33, 892.53, "EUR", "EUR 720"),
        (719.43, 319.43, 1_119.43, "EUR", "EUR 700"),
        (1_329.79, 246.0, 2_414.0, "EUR", "EUR 1,300"),
        (1_329.79, 149.0, 2_511.0, "EUR", "EUR 1,300"),
        (719.43, 679.43, 759.43, "EUR", "EUR 720"),
        (1_234_567.0, 1_234_560.0, 1_234_570.0, "EUR", "EUR 1,230,000"),
        (0.12345, 0.08, 0.16, "share", "12 %"),
        (0.12345, 0.1230, 0.1238, "share", "12.3 %"),
        (-250.8, -250.81, -250.8, "EUR", "EUR \N{MINUS SIGN}251"),
        (3.0, -200.0, 206.0, "EUR", "EUR 3"),
        (326.35, None, None, "count", "330"),
        (0.0, 0.0, 0.0, "EUR", "EUR 0"),
    ],
)
def test_no_more_digits_than_are_known(value, low, high, unit, said):
    assert Told(mean=value, ci_low=low, ci_high=high, unit=unit).said() == said


def test_the_ends_of_an_interval_are_as_precise_as_its_mean():
    told = Told(mean=719.43, ci_low=319.43, ci_high=1119.43, unit="EUR", input_low=-21.14,
                input_high=1513.9)  # fmt: skip
    assert told.said("ci_low", signed=True) == "+EUR 300"
    assert told.said("ci_high") == "EUR 1,100"
    assert told.said("input_low") == "EUR \N{MINUS SIGN}20"
    assert told.said("input_high") == "EUR 1,500"
    assert Told(mean=-719.43, ci_low=-1119.43, ci_high=-319.43, unit="EUR").said(
        size=True
    ) == "EUR 700"  # fmt: skip


@pytest.mark.parametrize(
    ("written", "unit", "said"),
    [("719", "EUR", "720"), ("EUR 719", "EUR", "EUR 720"),
     ("\N{MINUS SIGN}719", "EUR", "\N{MINUS SIGN}720"), ("+EUR 719", "EUR", "+EUR 720"),
     ("EUR 718", "EUR", "EUR 720"), ("EUR 717", "EUR", "EUR 717"),
     ("719.4 hours", "hours", "720 hours"), ("719", "hours", "720"), ("seven", "EUR", "seven")],
)  # fmt: skip
def test_a_number_keeps_how_it_was_written(written, unit, said):
    told = Told(mean=719.43, ci_low=546.33, ci_high=892.53, unit=unit)
    assert str(rounded(told.source.quoted(written, "a", "b", "mean"), told)) == said


def test_what_happens_once_in_so_many_days_is_rounded_as_days():
    told = Told(flips_at=1.0 / 151.0, ci_low=1.0 / 264.0, ci_high=1.0 / 124.0)
    figure = told.source.quoted("1 per 151 d", "a", "b", "flips_at")
    assert str(rounded(replace(figure, unit="per day"), told)) == "1 per 150 d"


def test_where_two_break_even_is_rounded_as_its_interval():
    told = Told(value=0.36754, ci_low=0.2721, ci_high=0.4629)
    figure = replace(told.source.quoted("0.3675", "a", "b", "value"), unit="number")
    assert str(rounded(figure, told)) == "0.37"
    share = Told(value=0.36754, ci_low=0.2721, ci_high=0.4629)
    figure = replace(share.source.quoted("36.75 %", "a", "b", "value"), unit="share")
    assert str(rounded(figure, share)) == "37 %"
    alone = Told(value=0.34551)
    figure = replace(alone.source.quoted("0.3455", "a", "b", "value"), unit="number")
    assert str(rounded(figure, alone)) == "0.35"


def test_what_adding_up_leaves_of_nothing_is_nothing():
    told = Told(mean=9e-13, ci_low=-9e-13, ci_high=9e-13, unit="count")
    assert [told.said(end) for end in ("mean", "ci_low", "ci_high")] == ["0.0", "0.0", "0.0"]


def test_a_mark_is_explained_where_a_row_has_it(sources):
    """Of the table of a comparison a board reads the first rows, which are all of a year."""
    mark = "\N{DAGGER}"
    report = report_of(sources, explorer=False)
    for one, marked in ((report, True), (brief_of(report, sources), False)):
        (table,) = [table for table in one.tables() if table.name == "strategies"]
        assert any(mark in str(row[0]) for row in table.rows) is marked
        assert (mark in str(table.note)) is marked
        assert str(table.note).startswith("Money in EUR a year; hours a year.")


def test_what_is_set_or_counted_stays(sources):
    source = sources.comparison
    for name in ("customers", "days", "replications", "ceiling"):
        figure = source.figure(name)
        assert rounded(figure, sources) == figure
    own = source.quoted("seven", "strategies", "today", "profit", "mean")
    assert rounded(own, sources) == own


def test_keys_and_values_are_those_of_the_full_report(brief, sources):
    full = {figure.key: figure.value for figure in report_of(sources, explorer=False).figures()}
    short = list(brief.figures())
    assert len(short) > 20
    assert all(full[figure.key] == figure.value for figure in short)
    texts = {figure.key: figure.text for figure in report_of(sources, explorer=False).figures()}
    assert any(texts[figure.key] != figure.text for figure in short)


# --- words ---------------------------------------------------------------------------------------


def test_every_word_is_in_the_glossary():
    assert [name for _, name in COMMON if not find(name)] == []


def test_every_term_is_explained(brief):
    page = html_of(brief)
    defined = {one.casefold() for word in brief.terms for one in word.told}
    assert all(f">{word}</dt>" in page for word in brief.terms)
    shown = re.sub(r"(?s)<script.*?</script>|<style.*?</style>|<details.*?</details>", "", page)
    text = re.sub(r"<[^>]+>", " ", shown.partition('id="terms"')[0]).casefold()
    used = [kpi.title for kpi in KPIS if re.search(rf"\b{re.escape(kpi.title.casefold())}\b", text)]
    assert "Profit" in used
    assert [title for title in used if title.casefold() not in defined] == []
    for link in re.findall(r'href="#(term-[^"]+)"', page):
        assert f'id="{link}"' in page
    for word in ("interval", "replication", "multichannel"):
        assert word in defined
    assert "nobody has measured" in next(one.meaning for one in brief.terms if one.of == "assumed")


def test_terms_are_found_inside_sentences(sources):
    inner = say("{t}", t=Term("swing", "one year"))
    sentence = say("{x} {y}", x=inner, y=Code("persona.commuter.margin"))
    section = Section("a", "A", (Paragraph((sentence,)),), brief=True)
    terms = brief_of(Report("T", "", (section,)), sources).terms
    assert {"swing", "margin (commuter)"} <= set(map(str, terms))
    assert "persona.commuter.margin" in {word.of for word in terms}


def test_no_word_is_explained_by_its_opposite_or_in_marks_of_code(brief):
    (chance,) = [word for word in brief.terms if "may be chance" in word.told]
    assert chance.meaning.startswith("No more than the luck of the simulation explains")
    assert not any("`" in word.meaning for word in brief.terms)
    said = Paragraph((say("With the power of a pilot, by Shapley values, joining pays."),))
    section = Section("a", "A", (said,), brief=True)
    told = {
        str(one): one.meaning for one in words_of(Report("T", "", (section,)), SCENARIO, keys=True)
    }
    assert "`" not in told["power"]
    assert told["Shapley value"].startswith("What one of several things adds on average")
    assert told["joining"].startswith("Letting channels know what others have seen")


def test_words_of_one_meaning_stand_together(sources):
    said = Paragraph((say("It may be chance. Or perhaps by luck; dials and a dial."),))
    section = Section("a", "A", (said,), brief=True)
    told = [str(one) for one in brief_of(Report("T", "", (section,)), sources).terms]
    assert told == ["dial", "may be chance, perhaps by luck"]


def test_only_what_a_board_reads(sources, brief):
    report = report_of(sources, explorer=False)
    more = replace(report, sections=(*report.sections, Section("long", "Long", ())))
    assert [one.name for one in brief_of(more, sources).sections] == [
        one.name for one in report.sections if one.brief
    ]
    assert "tooltip" not in json.dumps([chart.spec for chart in brief.charts()])
    assert 'class="brief"' in html_of(brief)
    assert 'class="brief"' not in html_of(report)


# --- slides --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def slides(brief, sources):
    return slide_files(brief, sources)


def test_five_slides(slides, brief, sources):
    assert list(slides) == [f"{name}.{end}" for name in NAMES for end in ("svg", "png")]
    for name in NAMES:
        picture = Image.open(io.BytesIO(slides[f"{name}.png"]))
        assert picture.size == (WIDTH, HEIGHT) == (1600, 900)
        assert len(picture.convert("RGB").getcolors(1_000_000)) > 20
    assert slide_files(brief, sources) == slides


def scaled_texts(node, scale=1.0):
    """Each text with the size of its letters as they are seen."""
    if node.tag.endswith("}svg") and node.get("viewBox"):
        box = [float(one) for one in node.get("viewBox").split()]
        scale *= float(node.get("width")) / box[2]
    if node.tag.endswith("}text"):
        size = float(re.sub("px", "", node.get("font-size")))
        yield "".join(node.itertext()), size * scale
    for child in node:
        yield from scaled_texts(child, scale)


def test_letters_are_large(slides):
    for name in NAMES:
        texts = list(scaled_texts(ET.fromstring(slides[f"{name}.svg"])))
        assert len(texts) >= 4
        assert [one for one in texts if one[1] < SMALLEST - 0.5] == [], name


def test_slides_say_what_the_report_says(brief, sources):
    found = slides_of(brief, sources)
    headline = next(one for one in brief.sections[0].blocks if isinstance(one, Paragraph))
    assert found[0].headline == str(headline.sentences[0])
    assert all(card.told for card in found[0].cards)
    assert found[1].spec is not None
    assert found[2].spec is not None  # drivers
    assert found[3].source == "tipping"
    assert not re.search(r"persona\.\w+", " ".join(slide.words() for slide in found))


def test_a_section_takes_the_place_of_a_fallback(brief, sources):
    chart = brief.charts()[0]
    strong = Paragraph((say("Ask the garage."),), strong=True)
    section = Section("todo", "To do", (Paragraph((say("Weak."),)), strong, chart), brief=True)
    others = tuple(one for one in brief.sections if one.name != "measure")
    found = slides_of(replace(brief, sections=(*others, section)), sources)[4]
    assert (found.headline, found.points) == ("Ask the garage.", ("Weak.",))
    assert found.spec is not None
    both = slides_of(replace(brief, sections=(*brief.sections, section)), sources)[4]
    assert (both.headline, both.points[0], len(both.points)) == ("Ask the garage.", "Weak.", 3)
    assert all(one.startswith("Measure first: ") for one in both.points[1:])
    assert both.spec is None  # what to measure takes its place
    drawn = ET.fromstring(svg_of(both, 5, 5, "", ""))
    told = {text: size for text, size in scaled_texts(drawn) if text.strip(" 5/")}
    sizes = {size for text, size in told.items() if any(text in point for point in both.points)}
    assert len(sizes) == 1


@pytest.mark.parametrize("kind", ["run", "compare", "map", "roadmap", "lift"])
def test_slides_of_any_folder(folder_of, kind):
    alone = gathered([folder_of(kind)], lives=False)
    short = brief_of(report_of(alone, explorer=False), alone)
    made = slide_files(short, alone)
    assert len(made) == 10
    assert all(slide.headline for slide in slides_of(short, alone))


def test_names_stay_text():
    spec = {"data": {"values": [{"a": NASTY, "b": 1}]}, "mark": "bar", "width": "container",
            "encoding": {"y": {"field": "a", "type": "nominal"},
                         "x": {"field": "b", "type": "quantitative"}}}  # fmt: skip
    for slide in (
        Slide("n", NASTY, NASTY * 9, points=(NASTY * 20,)),
        Slide("n", NASTY, NASTY, cards=(Card(NASTY, NASTY * 9),)),
        Slide("n", NASTY, NASTY, spec=spec, told=NASTY),
    ):
        root = ET.fromstring(svg_of(slide, 1, 5, NASTY * 9, NASTY * 9))
        assert not [one for one in root.iter() if one.tag.endswith("script")]
        assert "<script>" in "".join(root.itertext())


def test_lines_are_no_wider_than_their_place():
    text = "a few words and aVeryLongNameWithoutAnyBlankInItThatGoesOnAndOn EUR 1,200 and 5 % more"
    lines = wrapped(text, 40, 400)
    assert all(width_of(line, 40) <= 400 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line.endswith("EUR") or line.startswith("%") for line in lines)
    size, lines = fitted(text * 9, (50, 30), 400, 2)
    assert (size, len(lines)) == (30, 2)
    assert lines[-1].endswith("\N{HORIZONTAL ELLIPSIS}")


def test_keys_in_plain_words():
    assert plain_key("persona.commuter.order_value") == "order value (commuter)"
    assert plain_key("platform.factor") == "platform factor"
    assert plain_key("channel.email") == "channel email"
    for text in ("a sentence. Another", "datum.kind", "profit"):
        assert plain_key(text) == text


def test_the_command(folder_of, tmp_path, capsys):
    out = tmp_path / "board.html"
    words = ["report", str(folder_of("compare")), "--out", str(out), "--brief", "--json"]
    capsys.readouterr()
    assert run_command(words) == 0
    told = json.loads(capsys.readouterr().out)
    slides = str(tmp_path / "board-slides")
    assert told == {"path": str(out), "paths": [str(out), slides], "slides": slides}
    assert len(list((tmp_path / "board-slides").iterdir())) == 10
    out.unlink()
    assert run_command(words) == 2  # the slides are there
    assert not out.exists()


def test_charts_of_the_short_page_keep_their_figures(brief):
    assert all(isinstance(one, Chart) and one.table.rows for one in brief.charts())


def test_slides_have_few_bars_and_the_sum_of_all_others():
    ups = [("a", 50.0), ("b", 30.0), ("c", -5.0), ("d", -5.0), ("e", -4.0), ("f", -3.0)]
    rows, at = [], 0.0
    for name, size in ups:
        rows.append({"name": name, "start": at, "end": at + size, "told": "",
                     "kind": "up" if size > 0.0 else "down"})  # fmt: skip
        at += size
    rows.append({"name": "all", "start": 0.0, "end": at, "kind": "total", "told": ""})
    found = few(waterfall(rows, "profit"))
    (shown,) = found["datasets"].values()
    assert [row["name"] for row in shown] == ["a", "b", "c", "3 others", "all"]
    assert (shown[3]["start"], shown[3]["end"], shown[3]["kind"]) == (75.0, 63.0, "down")
    assert found["encoding"]["y"]["sort"] == [row["name"] for row in shown]
    bars = [{"key": str(place), "change": 1.0, "told": "", "kind": "mine"} for place in range(9)]
    (shown,) = few(tips(bars))["datasets"].values()
    assert [row["key"] for row in shown] == ["0", "1", "2", "3", "4"]
