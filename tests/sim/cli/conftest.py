"""The command line, run in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.cli.app import run_command


@pytest.fixture
def journey(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in this process: (exit code, stdout, stderr)."""

    def call(*words: object) -> tuple[int, str, str]:
        code = run_command([str(word) for word in words])
        out, err = capfd.readouterr()
        return code, out, err

    return call
