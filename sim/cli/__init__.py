"""The command ``journey``: one file per group of commands."""

from __future__ import annotations

from sim.cli.app import main

__all__ = ["main"]
