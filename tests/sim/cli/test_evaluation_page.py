"""The real experiment of docs/evaluation.md, done as the page says (data: ../shared/data)."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "evaluation.md").read_text(encoding="utf-8")
FILE = "hillstrom/hillstrom_half.csv"
SHARES = "mens=1/3,womens=1/3,none=1/3"
WHOLE = {
    ("mens", "visit"): 0.182757,
    ("mens", "spend"): 1.4226,
    ("womens", "visit"): 0.151400,
    ("womens", "spend"): 1.0772,
}
"""Means of the arms over all 64,000 customers of the experiment."""


def block(language, beginning):
    """The code block of the page that begins so."""
    found = re.search(rf"```{language}\n({re.escape(beginning)}.*?)```", PAGE, re.S)
    assert found is not None
    return found[1]


@pytest.fixture
def here(shared_data, tmp_path, monkeypatch):
    """A folder with the files of the page."""
    shutil.copy(shared_data(FILE), tmp_path / "hillstrom_half.csv")
    code = block("python", "import hashlib")
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    (tmp_path / "targeted.toml").write_text(block("toml", "[[profile]]"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def evaluated(journey, policy, log, reward):
    code, out, err = journey(
        "evaluate", policy, log, "--reward", reward, "--arm-shares", SHARES, "--json"
    )
    assert (code, err) == (0, "")
    return json.loads(out)


def test_commands_of_the_page_print_what_it_says(journey, here):
    commands = [line[2:] for line in PAGE.splitlines() if line.startswith("$ journey")]
    printed = ""
    for command in commands:
        code, printed, err = journey(*shlex.split(command)[1:])
        assert (code, err) == (0, "")
    told = PAGE.split(f"$ {commands[-1]}\n")[1].split("\n```")[0]
    assert [line.rstrip() for line in printed.rstrip().splitlines()] == told.splitlines()


def test_the_policy_of_the_page_is_that_of_the_first_half(here):
    """Its values are mean spend there, by what was bought before."""
    log = pq.read_table(here / "first.parquet")
    mens, womens = log["bought_mens"].to_numpy(), log["bought_womens"].to_numpy()
    spend = log["spend"].to_numpy()
    arm = np.array([name or "none" for name in log["action"].to_pylist()])
    text = (here / "targeted.toml").read_text()
    for name in ("mens", "womens"):
        values = re.search(rf'name = "{name}"\npropensity = 1.0\nvalue = "(.*)"', text)
        assert values is not None
        written = [float(number) for number in re.findall(r"\d\.\d+", values[1])]
        cells = (mens & womens, mens & ~womens, womens & ~mens)
        means = [spend[(arm == name) & cell].mean() for cell in cells]
        assert written == pytest.approx(means, abs=0.0051)


@pytest.mark.parametrize("arm", ["mens", "womens"])
@pytest.mark.parametrize("reward", ["visit", "spend"])
def test_one_mail_to_all_is_worth_its_arm(journey, here, arm, reward):
    other = {"mens": "womens", "womens": "mens"}[arm]
    text = (here / "targeted.toml").read_text()
    one = text.replace(f'name = "{other}"\n', f'name = "{other}"\neligible = "False"\n')
    (here / "one.toml").write_text(one)
    found = evaluated(journey, "one.toml", "log.parquet", reward)
    own = found["arms"][arm]
    assert own["policy_share"] == 1.0
    for name, estimate in found["estimators"].items():
        assert estimate["ci_low"] < own["mean"] < estimate["ci_high"], name
        assert estimate["ci_low"] < WHOLE[arm, reward] < estimate["ci_high"], name
        assert estimate["mean"] == pytest.approx(own["mean"], rel=0.03)
    assert found["estimators"]["snips"]["mean"] == pytest.approx(own["mean"])
    row = next(
        line
        for line in PAGE.splitlines()
        if line.startswith(f"| {arm[:-1]}'s e-mail to all | {reward}")
    )
    places = 4 if reward == "visit" else 2
    dr = found["estimators"]["dr"]
    for value in (own["mean"], *(found["estimators"][name]["mean"] for name in ("ips", "snips"))):
        assert f" {value:.{places}f} |" in row
    low, high = dr["ci_low"], dr["ci_high"]
    assert f"{dr['mean']:.{places}f}, {low:.{places}f} to {high:.{places}f}" in row


def test_a_policy_of_one_half_is_judged_on_the_other(journey, here):
    seen = evaluated(journey, "targeted.toml", "first.parquet", "spend")
    unseen = evaluated(journey, "targeted.toml", "second.parquet", "spend")
    assert unseen["better"] is True
    assert unseen["differences"]["dr"]["mean"] < seen["differences"]["dr"]["mean"]
    assert f"+{seen['differences']['dr']['mean']:.2f}" in PAGE
    assert unseen["warnings"] == []
    assert unseen["arms"]["mens"]["mean"] == pytest.approx(1.44, abs=0.005)
