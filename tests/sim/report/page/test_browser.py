"""The page in a headless Chromium, opened from disk with no network to ask."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import time

import pytest

from sim.cli.app import run_command
from sim.report.page.brief import brief_of
from sim.report.page.build import build, gathered, report_of
from sim.report.page.document import Chart, Report, Section, Table
from sim.report.page.drawing.lives import grouped_bars, matrix
from sim.report.page.drawing.shared import colours, lines_over_days
from sim.report.page.drawing.turning import effects
from sim.report.page.html import html_of
from sim.report.words.told import say
from tests.sim.report.page.conftest import MADE

ALL = ("compare", "drivers", "tipping", "breakeven", "map", "sweep", "screened", "lift", "roadmap",
       "optimize", "pilot", "robustness", "selection")  # fmt: skip
EFFECTS = [{"key": "a", "size": 1.0, "low": None, "high": None, "told": "1"}]
SIZES = [(390, 844), (1920, 1080)]


@pytest.fixture(scope="module")
def sources(folder_of):
    return gathered([folder_of(kind) for kind in ALL])


@pytest.fixture(scope="module")
def report(sources):
    return report_of(sources, explorer=False)


@pytest.fixture(scope="module")
def page(report, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(html_of(report), encoding="utf-8")
    return path


def opened(chromium, page, size, scheme):
    """Open it, and give what the browser complained of and asked for."""
    width, height = size
    chromium.execute_cdp_cmd("Network.enable", {})
    chromium.execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0},
    )
    media = [{"name": "prefers-color-scheme", "value": scheme}]
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
    chromium.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    for kind in ("browser", "performance"):
        chromium.get_log(kind)
    chromium.get(page.as_uri())
    until = time.monotonic() + 60.0
    while not chromium.execute_script("return document.documentElement.dataset.drawn"):
        assert time.monotonic() < until, chromium.get_log("browser")
        time.sleep(0.05)
    messages = [
        json.loads(entry["message"])["message"] for entry in chromium.get_log("performance")
    ]
    asked = [
        one["params"]["request"]["url"]
        for one in messages
        if one["method"] == "Network.requestWillBeSent"
    ]
    return chromium.get_log("browser"), asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_it_opens_from_disk_without_a_network(chromium, page, size, scheme):
    said, asked = opened(chromium, page, size, scheme)
    assert said == []
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [page.as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_chart_is_drawn(chromium, page, size, scheme):
    opened(chromium, page, size, scheme)
    marks = chromium.execute_script(
        "return [...document.querySelectorAll('[data-chart]')].map(place => [place.dataset.chart,"
        " place.querySelectorAll('svg .mark-rect path, svg .mark-symbol path, svg .mark-line path,"
        " svg .mark-area path, svg .mark-rule line').length,"
        " place.getBoundingClientRect().width, place.getBoundingClientRect().height])"
    )
    drawn = {name for name, *_ in marks}
    assert drawn >= {"differences", "drivers", "tipping", "breakeven", "map", "cash", "stages",
                     "sweep-2-sensitivity-1"}  # fmt: skip
    for name, count, width, height in marks:
        assert count > 0, name
        assert 200 < width <= size[0], name
        assert height > 60, name


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_text_of_a_chart_is_cut_and_no_bar_is_a_hair(chromium, page, size):
    """Axes, titles and legends lie within the picture; bars are as high as their rows."""
    opened(chromium, page, size, "light")
    cut, thin = chromium.execute_script(
        "const cut = [], thin = [];"
        "for (const place of document.querySelectorAll('[data-chart]')) {"
        "  const name = place.dataset.chart, svg = place.querySelector('svg');"
        "  const all = svg.getBoundingClientRect();"
        "  for (const text of svg.querySelectorAll('text')) {"
        "    const one = text.getBoundingClientRect();"
        "    if (one.width && (one.left < all.left - 2 || one.right > all.right + 2"
        "        || one.top < all.top - 2 || one.bottom > all.bottom + 2))"
        "      cut.push([name, text.textContent]);"
        "  }"
        "  const high = [...svg.querySelectorAll('.mark-rect path')].map("
        "    bar => bar.getBoundingClientRect().height);"
        "  if (high.length && Math.max(...high) < 4) thin.push(name);"
        "}"
        "return [cut, thin];"
    )
    assert cut == []
    assert thin == []


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_page_is_never_wider_than_the_screen(chromium, page, size):
    opened(chromium, page, size, "light")
    assert chromium.execute_script("return document.documentElement.scrollWidth") <= size[0]


def test_what_is_printed_loses_no_column(chromium, page):
    """On A4: tables are as wide as the sheet at most."""
    opened(chromium, page, (1200, 900), "light")
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    wide = 186.0 / 25.4 * 96.0  # of A4 less its margins, in points of the screen
    chromium.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": round(wide), "height": 1000, "deviceScaleFactor": 1, "mobile": False},
    )
    found = chromium.execute_script(
        "for (const fold of document.querySelectorAll('details')) fold.open = true;"
        "return [...document.querySelectorAll('table')].map("
        "  table => [table.caption.textContent, table.getBoundingClientRect().right])"
    )
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert len(found) > 20
    assert [caption for caption, right in found if right > wide + 1] == []


def test_printing_opens_what_is_folded_but_no_very_long_table(chromium, tmp_path):
    rows = {"short": 60, "long": 61}
    tables = tuple(
        Table(name, name, ("", "x"), tuple((f"r{place}", "x") for place in range(count)),
              folded=True)
        for name, count in rows.items()
    )  # fmt: skip
    chart = Chart("c", "A chart", say("Drawn."), effects(EFFECTS, "size"), tables[0])
    page = tmp_path / "folded.html"
    section = Section("one", "One", (chart, tables[1]))
    page.write_text(html_of(Report("Folded", "", (section,))), encoding="utf-8")
    opened(chromium, page, (1200, 900), "light")
    found = chromium.execute_script(
        "window.dispatchEvent(new Event('beforeprint'));"
        "return [...document.querySelectorAll('details')].map(fold =>"
        "  [fold.querySelector('caption').textContent, fold.open])"
    )
    assert found == [["short", True], ["long", False]]
    printed = chromium.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27})
    assert re.findall(rb"/Count (\d+)", base64.b64decode(printed["data"])) == [b"2"]


def test_a_brief_of_all_studies_prints_on_one_sheet(chromium, report, sources, tmp_path):
    page = tmp_path / "brief.html"
    page.write_text(html_of(brief_of(report, sources)), encoding="utf-8")
    opened(chromium, page, (1200, 900), "light")
    size = {"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": True}
    printed = chromium.execute_cdp_cmd("Page.printToPDF", size)
    assert re.findall(rb"/Count (\d+)", base64.b64decode(printed["data"])) == [b"1"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_axe_finds_no_serious_violation(chromium, page, axe, size, scheme):
    opened(chromium, page, size, scheme)
    chromium.execute_script(axe)
    found = chromium.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document, {resultTypes: ['violations']}).then(done)"
    )
    serious = [
        (one["id"], one["nodes"][0]["html"][:200])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert len(found["passes"]) > 10


@pytest.fixture(scope="session")
def axe(tmp_path_factory):
    """The source of axe-core, from the registry of npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, which brings axe-core")
    folder = tmp_path_factory.mktemp("axe")
    words = [npm, "install", "--silent", "--no-audit", "--no-fund", "axe-core@4.10"]
    done = subprocess.run(
        words, check=False, capture_output=True, text=True, timeout=300, cwd=folder
    )
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    if done.returncode or not source.exists():
        pytest.skip(f"npm does not give axe-core: {done.stderr[:200]}")
    return source.read_text(encoding="utf-8")


# --- legends and labels --------------------------------------------------------------------------

LONG = [f"a-strategy-with-a-name-of-39-letters-{place:02}" for place in range(3)]
DIALS = [f"strategy.cross-channel.{dial}.and.more" for dial in ("continuity", "contact_policy")]
TEXTS = (
    "return [...document.querySelectorAll('[data-chart]')].map(place => {"
    "  const all = place.querySelector('svg').getBoundingClientRect();"
    "  const axes = [...place.querySelectorAll('.role-axis')];"
    "  const told = kind => [...place.querySelectorAll(`.${kind} text`)].filter("
    "    text => text.textContent && getComputedStyle(text).opacity !== '0'"
    "      && text.getAttribute('opacity') !== '0').map(text => {"
    "    const box = text.getBoundingClientRect();"
    "    return {text: text.textContent, axis: axes.indexOf(text.closest('.role-axis')),"
    "            left: box.left, right: box.right, top: box.top,"
    "            bottom: box.bottom, within: box.right <= all.right + 1};"
    "  });"
    "  return {name: place.dataset.chart, titles: told('role-axis-title'),"
    "    labels: told('role-axis-label'), legend: told('role-legend-label'),"
    "    signs: [...place.querySelectorAll('.role-legend-symbol path')].map("
    "      sign => Number(sign.getAttribute('opacity') || 1)"
    "        * Number(sign.getAttribute('fill-opacity') || 1))};"
    "})"
)


def meet(one, other):
    """Whether two boxes lie one upon the other, by more than a hair."""
    return (
        min(one["right"], other["right"]) - max(one["left"], other["left"]) > 1
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 1
    )


@pytest.fixture(scope="module")
def long_named(tmp_path_factory):
    """Charts whose strategies, and whose numbers, have long names."""
    palette = colours(["today", *LONG], "today")
    days = [{"name": name, "day": day, "mean": place * day, "low": -9.0, "high": 9.0 * day}
            for place, name in enumerate(LONG) for day in (1.0, 60.0)]  # fmt: skip
    bars = [{"place": place, "name": name, "value": 3, "told": "3"}
            for place in DIALS for name in palette]  # fmt: skip
    specs = {
        "cash": lines_over_days(days, palette, "ahead of a-strategy (JPY)", band=True),
        "stages": grouped_bars(bars, palette, "people"),
        "effects": effects([{**EFFECTS[0], "key": dial} for dial in DIALS], "size"),
        "flow": matrix(
            [{"source": name, "target": name, "value": 3, "told": "3", "label": "3"}
             for name in LONG], LONG, LONG,
            {"source": "from", "target": "to", "value": "times"},
        ),
    }  # fmt: skip
    table = Table("t", "T", ("", "x"), (("a", "b"),), folded=True)
    charts = tuple(Chart(name, name, say("Drawn."), spec, table) for name, spec in specs.items())
    path = tmp_path_factory.mktemp("long") / "long.html"
    path.write_text(html_of(Report("Long", "", (Section("one", "One", charts),))), encoding="utf-8")
    return path


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("which", ["page", "long_named"])
def test_words_of_a_chart_lie_apart_and_differ(chromium, request, which, size):
    """Titles of axes upon nothing, names cut so that no two are alike, legends with all of them."""
    opened(chromium, request.getfixturevalue(which), size, "light")
    for chart in chromium.execute_script(TEXTS):
        others = [*chart["labels"], *chart["legend"]]
        for title in chart["titles"]:
            assert not [one["text"] for one in others if meet(one, title)], chart["name"]
        names = [(one["axis"], one["text"]) for one in others
                 if one["text"].strip("\u22120123456789.,")]  # fmt: skip
        assert len(set(names)) == len(names), chart["name"]
        assert all(one["within"] for one in chart["legend"]), chart["name"]
        if which == "long_named" and chart["name"] in ("cash", "stages"):
            assert len(chart["legend"]) == len(LONG) + 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signs_of_a_legend_are_as_strong_as_lines(chromium, page, scheme):
    opened(chromium, page, (1200, 900), scheme)
    signs = {chart["name"]: chart["signs"] for chart in chromium.execute_script(TEXTS)}
    assert signs["cash"]
    assert signs["roadmap-cash"]
    assert {sign for found in signs.values() for sign in found} == {1}


def test_a_page_of_few_replications_has_nothing_to_complain_of(chromium, tmp_path):
    """No intervals: bands and lines of nothing are not drawn."""
    folders = []
    for kind in ("compare", "breakeven", "roadmap"):
        words = [*MADE[kind][:2], "--days", "60", "--replications", "2", *MADE[kind][2:]]
        words += ["--channels", "web,email"] if kind == "roadmap" else []
        folders.append(tmp_path / kind)
        assert run_command([*words, "--out", str(folders[-1])]) == 0
    page = tmp_path / "few.html"
    page.write_text(html_of(build(folders, explorer=False)), encoding="utf-8")
    said, _ = opened(chromium, page, (1200, 900), "light")
    assert said == []
