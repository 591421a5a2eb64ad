"""Folders that reports are made from, and a browser to open them in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.cli.app import run_command

FAST = ("--days", "60", "--replications", "6", "--seed", "3")
MADE = {
    "compare": ("compare", "auto-service", "--draws", "4"),
    "run": ("run", "auto-service", "--strategy", "omnichannel"),
    "drivers": ("drivers", "auto-service", "multichannel", "today"),
    "breakeven": ("breakeven", "auto-service", "multichannel", "today", "--over",
                  "platform.factor=0:4"),
    "tipping": ("tipping", "auto-service", "multichannel", "today", "--keys", "platform",
                "--keys", "persona.commuter"),
    "map": ("map", "auto-service", "--over", "platform.factor=0:2", "--over", "budget.total=0:5k",
            "--cells", "5"),
    "sweep": ("sweep", "auto-service", "--vary", "platform.factor=0:2:3"),
    "screened": ("sweep", "auto-service", "--vary", "platform.factor=0:2", "--vary",
                 "channel.email.open", "--sensitivity", "screening", "--points", "4",
                 "--strategies", "omnichannel,today"),
    "lift": ("lift", "auto-service", "--strategy", "omnichannel", "--without", "channel.email"),
    "roadmap": ("roadmap", "auto-service", "--horizon", "3"),
    "robustness": ("robustness", "auto-service", "multichannel", "today", "--mechanism", "lapse"),
    "optimize": ("optimize", "auto-service", "--strategy", "multichannel", "--split",
                 "--evaluations", "3", "--each", "5"),
    "pilot": ("pilot", "auto-service", "multichannel", "today", "--pilots", "20"),
    "selection": ("selection", "auto-service"),
    "best": ("best", "auto-service", "--within", "5k", "--most", "8"),
}  # fmt: skip


@pytest.fixture(scope="session")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder that a command has left, made when it is first asked for."""
    root = tmp_path_factory.mktemp("folders")

    def folder(kind: str) -> Path:
        path = root / kind
        if not path.exists():
            assert run_command([*MADE[kind][:2], *FAST, *MADE[kind][2:], "--out", str(path)]) == 0
        return path

    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium that logs all that it asks for."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("chromium and chromium-driver are not installed")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with webdriver.Chrome(options=options, service=Service(driver)) as made:
        yield made
