"""The report of a large comparison: how large its page is, and how soon it is open.

``python -m benchmarks.page [--customers 1M] [--days 90] [--json]`` compares two strategies of
growing-brand in a market of that size, writes the report, and opens it in headless Chromium five
times: from the call to the moment at which every chart is drawn. It needs Debian's chromium and
chromium-driver, and the extra ``test``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.figures import machine, versions
from benchmarks.timing import ADDED, reference, timed
from engine.errors import RunError
from sim.cli.options import parse_count
from sim.report.page.write import write_report
from sim.study.compare import compare

OPENINGS = 5
REPLICATIONS = 5
STRATEGIES = ("today", "omnichannel")


def measured(customers: int, days: float, openings: int = OPENINGS) -> dict[str, Any]:
    """Bytes of the page, seconds that it took to make, and to open.

    Raises:
        RunError: there is no browser.
    """
    with tempfile.TemporaryDirectory(prefix="journey-") as folder:
        place = Path(folder)
        compare(
            "growing-brand", STRATEGIES, customers=customers, days=days,
            replications=REPLICATIONS, draws=0, out=place / "compare",
        )  # fmt: skip
        page = place / "report.html"
        _, made = timed(lambda: write_report([place / "compare"], page))
        opened = [_opened(page) for _ in range(openings)]
        return {
            "customers": customers,
            "days": days,
            "bytes": page.stat().st_size,
            "made_s": made.wall,
            "opened_s": [seconds for seconds, _ in opened],
            "charts": opened[0][1],
            "reference_s": reference(),
        }


def _opened(page: Path) -> tuple[float, int]:
    """Seconds until all charts are drawn, in a browser that is there already; how many they are."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        raise RunError("chromium and chromium-driver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(word)
    with webdriver.Chrome(options=options, service=Service(driver)) as open_browser:
        open_browser.get("about:blank")
        began = time.perf_counter()
        open_browser.get(page.as_uri())
        while not open_browser.execute_script("return document.documentElement.dataset.drawn"):
            time.sleep(0.01)
        seconds = time.perf_counter() - began
        drawn = open_browser.execute_script("return document.querySelectorAll('.drawn svg').length")
    return seconds, int(drawn)


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=parse_count, default=1_000_000)
    parser.add_argument("--days", type=float, default=90.0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    try:
        found = measured(asked.customers, asked.days)
    except RunError as problem:
        sys.stderr.write(f"error: {problem}\n")
        sys.exit(problem.exit_code)
    if asked.json:
        found |= {"machine": machine(), "versions": versions()}
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    opened = found["opened_s"]
    sys.stdout.write(
        f"{machine()}\nreport of {found['customers']:,} customers: {found['bytes'] / 1e6:.2f} MB, "
        f"made in {found['made_s']:.0f} s; open with all {found['charts']} charts drawn in "
        f"{statistics.median(opened):.2f} s, the median of {len(opened)} "
        f"({min(opened):.2f} to {max(opened):.2f})\n{ADDED} took {found['reference_s']:.2f} s\n"
    )


if __name__ == "__main__":
    main()
