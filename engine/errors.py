"""What can go wrong, as one tree.

JourneyError
├── InputError     the user's file, rule, table or words are wrong: exit code 2
│   ├── UsageError     a command or an option
│   ├── ScenarioError  a scenario or catalogue file
│   ├── RuleError      a rule or a formula
│   └── DataError      a table of customers, profiles or events
├── InputErrors    several of them at once: exit code 2
└── RunError       the work itself failed: exit code 1
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence

SHORTENED = 3
"""Letters from which the beginning of one name alone is taken for it."""


class JourneyError(Exception):
    """Base of all errors that this project raises on purpose."""

    exit_code = 1


class InputError(JourneyError):
    """Bad input, told so that its author can mend it.

    Args:
        message: what is wrong, one sentence.
        file: the file that holds the mistake.
        place: line and column, or a key path such as ``channel.email.cost``.
        found: what stands there.
        expected: what would be accepted.
        nearest: the nearest valid name, where a name is misspelt.
    """

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        place: str | None = None,
        found: str | None = None,
        expected: str | None = None,
        nearest: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.place = place
        self.found = found
        self.expected = expected
        self.nearest = nearest

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.place) if part)
        lines = [f"{where}: {self.message}" if where else self.message]
        if self.found is not None:
            lines.append(f"  found:    {self.found}")
        if self.expected is not None:
            lines.append(f"  expected: {self.expected}")
        if self.nearest is not None:
            lines.append(f"  nearest:  {self.nearest}")
        return "\n".join(lines)


class UsageError(InputError):
    """A command or an option is wrong."""


class ScenarioError(InputError):
    """A scenario or catalogue file is wrong."""


class RuleError(InputError):
    """A rule or a formula is wrong."""


class DataError(InputError):
    """A table of customers, profiles or events is wrong."""


class InputErrors(JourneyError):
    """Several mistakes, found in one reading."""

    exit_code = 2

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.told = tuple(_each_list_once(errors))
        """Each of them in words."""
        super().__init__("\n".join(self.told))
        self.errors = tuple(errors)


LONG_LIST = 100
"""Letters from which what is expected is told once among several errors."""


def _each_list_once(errors: Sequence[InputError]) -> Iterator[str]:
    told: set[str] = set()
    for error in errors:
        text, expected = str(error), error.expected or ""
        if expected in told:
            text = text.replace(expected, "as above")
        elif len(expected) > LONG_LIST:
            told.add(expected)
        yield text


class RunError(JourneyError):
    """The work failed for a reason other than its input."""


def nearest_name(name: str, names: Iterable[str]) -> str | None:
    """The valid name most like a misspelt one, or None where none is near."""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return close[0] if close else None


def _begins(name: str, names: Iterable[str]) -> str | None:
    """The one valid name that begins so."""
    longer = [one for one in names if one.startswith(name)] if len(name) >= SHORTENED else []
    return longer[0] if len(longer) == 1 else None


def one_of(
    name: str,
    names: Iterable[str],
    message: str,
    *,
    place: str | None = None,
    file: str | None = None,
    expected: str | None = None,
) -> None:
    """Refuse a word that is none of those accepted.

    Args:
        expected: what would be accepted, in words; the names themselves by default.

    Raises:
        UsageError: it is none, with the nearest.
    """
    accepted = list(names)
    if name not in accepted:
        raise UsageError(
            message,
            file=file,
            place=place,
            found=name,
            expected=", ".join(accepted) if expected is None else expected,
            nearest=nearest_name(name, accepted) or _begins(name, accepted),
        )
