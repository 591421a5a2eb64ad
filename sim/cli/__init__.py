"""The command ``journey``: one file per group of commands."""

from __future__ import annotations

import os

# numpy and scipy each bring an OpenBLAS whose threads wait for work by spinning. Nothing here
# multiplies matrices that need them, and OpenBLAS reads this only while it is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from sim.cli.app import main

__all__ = ["main"]
