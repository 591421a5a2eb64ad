"""The page as HTML: numbers that know where they stand, text that stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from sim.report.page.build import build
from sim.report.page.html import html_of
from sim.report.page.lives import with_lives
from sim.report.page.sources import read_sources, resolve
from sim.report.page.told import Figure, say


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
def page(folder_of):
    return html_of(build([folder_of("compare")]))


def test_every_number_resolves_in_the_result(folder_of, page):
    found = Keys()
    found.feed(page)
    sources = {one.name: one for one in with_lives(read_sources([folder_of("compare")])).all}
    assert len(found.keys) > 40
    for key, value in found.keys:
        name, _, place = key.partition("#")
        assert str(resolve(sources[name].answer, place)) == value, key


def test_the_same_folders_give_the_same_bytes(folder_of, page):
    assert html_of(build([folder_of("compare")])) == page


def test_nothing_is_asked_of_a_network(page):
    outside = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r'(src|href)\s*=\s*"(?!#)', outside)
    assert "default-src 'none'" in page


def test_text_is_escaped():
    told = str(
        say("{name} earns {gain}", name="<b>&", gain=Figure("1", "compare#/x", 1)).__html__()
    )
    assert told == '&lt;b&gt;&amp; earns <data data-key="compare#/x" value="1">1</data>'
