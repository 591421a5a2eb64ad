"""A log as the Open Bandit Pipeline takes it: its dictionary of bandit feedback, as .npz.

The format is that of `obp.dataset` (Saito et al. 2021, "Open Bandit Dataset and Pipeline"); obp
itself is not needed here. docs/evaluation.md shows how to load it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import InputError, RunError
from engine.evaluation.evaluation import Evaluation

__all__ = ["feedback", "write_feedback"]

FEEDBACK, NAMES = "feedback.npz", "feedback.json"


def feedback(found: Evaluation) -> dict[str, Any]:
    """Bandit feedback of a log, rows by customer's number.

    Returns:
        n_rounds, n_actions: integers; context: float64[n, columns], the profile as the model of the
        reward has it; action_context: float64[n_actions, n_actions], one column an action; action:
        int64[n]; position: int64[n], all 0; reward, pscore: float64[n]; and, which obp
        takes by the name of action_dist once one column an action is made of it, evaluation_action:
        int64[n], what the policy does.
    """
    log = found.log
    return {
        "n_rounds": len(log),
        "n_actions": len(log.arms),
        "context": found.features.matrix(log.values)[:, 1:],
        "action_context": np.eye(len(log.arms)),
        "action": log.arm,
        "position": np.zeros(len(log), np.int64),
        "reward": log.reward,
        "pscore": found.probability,
        "evaluation_action": found.chosen,
    }


def write_feedback(found: Evaluation, out: str | Path) -> tuple[Path, Path]:
    """Write the feedback, and names of its actions and columns as JSON beside it.

    Args:
        out: a file ``NAME.npz``, which gets ``NAME.json`` beside it; or a folder, made where it is
            missing, for ``feedback.npz`` and ``feedback.json``.

    Returns:
        Both files; each is there whole or not at all.

    Raises:
        InputError: they cannot be written there. RunError: the disk takes no more.
    """
    path = Path(out)
    data = path if path.suffix == ".npz" else path / FEEDBACK
    names = path.with_suffix(".json") if path.suffix == ".npz" else path / NAMES
    text = json.dumps(
        {
            "actions": list(found.log.arms.names),
            "context": list(found.features.names),
            "rows": len(found.log),
        },
        ensure_ascii=False,
        indent=2,
    )
    halves = [file.with_name(file.name + ".partial") for file in (data, names)]
    try:
        if path.suffix != ".npz":
            path.mkdir(parents=True, exist_ok=True)
        with halves[0].open("wb") as file:
            np.savez(file, allow_pickle=False, **feedback(found))
        halves[1].write_text(text + "\n", encoding="utf-8")
        halves[0].replace(data)
        halves[1].replace(names)
    except (FileExistsError, FileNotFoundError, NotADirectoryError, PermissionError,
            IsADirectoryError) as problem:  # fmt: skip
        raise InputError(
            "the feedback cannot be written here",
            file=str(path),
            found=problem.strerror or str(problem),
            expected="a file NAME.npz, or a folder that you may write to",
        ) from None
    except OSError as problem:
        raise RunError(f"{path} can't be written: {problem.strerror or problem}") from problem
    finally:
        for half in halves:
            if half.exists():
                half.unlink()
    return data, names
