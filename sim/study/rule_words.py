"""Rules in plain words, where they are easy to say; the others speak for themselves."""

from __future__ import annotations

from engine.rules.expressions import Call, Comparison, Expr, Logic, Not, Number, Reading

ELAPSED = {
    "days_since_visit": "visit",
    "days_since_contact": "contact",
    "days_since_purchase": "purchase",
}
COUNTED = {
    "visits": "visit",
    "signups": "sign-up",
    "unanswered": "contact without a response",
    "rating": "star",
    "points": "point",
}
TRUTHS = {
    "customer": ("has bought before", "has never bought"),
    "booked": ("has an appointment", "no appointment made"),
    "bought": ("has bought", "has not bought"),
    "reviewed": ("has written a review", "no review written"),
    "referred": ("has passed on a code", "no code passed on"),
    "attended": ("has kept an appointment", "no appointment kept"),
    "identified": ("is recognised", "is not recognised"),
}
SIZES = {
    "<": "fewer than {}", "<=": "at most {}", ">": "more than {}", ">=": "at least {}",
    "==": "exactly {}",
}  # fmt: skip
TIMES = {**SIZES, "<": "less than {}"}


def rule_words(rule: Expr) -> str | None:
    """Such as ``no purchase known, or the last purchase more than 180 days ago``.

    None where it is not easy.
    """
    match rule:
        case Reading(field=field) if field.name in TRUTHS:
            return TRUTHS[field.name][0]
        case Not(operand=Reading(field=field)) if field.name in TRUTHS:
            return TRUTHS[field.name][1]
        case Call(function="is_missing", arguments=(Reading(field=field),)):
            what = ELAPSED.get(field.name)
            return None if what is None else f"no {what} known"
        case Comparison(first=Reading(field=field), rest=((operator, Number(value=value)),)):
            return _compared(field.name, operator, value)
        case Logic(operator=operator, parts=parts):
            return _joined(operator, parts)
    return None


def _compared(field: str, operator: str, value: float) -> str | None:
    number = f"{value:g}"
    if operator not in SIZES:
        return None
    if field in ELAPSED:
        days = f"{TIMES[operator].format(number)} day{'' if value == 1 else 's'} ago"
        return f"the last {ELAPSED[field]} {days}"
    if field in COUNTED:
        what, _, rest = COUNTED[field].partition(" ")
        many = what if value == 1 else f"{what}s"
        return " ".join(filter(None, (SIZES[operator].format(number), many, rest)))
    return None


def _joined(operator: str, parts: tuple[Expr, ...]) -> str | None:
    """Parts of one rank; what is joined within them would need parentheses."""
    if any(isinstance(part, Logic) for part in parts):
        return None
    said = [rule_words(part) for part in parts]
    words = [word for word in said if word is not None]
    if len(words) < len(said):
        return None
    return f", {operator} ".join(words) if operator == "or" else " and ".join(words)
