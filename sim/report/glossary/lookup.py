"""From a word to its meanings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

from engine.errors import UsageError, nearest_name
from sim.report.glossary.collect import glossary, other_names
from sim.report.glossary.term import GROUPS, Term
from sim.scenario import keys
from sim.scenario.models import NAMED

NEAR = 0.78
"""Likeness from which a term may be the one that was meant."""
SHORTEST = 3
"""Letters from which a word is looked for within others."""
MOST_HITS = 8
"""Terms that are named of those that contain a word."""
_MARKS = re.compile(r"[†*:?\"'`\[\]]")
_ASIDE = re.compile(r"\([^)]*\)$")
_BLANKS = re.compile(r"[\s_-]+")


def plain(word: str) -> str:
    """A word as it is looked up: small letters, no marks, one blank between parts."""
    bare = _ASIDE.sub("", _MARKS.sub("", word.casefold()).strip())
    return _BLANKS.sub(" ", bare).strip()


@cache
def _index() -> dict[str, tuple[Term, ...]]:
    found: dict[str, list[Term]] = {}
    for term in glossary():
        for word in dict.fromkeys(plain(name) for name in (term.name, *term.aliases)):
            found.setdefault(word, []).append(term)
    for word, name in other_names().items():
        targets = [term for term in found[plain(name)] if term.group == "kpi"]
        found.setdefault(plain(word), []).extend(targets or found[plain(name)])
    return {word: tuple(terms) for word, terms in found.items()}


def find(word: str) -> tuple[Term, ...]:
    """All meanings of a word or of a dotted key; none where there is none."""
    for form in _forms(word):
        found = _index().get(form)
        if found:
            return found
    return ()


def _forms(word: str) -> Iterator[str]:
    """The word, then a key without the names of members, then other numbers."""
    bare = plain(word)
    yield bare
    parts = keys.split(word.strip().strip("[]"))
    if len(parts) > 1:
        yield from _keys([plain(part) for part in parts])
    if bare.endswith("ies"):
        yield bare[:-3] + "y"
    if bare.endswith("s"):
        yield bare[:-1]
    yield bare + "s"


def _keys(parts: list[str]) -> Iterator[str]:
    """Without the names of members: ``channel.email.open`` as ``channel.open``."""
    parts = [part for part in parts if not part.isdigit()]
    if not parts:  # a number, such as 2.4
        return
    shapes = [parts]
    of_members = parts[0] in map(plain, NAMED)
    if of_members and len(parts) > 2:
        shapes.insert(0, [parts[0], *parts[2:]])
    for shape in shapes:
        yield ".".join(shape)
        if len(shape) > 2:
            yield ".".join(shape[:-1])
    if parts[0] == "strategy":
        yield from (part for part in parts[2:3])
    if len(parts) == 2:
        yield f"{parts[0]}."  # affinity.web: one of affinity.*
    if of_members and len(parts) == 2:
        yield from (parts[1], parts[0]) if parts[0] == "channel" else (parts[0],)


def explain(word: str) -> tuple[Term, ...]:
    """All meanings of a word, in the order of `GROUPS`.

    Raises:
        UsageError: it is in no list; with the nearest that is.
    """
    found = find(word)
    if not found:
        raise UsageError(
            "this term is not in the glossary",
            place="journey explain",
            found=word,
            expected=_expected(word),
            nearest=_nearest(word),
        )
    order = list(GROUPS)
    return tuple(sorted(found, key=lambda term: order.index(term.group)))


def _expected(word: str) -> str:
    """Terms that have the word in their name, or else in their meaning; else where all are."""
    form = re.compile(rf"\b{re.escape(plain(word))}")
    named, meant = dict[str, None](), dict[str, None]()
    for term in glossary():
        if any(form.search(plain(name)) for name in (term.name, term.title or "", *term.aliases)):
            named[term.name] = None
        elif form.search(plain(term.meaning)):
            meant[term.name] = None
    hits = [*named, *meant] if len(plain(word)) >= SHORTEST else []
    if not hits:
        return "a word of tables, files or scenarios: journey explain lists them"
    more = f", and {len(hits) - MOST_HITS} more" if len(hits) > MOST_HITS else ""
    return f"it stands in these: {', '.join(hits[:MOST_HITS])}{more}"


def _nearest(word: str) -> str | None:
    """As it is written where it stands; None where nothing is near enough to be meant."""
    names = {
        plain(name): name
        for term in reversed(glossary())
        for name in (*term.aliases, term.title, term.name)
        if name
    }
    for form in dict.fromkeys(_forms(word)):
        close = nearest_name(form, names)
        if close is not None and SequenceMatcher(None, form, close).ratio() >= NEAR:
            return names[close]
    return None
