"""Text of scenario files stays text: on the page, in its title, in charts and in tips."""

from __future__ import annotations

import re

import pytest

from sim.cli.app import run_command
from sim.report.page.build import build
from sim.report.page.html import html_of
from sim.scenario import Scenario
from tests.sim.report.page.test_browser import opened

EVIL = "</script><script>document.title='caught'</script>\"'`${1}{{7*7}} עברית \N{BICYCLE} & <b>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("evil")
    text = Scenario.load("auto-service").text
    told = EVIL.replace("\\", "\\\\").replace('"', '\\"')
    text = re.sub(r'(?m)^(title|description) = ".*?"( *#.*)?$', f'\\1 = "{told}"', text)
    text = re.sub(r'source = "(?:[^"\\]|\\.)*"', lambda _: f'source = "{told}"', text)
    (place / "evil.toml").write_text(text, encoding="utf-8")
    words = ("compare", str(place / "evil.toml"), "--days", "30", "--replications", "5", "--draws",
             "3", "--strategies", "today,omnichannel")  # fmt: skip
    assert run_command([*words, "--out", str(place / "run")]) == 0
    return place / "run"


@pytest.fixture(scope="module")
def page(folder):
    return html_of(build([folder]))


def test_no_sign_of_it_is_markup(page):
    assert "<script>document.title" not in page
    assert "{{7*7}}" in page
    assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", page)[0]


def test_the_browser_shows_it_as_text(chromium, page, tmp_path):
    path = tmp_path / "evil.html"
    path.write_text(page, encoding="utf-8")
    said, _ = opened(chromium, path, (1280, 900), "light")
    assert said == []
    assert chromium.title == " ".join(EVIL.split())
    assert chromium.execute_script("return document.querySelector('h1').textContent") == EVIL
    scripts = chromium.execute_script("return document.querySelectorAll('script').length")
    assert scripts == page.count("<script")
    shown = chromium.execute_script("return document.getElementById('explorer').innerText")
    assert "</script><script>" in shown
