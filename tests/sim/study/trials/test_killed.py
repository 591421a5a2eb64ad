"""A study that is killed at any moment goes on, and ends with the same bytes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import pytest

PAIR = ("auto-service", "omnichannel", "today")
STUDIES = {
    "drivers": (*PAIR, "--days", "120", "--replications", "12"),
    "best": ("auto-service", "--mixtures", "today,omnichannel", "--within", "500", "--group",
             "knowing=knowledge,sync,recognition", "--group",
             "deciding=decider,contact_policy,budget,offers", "--days", "120"),
    "lift": ("auto-service", "--strategy", "omnichannel", "--without", "channel.email",
             "--without", "persona.saver", "--days", "120", "--replications", "12"),
    "breakeven": (*PAIR, "--over", "channel.email.open=10%:90%", "--days", "120"),
    "tipping": (*PAIR, "--keys", "persona.saver.*", "--days", "120", "--replications", "5"),
    "map": ("auto-service", "--strategies", "omnichannel,today", "--over",
            "channel.email.open=0.1:0.9", "--over", "platform.factor=0:1", "--cells", "9",
            "--days", "120", "--replications", "5"),
    "sweep": ("auto-service", "--ranges", "--points", "12", "--days", "120", "--replications",
              "5"),
    "optimize": ("auto-service", "--strategy", "multichannel", "--split", "--evaluations", "12",
                 "--days", "120"),
    "roadmap": ("auto-service", "--channels", "web,email,phone", "--horizon", "0.5", "--days",
                "120"),
    "robustness": (*PAIR, "--mechanism", "lapse", "--mechanism", "effort", "--days", "120"),
    "pilot": (*PAIR, "--pilots", "50", "--replications", "12"),
    "selection": ("auto-service", "--days", "120", "--replications", "12"),
}  # fmt: skip
"""Words of each study that keeps a folder."""


def begun(study, folder):
    command = [sys.executable, "-m", "sim.cli", study, *STUDIES[study], "--out", str(folder)]
    return subprocess.Popen(
        [*command, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def killed_and_resumed(study, home, times, folders):
    """Whether folders of studies that were killed so often end like that of one that was not."""
    start = time.perf_counter()
    whole = begun(study, home / "whole")
    _, err = whole.communicate()
    assert whole.returncode == 0, err
    lasts = time.perf_counter() - start
    luck = random.Random(7)
    for number in range(times):
        work = begun(study, home / f"killed-{number % folders}")
        try:
            work.wait(luck.uniform(0.05, 0.8) * lasts)
        except subprocess.TimeoutExpired:
            work.send_signal(signal.SIGKILL)
        work.communicate()
    for number in range(folders):
        last = begun(study, home / f"killed-{number}")
        _, err = last.communicate()
        assert last.returncode == 0, err
        assert files(home / f"killed-{number}") == files(home / "whole")


@pytest.mark.slow
def test_killed_at_twenty_moments_it_ends_with_the_same_bytes(tmp_path):
    killed_and_resumed("drivers", tmp_path, 20, 4)


@pytest.mark.slow
@pytest.mark.parametrize("study", [name for name in STUDIES if name != "drivers"])
def test_every_study_that_is_killed_ends_with_the_same_bytes(study, tmp_path):
    killed_and_resumed(study, tmp_path, 6, 2)


def test_every_study_that_keeps_a_folder_is_killed():
    from sim.study.reproduce import KINDS

    assert set(STUDIES) == set(KINDS)
