"""What an answer was taken for, said where somebody may have meant something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sim.scenario.wizard.industries import BY_NAME as INDUSTRY
from sim.scenario.wizard.questions import INDUSTRY_WORDS

_MEANT = (
    (r"\bgoogle\b(?! ads)", ("search",),
     "google is taken as paid ads beside search results; organic is being found without paying"),
    (r"\b(?:meta|social|social media)\b", ("facebook",), "social is taken as paid ads on Facebook"),
    *((rf"\b{name}\b(?! ads)", (name,),
       f"{name} is taken as paid ads there; posts for followers of a page of your own are posts")
      for name in ("facebook", "instagram", "tiktok", "linkedin")),
    (r"\b(?:youtube|videos?)\b(?! ads)", ("video",), "video is taken as paid ads before films"),
    (r"\bweb.push|\bbrowser", ("app", "push"),
     "push messages are taken as those of the app, as there is one"),
)  # fmt: skip
"""Words that mean several things: pattern, channels that must be there, what is said."""


def remark(key: str, answer: object, value: Any) -> str | None:
    """What an answer was taken for, where that may not be what was meant.

    Args:
        key, answer: of the question, and what was written.
        value: what was read.
    """
    if key == "industry" and isinstance(answer, str):
        word = " ".join(answer.lower().split())
        if word in INDUSTRY_WORDS or word.isdigit():
            return None
        title = INDUSTRY[value].title
        return f"taken as {value} ({title}); who is something else names another of the list"
    if key == "channels" and isinstance(answer, (str, list, tuple, Mapping)):
        said = " ".join([answer] if isinstance(answer, str) else map(str, answer)).lower()
        remarks = [
            why
            for word, names, why in _MEANT
            if all(name in value for name in names) and re.search(word, said)
        ]
        return "; ".join(remarks) or None
    return None
