"""What is likely wrong with a text that is no TOML, in plain words, and what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sim.scenario.values.dates import no_such_date

LONGEST = 500
"""Letters of a line that are looked at: nobody writes longer ones by hand."""

_CURLY = re.compile(r"[\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u00ab\u00bb]")
_TEXT = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')
_UNITS = (
    r"(?:s|sec|seconds?|min|mins|minutes?|h|hours?|d|days?|w|weeks?|months?|y|years?"
    r"|km|[A-Z]{3}|per\b.*|/.*|%|\u20ac|\$|\u00a3)"
)
_DATE = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})|(\d{4})([./])(\d{1,2})\6(\d{1,2})")
_HEADER = re.compile(r"\s*\[\[?[^\[\]\"']+\]\]?")
_WORDS = {
    **dict.fromkeys(("yes", "true", "on", "ja"), "true"),
    **dict.fromkeys(("no", "false", "off", "nein"), "false"),
}


@dataclass(frozen=True)
class Advice:
    """What is likely wrong, what to write, and in which line where it is not the one told."""

    problem: str
    write: str
    line: int | None = None


def advice(text: str, number: int | None, said: str) -> Advice | None:
    """What is likely wrong with a text; None where nothing can be guessed.

    Args:
        text: the whole file.
        number: the line where reading ended, from 1; None: the end of the file.
        said: what the reader of TOML says.
    """
    lines = text.splitlines()
    if number is None:
        number = max((place for place, line in enumerate(lines, 1) if line.strip()), default=0)
        if "Unterminated" in said:
            number = _unfinished(lines) or number
    line = lines[number - 1][:LONGEST] if 1 <= number <= len(lines) else ""
    found = (
        _curly(line)
        or _single(lines, number, said)
        or _twice(lines, said)
        or _header(line, said)
        or _value(line)
    )
    found = found or _quotes(line, said) or _open(text, number, line, said) or _key(line, said)
    if found is None:
        return None
    return found if found.line else Advice(found.problem, found.write, number)


def _curly(line: str) -> Advice | None:
    match = _CURLY.search(_TEXT.sub('""', line.split("#")[0]))
    if match is None:
        return None
    return Advice(
        f"the quotation mark {match[0]} is curly, as word processors make them",
        'straight quotation marks: "like this"',
    )


def _single(lines: list[str], number: int, said: str) -> Advice | None:
    """[persona] beside [[persona]], in either order."""
    if "Cannot overwrite" not in said and "Cannot declare" not in said:
        return None
    written = _headers(lines)
    name = written[number - 1].strip("[]") if 1 <= number <= len(written) else ""
    if not name or f"[[{name}]]" not in written or f"[{name}]" not in written:
        return None
    place = written.index(f"[{name}]") + 1
    return Advice(
        f"[{name}] has single brackets here and double ones elsewhere",
        f"double brackets each time: [[{name}]]",
        place,
    )


def _headers(lines: list[str]) -> list[str]:
    """The header in each line, without spaces; empty where there is none."""
    matches = (_HEADER.match(line) for line in lines)
    return ["" if match is None else "".join(match[0].split()) for match in matches]


def _twice(lines: list[str], said: str) -> Advice | None:
    if "Cannot overwrite" in said:
        return Advice("this key stands twice in its table", "each key once")
    match = re.search(r"Cannot declare \((.*)\) twice", said)
    if match is None:
        return None
    name = ".".join(re.findall(r"'([^']*)'", match[1]))
    headers = _headers(lines)
    first = f", first in line {headers.index(f'[{name}]') + 1}" if f"[{name}]" in headers else ""
    return Advice(
        f"the table [{name}] stands twice{first}",
        f"one table [{name}] with the lines of both; of what there may be several, such as "
        "personas and channels, each has double brackets: [[persona]]",
    )


def _header(line: str, said: str) -> Advice | None:
    if "table declaration" not in said and "array declaration" not in said:
        return None
    bare = line.split("#")[0].strip()
    name = bare.strip("[] ")
    whole = f"[[{name}]]" if bare.startswith("[[") else f"[{name}]"
    return Advice("the brackets around a table's name do not match", whole)


def _value(line: str) -> Advice | None:
    """A value that would be fine with quotation marks, or in another form."""
    blank = _TEXT.sub('""', line).split("#")[0]
    for match in re.finditer(r"([\w.-]+)\s*=\s*([^\[{=\"']*)", blank):
        key, value = match[1], match[2].strip()
        value = re.split(r",(?!\d)|[\]}]", value)[0].strip()
        found = _one_value(key, value)
        if found is not None:
            return found
    return None


def _one_value(key: str, value: str) -> Advice | None:
    date = _DATE.fullmatch(value)
    if date is not None:
        year, month, day = (date[4], date[3], date[1]) if date[1] else (date[5], date[7], date[8])
        if date[2] == "/":
            return Advice(
                "dates are written year-month-day, joined by hyphens", f"{key} = {year}-MM-DD"
            )
        return Advice(
            "dates are written year-month-day, joined by hyphens",
            f"{key} = {year}-{int(month):02d}-{int(day):02d}",
        )
    problem = no_such_date(value)
    if problem is not None:
        return Advice(problem[0], f"{key} = {problem[1].split(': ')[1]}, or another day")
    word = _WORDS.get(value.lower())
    if word is not None and value != word:
        return Advice(
            f"{value} is no value: there are true and false, in small letters", f"{key} = {word}"
        )
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+", value):
        return Advice(
            "a number is written without marks for thousands", f"{key} = {value.replace(',', '')}"
        )
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+,\d+", value):
        plain = value.replace(".", "").replace(",", ".")
        return Advice(
            "a number is written without marks for thousands, and with a decimal point",
            f"{key} = {plain}",
        )
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3}){2,}", value):
        return Advice(
            "a number is written without marks for thousands", f"{key} = {value.replace('.', '')}"
        )
    if re.fullmatch(r"[+-]?\d+,\d+", value):
        return Advice(
            "a comma stands where a decimal point belongs", f"{key} = {value.replace(',', '.')}"
        )
    if re.fullmatch(rf"[+-]?[\d._]+\s*{_UNITS}", value) or re.fullmatch(
        r"\d{1,2}:\d{2}(\s*-\s*\d{1,2}:\d{2})?|[\u20ac$\u00a3]\s*[\d._]+", value
    ):
        return Advice(
            "a number with a unit, and a time, stand in quotation marks", f'{key} = "{value}"'
        )
    if re.fullmatch(r"[^\W\d][\w .&-]*", value) and value not in ("true", "false", "inf", "nan"):
        return Advice("a text stands in quotation marks", f'{key} = "{value}"')
    return None


def _unfinished(lines: list[str]) -> int | None:
    """The last line in which a text begins that has no end."""
    for number in range(len(lines), 0, -1):
        rest = _TEXT.sub("", lines[number - 1].replace('""""', '"'))
        if '"' in rest.split("#")[0] or "'" in rest.split("#")[0]:
            return number
    return None


def _quotes(line: str, said: str) -> Advice | None:
    if "Unescaped '\\'" in said:
        return Advice(
            "a \\ inside of a text means something else",
            "two of them (\\\\), or the text in single quotation marks",
        )
    if '"""' in line or "'''" in line:
        return Advice(
            "a text in triple quotation marks has no end", "the same three marks at its end"
        )
    rest = _TEXT.sub("", line)
    for mark in ('"', "'"):
        if mark in rest.split("#")[0]:
            return Advice(
                "a closing (or opening) quotation mark is missing",
                'a text between two quotation marks: "like this"',
            )
    return None


def _open(text: str, number: int, line: str, said: str) -> Advice | None:
    """A list or an inline table without its end, or without a comma."""
    if "a key part" in said and line.count("{") > line.count("}"):
        return Advice("a table in { } goes on in the next line", "all of { ... } on one line")
    if said.startswith("Unclosed") or _opened(text, number) is not None:
        opened = _opened(text, number)
        inline = "inline table" in said or (opened is not None and opened[1] == "{")
        what, end = ("table in { }", "}") if inline else ("list", "]")
        start = f" that begins in line {opened[0]}" if opened and opened[0] != number else ""
        write = f"a comma between each two of its entries, and {end} at its end"
        if inline:
            write += ", all on one line"
        return Advice(f"a comma or the closing {end} is missing in the {what}{start}", write)
    return None


def _opened(text: str, number: int) -> tuple[int, str] | None:
    """Line and bracket of the outermost list or table that is open where a line begins."""
    stack: list[tuple[int, str]] = []
    for place, line in enumerate(text.splitlines()[: number - 1], start=1):
        bare = _TEXT.sub("", line).split("#")[0]
        if not stack and bare.lstrip().startswith("["):
            continue  # the header of a table
        for letter in bare:
            if letter in "[{":
                stack.append((place, letter))
            elif letter in "]}" and stack:
                stack.pop()
    return stack[0] if stack else None


def _key(line: str, said: str) -> Advice | None:
    bare = line.split("#")[0].strip()
    if "Expected '='" in said or "Invalid statement" in said:
        colon = re.match(r"([\w-]+)\s*:\s*(.+)", bare)
        if colon is not None:
            return Advice("a colon stands where = belongs", f"{colon[1]} = {colon[2]}")
        if "=" not in bare:
            return Advice("this line has no =", 'a key and its value: name = "value"')
        return Advice(
            "this key has blanks or letters that a key cannot have",
            'letters a to z, digits, _ and - without blanks, or quotation marks: "a b" = 1',
        )
    if re.search(r"=\s*$", bare):
        return Advice("there is no value after =", 'a key and its value: name = "value"')
    return None
