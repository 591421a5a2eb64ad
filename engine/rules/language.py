"""Reading rules and formulas: short expressions in Python's notation, checked against a schema.

A rule is a condition ("may this customer get it?"), a formula a number ("how likely, how much?").

What may stand in one: numbers; texts, beside a category; True and False; fields of the profile;
``+ - * / // %``; ``**`` with a whole constant up to 16; ``< <= > >= == !=``, chained as in Python;
``and or not``; ``in`` and ``not in`` before a list of constants in ``( )``, ``[ ]`` or ``{ }``;
``a if condition else b``; parentheses; line breaks and ``#`` comments; and the functions ``abs min
max floor ceil sqrt exp log clip(x, low, high) is_missing(x) coalesce(x, y, ...)
days_since(timestamp)``. Nothing else reaches Python: the text is parsed, never run.

Meaning
-------
Any value can be *missing*, which is SQL's null:

- a field may be missing; NaN is missing;
- arithmetic, a comparison, membership or a function with a missing part is missing, save
  ``is_missing(x)``, never missing itself, and ``coalesce``, the first of its arguments that is not
  missing; so ``min`` and ``max`` with a missing argument are missing;
- ``and`` is False if any part is False, else missing if any is missing, else True; ``or`` is True
  if any part is True, else missing if any is missing, else False; ``not`` of missing is missing;
- ``a if c else b`` gives a where c is True and b where c is False *or missing* (SQL's CASE);
- division by zero (also ``//``, ``%`` and a negative power of zero) is missing, as are the square
  root of a negative number and the logarithm of zero or less;
- numbers are float64. Overflow gives an infinity, which compares as a number; what has no value
  (inf - inf, 0 * inf, inf / inf, inf % x) is missing;
- ``//`` and ``%`` round toward minus infinity, as Python's do; ``x ** 3`` is 1 * x * x * x from
  left to right and ``x ** -3`` its reciprocal; ``clip`` is min(max(x, low), high);
- a whole that is missing means "not eligible", in rules and in formulas.

Types are checked when a rule is read: a boolean is no number, categories are compared by ``==``,
``!=`` and ``in`` alone, and only with their own values. A timestamp is compared with another, the
later being greater, or stands in ``is_missing`` or ``days_since``: the days of 24 hours from it
until the time of the decision, with their fraction, below 0 where it is still to come.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import Literal

from engine.rules.advice import CAPITALS, SMALL_LETTERS, UNIT, no_unit, said_of_boolean
from engine.rules.checker import Checker
from engine.rules.expressions import Expr
from engine.rules.postfix import STACK_CELLS, postfix, stack_needed
from engine.rules.schema import ProfileSchema
from engine.rules.source import COMMENT, Source

__all__ = ["MAX_LENGTH", "parse"]

MAX_LENGTH = 2_000
MAX_BRACKETS = 30


def parse(
    text: str,
    schema: ProfileSchema,
    *,
    expects: Literal["condition", "number"],
    file: str | None = None,
    place: str | None = None,
) -> Expr:
    """Read one rule or formula.

    Args:
        text: the rule, at most 2,000 characters.
        schema: the fields that it may read.
        expects: whether a condition or a number is wanted.
        file, place: where the rule stands, for messages; line and column within it are added.

    Returns:
        the tree, checked and typed.

    Raises:
        RuleError: anything else than the language above; whatever the text, no other exception.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as Python reads lines
    source = Source(text, file, place)
    if len(text) > MAX_LENGTH:
        raise source.error(
            "this rule is too long",
            0,
            found=f"{len(text):,} characters",
            expected=f"at most {MAX_LENGTH:,} characters",
        )
    if not COMMENT.sub(r"\1", text).strip():
        raise source.error("there is no rule here", 0, found="nothing", expected=EXAMPLE[expects])
    _refuse_deep_brackets(source)
    expr = Checker(source, schema).check(_read(source, schema, EXAMPLE[expects]), expects)
    if stack_needed(postfix(expr)) > STACK_CELLS:
        raise source.error(
            "this rule holds too many unfinished parts at once",
            0,
            found=f"{stack_needed(postfix(expr))} values waiting for one another",
            expected=f"at most {STACK_CELLS}; put the deepest part first",
        )
    return expr


EXAMPLE = {
    "condition": "a condition, such as `visits >= 2 and not customer`",
    "number": "a number, such as `0.02 + 0.01 * min(visits, 5)`",
}


def _refuse_deep_brackets(source: Source) -> None:
    """Python's parser can take very long over deep brackets: they are counted before."""
    depth = 0
    for place, character in enumerate(_without_strings(source.text)):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        if depth > MAX_BRACKETS:
            raise source.error(
                "brackets are nested too deeply",
                place,
                found=f"{depth} levels",
                expected=f"at most {MAX_BRACKETS}",
            )


def _without_strings(text: str) -> str:
    """The text with blanks for what stands in quotes or comments."""
    return COMMENT.sub(lambda match: " " * len(match.group()), text)


def _read(source: Source, schema: ProfileSchema, expected: str) -> ast.expr:
    """The syntax tree of a text in added parentheses, which let it run over several lines."""
    problem: str
    place = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(f"({source.text} \n)", mode="eval").body
    except SyntaxError as error:
        problem = error.msg.split(". ")[0]  # without advice about Python
        place = source.place_of_character(error.lineno, error.offset)
        if place >= len(source.text.rstrip()) and "unmatched" in problem:
            place = source.text.rfind(")")  # it closed the parenthesis that was added
    except (ValueError, RecursionError, MemoryError) as error:
        # null bytes, half characters, and texts too deep for Python's own parser
        problem = str(error).split(": ")[0] or "nested too deeply"
    else:
        closed_early = (body.lineno, body.col_offset) == (1, 0)
        if not closed_early or isinstance(body, (ast.Tuple, ast.GeneratorExp)):
            return body
        problem = "a closing parenthesis has no opening one"
        place = source.text.find(")")
    place, expected = _hint(source.text, schema) or (place, expected)
    raise source.error(
        f"this cannot be read as a rule: {problem}",
        place,
        found=source.line_at(place),
        expected=expected,
    ) from None


def _hint(text: str, schema: ProfileSchema) -> tuple[int, str] | None:
    """Where the notation of another language stands, and what to write instead."""
    blanked = _without_strings(text)
    for match in re.finditer(r"\b([^\W\d]\w*)\s*=(?!=)\s*([^\W\d]\w*)\b", blanked):
        advice = said_of_boolean(schema, match[1], match[2])
        if advice is not None:
            return match.start(), advice
    unit = UNIT.search(blanked)
    if unit is not None:
        return unit.start(), no_unit(schema)
    for pattern, advice in (
        (CAPITALS.pattern, SMALL_LETTERS),
        (r"&&", "`and` between two conditions"),
        (r"\|\|", "`or` between two conditions"),
        (r"!(?!=)", "`not` before a condition"),
        (r"<>", "`!=` for unequal"),
        (r"(?<![<>=!:])=(?!=)", "`==` to compare"),
        (r"\d\s*%(?!\s*[\w(.])", "a share as a number: 0.05 for 5 %"),
    ):
        found = re.search(pattern, blanked)
        if found:
            return found.start(), advice
    return None
