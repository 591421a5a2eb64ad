"""Lives on the page: as data they are the stories, and a browser shows them by keyboard."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from sim import Scenario
from sim.cli.app import run_command
from sim.report.page.days import MOST_ENTRIES, days_of, packed
from sim.report.page.document import Explorer, Report, Section
from sim.report.page.html import html_of
from sim.report.page.sections import explorer as section
from sim.report.page.sources import read_sources
from sim.report.words.answered import resolve
from sim.report.words.entries import entries
from sim.study.explored import explore
from sim.study.money import Currency

PAIR = ("today", "omnichannel")
NASTY = "<script>document.title='broken'</script>\u202e \"'&amp; \U0001f9ea"
ROW = 11


@pytest.fixture(scope="module")
def stories():
    scenario = Scenario.load("auto-service")
    return explore(scenario, PAIR, lambda story: story, most=30)


def data_of(stories, titles=None, most=MOST_ENTRIES):
    lives = {key: replace(life, told=days_of(life.told, most))
             for key, life in stories.lives.items()}  # fmt: skip
    shaped = replace(stories, lives=lives)
    start = Scenario.load("auto-service").scenario.start
    return packed(shaped, titles or {name: name for name in PAIR}, start, Currency("EUR"))


def whole(row):
    return [*row, *[0] * (ROW - len(row))]


def test_data_hold_every_entry_with_its_reasons(stories):
    data = data_of(stories)
    texts, groups = data["texts"], data["groups"]
    reasons = folded = 0
    for person in data["people"]:
        for name, life in zip(PAIR, person["lives"], strict=True):
            told = list(entries(stories.lives[name, person["id"]].told.events))
            rows = [whole(row) for row in life["days"]]
            assert sum(1 + row[9] for row in rows) == len(told)
            folded += sum(row[9] for row in rows)
            place = 0
            for row in rows:
                event = told[place].events[0]
                assert texts[row[2]] == told[place].text
                assert {one.text for one in told[place : place + row[9] + 1]} == {texts[row[2]]}
                assert f"{row[0] % 1440 // 60:02}:{row[0] % 60:02}" == f"{event.date:%H:%M}"
                if event.why is not None:
                    reasons += 1
                    assert texts[row[3]] == event.why.cause
                    assert [texts[at] for at in groups[row[4]]] == list(event.why.words)
                    assert len(groups[row[5]]) == len(event.why.known)
                    assert bool(groups[row[7]]) == bool(event.why.others)
                place += 1 + row[9]
    assert reasons > 50
    assert folded > 20


def test_entries_past_the_limit_are_counted(stories):
    short, full = data_of(stories, most=5), data_of(stories)
    for one, other in zip(short["people"], full["people"], strict=True):
        for cut, life in zip(one["lives"], other["lives"], strict=True):
            assert cut["days"] == life["days"][:5] or len(cut["days"]) == len(life["days"][:5])
            assert len(cut["days"]) + cut["more"] == len(life["days"])


def test_data_are_small(stories):
    """Of 300 customers ten times as much: the page stays below 8 MB."""
    size = len(json.dumps(data_of(stories), separators=(",", ":")))
    assert size * 10 < 6_000_000


@pytest.fixture(scope="module")
def made(folder_of):
    return section.explorer(read_sources([folder_of("compare")]))


def test_what_is_told_of_the_sample_stands_in_the_data(made):
    (block,) = made.blocks
    assert isinstance(block, Explorer)
    keys = {figure.key: figure for figure in block.told.figures()}
    assert {"explorer#/shown", "explorer#/market", "explorer#/replication"} <= set(keys)
    for key, figure in keys.items():
        assert resolve(block.data, key.partition("#")[2]) == figure.value
    assert len(block.data["people"]) == block.data["shown"] == 300
    assert block.data["strategies"][0]["name"] == "today"
    assert "300 of 600 customers" in str(block.told)


def test_customers_of_a_table_are_not_shown(folder_of):
    (source,) = read_sources([folder_of("compare")]).all
    manifest = json.loads(json.dumps(source.folder.manifest))
    manifest["settings"]["people"] = {"file": "people.csv", "sha256": "0"}
    given = replace(source, folder=replace(source.folder, manifest=manifest))
    found = section.explorer(replace(read_sources([folder_of("compare")]), all=(given,)))
    assert not any(isinstance(block, Explorer) for block in found.blocks)


# --- in a browser ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def opened(stories, chromium, tmp_path_factory):
    """The page from disk, with names that try to be markup."""
    data = data_of(stories, {"today": "As it is", "omnichannel": NASTY})
    data["texts"] = [text + NASTY if text.startswith("Comes to") else text
                     for text in data["texts"]]  # fmt: skip
    from sim.report.words.told import say

    block = Explorer(data, say("A sample."))
    page = html_of(Report("Lives", "", (Section("explorer", "Days", (block,)),)))
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(page, encoding="utf-8")
    chromium.set_window_size(1280, 900)
    chromium.get_log("browser")
    chromium.get(path.as_uri())
    return chromium, data


@pytest.fixture
def keys(opened):
    from selenium.webdriver.common.action_chains import ActionChains

    browser, _ = opened
    return lambda *pressed: ActionChains(browser).send_keys(*pressed).perform()


def run(browser, code, *given):
    return browser.execute_script(code, *given)


def focused(browser):
    return run(browser, "return document.activeElement.dataset.id")


def ids(browser):
    return run(browser, "return [...document.querySelectorAll('[role=option]')]"
                        ".map((one) => Number(one.dataset.id))")  # fmt: skip


def test_a_customer_is_picked_by_keyboard(opened, keys):
    from selenium.webdriver.common.keys import Keys

    browser, data = opened
    run(browser, "document.getElementById('explorer-search').focus()")
    keys(Keys.TAB, Keys.TAB, Keys.TAB)  # past the two choices, to the list
    assert focused(browser) is not None
    keys(Keys.HOME)
    assert focused(browser) == str(data["people"][0]["id"])
    keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP)
    assert focused(browser) == str(data["people"][1]["id"])
    assert (
        run(browser, "return document.querySelectorAll('[role=option][tabindex=\"0\"]').length")
        == 1
    )
    keys(Keys.END)
    assert focused(browser) == str(data["people"][-1]["id"])
    keys(Keys.ENTER)
    shown = run(browser, "return document.getElementById('explorer-who').textContent")
    assert shown.startswith(f"Customer {data['people'][-1]['id']},")
    told = run(browser, "return document.getElementById('explorer-told').textContent")
    assert told.startswith(f"Customer {data['people'][-1]['id']} is shown below. Under today:")
    chosen = run(browser, "return document.querySelector('[aria-selected=true]').dataset.id")
    assert chosen == str(data["people"][-1]["id"])
    assert run(browser, "return document.activeElement.getAttribute('role')") == "option"


def test_both_columns_show_every_entry_with_reasons(opened):
    browser, data = opened
    person = max(data["people"], key=lambda one: min(life["contacts"] for life in one["lives"]))
    run(browser, "document.querySelector(`[role=option][data-id='${arguments[0]}']`).click()",
        person["id"])  # fmt: skip
    for name, life in zip(PAIR, person["lives"], strict=True):
        column = f"document.querySelector(\"[data-strategy='{name}']\")"
        assert run(browser, f"return {column}.querySelectorAll('.entry').length") == len(
            life["days"]
        )
        why = run(browser, f"return {column}.querySelectorAll('.entry details').length")
        assert why == sum(any(whole(row)[4:9]) for row in life["days"])
        code = f"return [...{column}.querySelectorAll('.entry')].map((one) => one.textContent)"
        for text, row in zip(run(browser, code), life["days"], strict=True):
            assert data["texts"][row[2]] in text
            for group in whole(row)[4:9]:
                assert all(data["texts"][at] in text for at in data["groups"][group])
    columns = "document.querySelectorAll('.life')"
    left, right = run(browser, f"return [...{columns}].map((one) => one.getBoundingClientRect().x)")
    assert left < right
    text = run(browser, "return document.querySelector('.entry details').textContent")
    assert re.search(r"what was known then|rather than|its rules held|no contact follows", text)


def test_the_same_day_stands_side_by_side(opened):
    browser, _ = opened
    tops = run(browser, """const tops = {};
        for (const day of document.querySelectorAll('.day'))
          (tops[day.querySelector('h5').textContent] ??= []).push(
            Math.round(day.getBoundingClientRect().y));
        return Object.values(tops)""")  # fmt: skip
    both = [one for one in tops if len(one) == 2]
    assert both
    assert all(a == b for a, b in both)


def test_search_and_choices_narrow_the_list(opened, keys):
    from selenium.webdriver.common.keys import Keys

    browser, data = opened
    people = {one["id"]: one for one in data["people"]}
    run(browser, "document.getElementById('explorer-search').focus()")
    keys("40")
    assert ids(browser) == [one for one in people if str(one).startswith("40")]
    keys(Keys.BACKSPACE, Keys.BACKSPACE, "commuter")
    assert ids(browser) == [
        one for one, person in people.items() if data["texts"][person["persona"]] == "Commuter"
    ]
    keys(*[Keys.BACKSPACE] * 8, "nobody-like-this")
    assert ids(browser) == []
    said = run(browser, "return document.getElementById('explorer-found').textContent")
    assert said == "Nobody here is like that."
    keys(*[Keys.BACKSPACE] * 16)
    run(browser, """const one = document.getElementById('explorer-filter');
        one.value = [...one.options].find(
          (o) => o.textContent === 'bought only under omnichannel').value;
        one.dispatchEvent(new Event('change'))""")  # fmt: skip
    only = [one for one, person in people.items()
            if person["lives"][1]["purchases"] and not person["lives"][0]["purchases"]]  # fmt: skip
    assert ids(browser) == only
    run(browser, """const one = document.getElementById('explorer-filter');
        one.value = 0; one.dispatchEvent(new Event('change'))""")  # fmt: skip
    assert ids(browser) == list(people)


def test_columns_stack_on_a_phone_without_overflow(opened):
    browser, _ = opened
    screen = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    try:
        assert run(browser, "return document.documentElement.scrollWidth") <= 390
        left, right = run(browser, "return [...document.querySelectorAll('.life')]"
                                   ".map((one) => one.getBoundingClientRect().x)")  # fmt: skip
        assert left == right
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_text_of_files_stays_text(opened):
    browser, _ = opened
    assert browser.title == "Lives"
    heading = run(browser, "return document.getElementById('explorer-under-1').textContent")
    assert heading == f"omnichannel: {NASTY}"
    assert run(browser, "return document.querySelector('#explorer script')") is None
    assert [line for line in browser.get_log("browser") if line["level"] == "SEVERE"] == []
    asked = [json.loads(line["message"])["message"] for line in browser.get_log("performance")]
    urls = [one["params"]["request"]["url"] for one in asked
            if one["method"] == "Network.requestWillBeSent"]  # fmt: skip
    assert not [url for url in urls if not url.startswith(("file:", "data:", "blob:"))]


def test_whose_days_are_shown_may_be_asked_for(folder_of, tmp_path):
    out = tmp_path / "report.html"
    words = ["report", str(folder_of("compare")), "--out", str(out), "--explore"]
    assert run_command([*words, "cross-channel,omnichannel"]) == 0
    page = out.read_text(encoding="utf-8")
    data = json.loads(re.search(r'(?s)id="source-explorer"[^>]*>(.*?)</script>', page)[1])
    assert [one["name"] for one in data["strategies"]] == ["cross-channel", "omnichannel"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [("today,omnchannel", "nearest: omnichannel"), ("today,today", "one or two strategies"),
     ("today,omnichannel,multichannel", "one or two strategies")],
)  # fmt: skip
def test_whose_days_cannot_be_shown(folder_of, tmp_path, capsys, asked, said):
    out = tmp_path / "report.html"
    words = ["report", str(folder_of("compare")), "--out", str(out), "--explore", asked]
    assert run_command(words) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not out.exists()
