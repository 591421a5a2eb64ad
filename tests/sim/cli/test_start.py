"""How the command starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(("given", "kept"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")])
def test_no_idle_threads_unless_they_are_asked_for(given: dict[str, str], kept: str) -> None:
    code = "import os, sim.cli; print(os.environ['OPENBLAS_NUM_THREADS'])"
    own = {key: value for key, value in os.environ.items() if key != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=own | given, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [kept]
