import shutil

import pytest

from benchmarks.page import measured


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromedriver") is None, reason="chromium-driver is not installed")
def test_a_page_is_made_and_opened() -> None:
    found = measured(20_000, 3.0, openings=2)
    assert found["bytes"] < 8_000_000
    assert found["charts"] > 8
    assert len(found["opened_s"]) == 2
