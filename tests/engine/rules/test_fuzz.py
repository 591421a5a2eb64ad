"""No text reaches Python through a rule: it is read as a rule, or it is a RuleError, quickly."""

from __future__ import annotations

import builtins
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RuleError
from engine.rules import evaluate, parse
from engine.rules.language import MAX_LENGTH
from tests.engine.rules.random_rules import SCHEMA, Writer

ATTACKS = [
    "__import__('os').system('true')",
    "().__class__.__base__.__subclasses__()",
    "visits.__class__",
    "(lambda: 1)()",
    "lambda: visits",
    "[x for x in (1, 2)]",
    "{x for x in (1, 2)}",
    "{x: 1 for x in (1, 2)}",
    "(x for x in (1, 2))",
    "x for x in (1, 2)",
    "{'a': 1}",
    "f'{visits}'",
    "f'{__import__(\"os\")}'",
    "(y := 1)",
    "y := 1",
    "visits[0]",
    "visits[0:1]",
    "eval('1')",
    "exec('1')",
    "open('/etc/passwd')",
    "print(1)",
    "getattr(visits, 'real')",
    "min(visits, 1, key=abs)",
    "min(*[1, 2])",
    "max(**{})",
    "__builtins__",
    "__name__ == 'a'",
    "globals()",
    "abs.__self__",
    "(abs)(visits).real",
    "await visits",
    "(yield)",
    "(yield from visits)",
    "yield 1",
    "import os",
    "del visits",
    "visits; points",
    "visits = 1",
    "assert visits",
    "9 ** 9 ** 9",
    "9 ** 999999999 > 1",
    "10 ** 400 > 1",
    "'a' * 10 ** 9 == step",
    "(1,) * 10 ** 9",
    "visits << 1000000",
    "1 if",
    "b'bytes' == step",
    "... == visits",
    "1j > visits",
    "visits > 1e400",
    "9" * 1_999,
    "0x" + "f" * 1_990,
    "1_" * 900 + "1",
    "customer\0",
    "\0",
    "customer and '\0' == step",
    "\ud800",
    "'\ud800' == step",
    "\ufeffcustomer >",
    "customer \\",
    "customer \\\n and",
    "'''",
    "'unfinished",
    '"""unfinished',
    "customer)",
    "customer) or (booked",
    "customer), (booked",
    "customer)(booked",
    "customer).real + (visits",
    ") or (",
    "*customer",
    "**customer",
    "#",
    "#\n",
    "\n",
    "\x0c",
    "\t",
    "-*- coding: latin-1 -*-",
    "# -*- coding: utf-7 -*-\ncustomer +",
    "not",
    "is_missing()",
    "coalesce('a', 'b')",
    "step == step == 'nowhere'",
    "💥",
    "visits > １e999",
]
DEEP = ["(", "[", "{", "((", "-", "not ", "~", "+", "min(", "1 if ", "visits ** ", "lambda: ", "f("]
DEEP += [
    "{_:",
    "a[",
    "(a, ",
    "(x for x in ",
    "'a' == ",
    "1 + (",
    "(a:=",
    "[*",
    "f'{",
    "a.",
    "await ",
]
DEEP += ["1 < (", "not(", "is_missing(", "coalesce(1, ", "(1 if ", "customer and (", "\\\n", "'''"]


def refused_quickly(text: str, expects: str = "condition") -> bool:
    """True if the text is refused as it should be; False if it was accepted."""
    start = time.perf_counter()
    try:
        expr = parse(text, SCHEMA, expects=expects, place="rule")
    except RuleError as error:
        str(error).encode("utf-8")  # a message that can be printed
        refused = True
    else:
        evaluate(expr, {"visits": 2.0, "customer": True})
        refused = False
    assert time.perf_counter() - start < 1.0, f"took too long: {text[:80]!r}"
    return refused


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_attacks_are_refused(text):
    assert refused_quickly(text, "condition")
    assert refused_quickly(text, "number")


@pytest.mark.parametrize(
    "name", sorted(set(dir(builtins)) - {"True", "False", "abs", "max", "min"})
)
def test_no_builtin_is_known(name):
    assert refused_quickly(f"{name}(1)", "number")
    assert refused_quickly(name, "number")
    assert refused_quickly(f"visits.{name}", "number")


@pytest.mark.parametrize("opening", DEEP)
def test_depth_is_refused_quickly(opening):
    for count in (31, 60, 100, 199, 201, MAX_LENGTH // len(opening)):
        text = (opening * count)[:MAX_LENGTH]
        assert refused_quickly(text)
        assert refused_quickly(text[: MAX_LENGTH - 1] + "1")


@pytest.mark.parametrize("first", DEEP)
def test_mixed_depth_is_refused_quickly(first):
    for second in DEEP:
        for count in (14, 29, 100):
            refused_quickly(((first + second) * count)[:MAX_LENGTH])


@given(st.text(max_size=200))
@settings(max_examples=1_000, deadline=None)
def test_any_text(text):
    refused_quickly(text)


PIECES = [
    "visits",
    "customer",
    "step",
    "'none'",
    "1",
    "2.5",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
]
PIECES += [".", "**", "*", "//", "%", "-", "not", "and", "or", "in", "is", "if", "else", "lambda"]
PIECES += [
    "for",
    "==",
    "<",
    ":=",
    "=",
    "min",
    "coalesce",
    "__class__",
    "\n",
    "#",
    "'",
    '"',
    "\\",
    "@",
]
PIECES += [
    "f'",
    "None",
    "True",
    "\0",
    "é",
    "is_missing",
    "0x",
    "1e",
    "async",
    "await",
    "yield",
    ";",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60), st.sampled_from(["", " "]))
@settings(max_examples=2_000, deadline=None)
def test_any_pieces(pieces, joint):
    refused_quickly(joint.join(pieces))


def test_random_bytes_and_broken_rules():
    rng = np.random.default_rng(11)
    writer = Writer(rng)
    accepted = 0
    for round_ in range(6_000):
        if round_ % 2:
            raw = rng.integers(0, 256, int(rng.integers(0, 80)), dtype=np.uint8).tobytes()
            text = raw.decode("latin-1" if round_ % 4 == 1 else "utf-8", "surrogateescape")
        else:
            characters = list(writer.condition(2))
            for _ in range(int(rng.integers(1, 4))):
                place = int(rng.integers(len(characters)))
                characters[place] = chr(int(rng.integers(0, 128)))
            text = "".join(characters)
        accepted += not refused_quickly(text)
    assert accepted < 3_000
