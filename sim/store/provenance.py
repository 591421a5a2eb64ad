"""Where a run came from: everything needed to make it again, as ``manifest.json``."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import importlib.metadata
import os
import platform
import sys
from collections.abc import Mapping
from typing import Any, Self

from sim.store.answer_file import FORMAT

__all__ = ["Provenance", "sha256_of", "versions_here"]

DISTRIBUTION = "journey-engine"
PACKAGES = ("llvmlite", "numba", "numpy", "pyarrow", "pydantic", "scipy", "simpy")
"""Packages whose versions can show in results."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Provenance:
    """What was run, on what, and when.

    ``begin`` makes one that says it is not complete, ``finished`` the one that is.
    """

    command: tuple[str, ...]
    """The command line, or the call from Python, that asked for the run."""
    scenario: str
    """Name of the scenario."""
    scenario_text: str
    """The scenario file, whole."""
    scenario_sha256: str
    strategies: tuple[str, ...]
    seed: int
    replications: int
    settings: Mapping[str, Any]
    """What else shapes the work: customers, days, clock, threads, kind of event files."""
    versions: Mapping[str, str]
    platform: Mapping[str, Any]
    started: str
    """ISO 8601, UTC."""
    finished_at: str | None = None
    wall_s: float | None = None
    complete: bool = False
    digests: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """``events_digest`` by strategy."""
    result_sha256: str | None = None
    """Of ``result.json``."""

    @classmethod
    def begin(
        cls,
        *,
        command: tuple[str, ...],
        scenario: str,
        scenario_text: str,
        strategies: tuple[str, ...],
        seed: int,
        replications: int,
        settings: Mapping[str, Any],
    ) -> Self:
        """Provenance of a run that starts now, on this machine."""
        return cls(
            command=command,
            scenario=scenario,
            scenario_text=scenario_text,
            scenario_sha256=sha256_of(scenario_text),
            strategies=strategies,
            seed=seed,
            replications=replications,
            settings=dict(settings),
            versions=versions_here(),
            platform=_platform_here(),
            started=_now(),
        )

    def finished(
        self,
        *,
        digests: Mapping[str, str],
        wall_s: float,
        replications: int | None = None,
        result: str | None = None,
    ) -> Provenance:
        """The same run, complete.

        Args:
            digests: `events_digest` by strategy.
            wall_s: seconds that the work took.
            replications: how many it took, where that was not known when it began.
            result: what its ``result.json`` holds; None: there is none.
        """
        return dataclasses.replace(
            self,
            finished_at=_now(),
            wall_s=wall_s,
            complete=True,
            digests=dict(digests),
            result_sha256=None if result is None else sha256_of(result),
            replications=self.replications if replications is None else replications,
        )

    def to_json(self) -> dict[str, Any]:
        """The content of ``manifest.json``."""
        return {
            "program": DISTRIBUTION,
            "complete": self.complete,
            "command": list(self.command),
            "scenario": {
                "name": self.scenario,
                "sha256": self.scenario_sha256,
                "text": self.scenario_text,
            },
            "strategies": list(self.strategies),
            "seed": self.seed,
            "replications": self.replications,
            "settings": dict(self.settings),
            "digests": dict(sorted(self.digests.items())),
            "result_format": FORMAT,
            "result_sha256": self.result_sha256,
            "versions": dict(self.versions),
            "platform": dict(self.platform),
            "started": self.started,
            "finished": self.finished_at,
            "wall_s": self.wall_s,
        }


def sha256_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def versions_here() -> dict[str, str]:
    """Versions of Python, of this project, and of the packages that results can depend on."""
    found = {"python": platform.python_version()}
    for name in (DISTRIBUTION, *PACKAGES):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"  # run from a source tree
    return found


def _platform_here() -> dict[str, Any]:
    return {
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "implementation": sys.implementation.name,
    }


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
