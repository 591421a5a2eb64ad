"""Which clauses time alone can change, and whether priorities are the same for all customers."""

from __future__ import annotations

from typing import Any

from engine import actions as engine_actions
from engine.rules.postfix import FIELD
from engine.rules.tables import PROGRAM
from sim.model.knowledge.view import VIEW_FIELDS
from sim.model.records.varying import (
    AD_FIELDS,
    AGEING,
    CALENDAR_FIELDS,
    OF_CONTACT,
    OF_PURCHASE,
    OF_VISIT,
    ONLY_CALENDAR,
    READS,
)

Record = Any  # one element of a structured array

DAYS_SINCE = (OF_VISIT, OF_CONTACT, OF_PURCHASE)


def fill_varying(p: Record) -> None:
    """Enter what `sim.model.deciding.standing` reads, from rules and actions that are there."""
    rules = p["rules"]
    for place in range(int(rules["rule_stop"].max())):
        fields = _read_by_clause(rules, place)
        varies = 0
        for name in fields:
            varies |= READS.get(name, 0)
        if fields and fields <= CALENDAR_FIELDS:
            varies = ONLY_CALENDAR
        elif rules["clause_op"][place] != PROGRAM and varies in DAYS_SINCE:
            varies = AGEING
        p["clause_varies"][place] = varies
    planned = p["planned"][: int(p["n_planned"])]
    p["ads_tell"] = any(_read_by_rule(p, int(t)) & AD_FIELDS for t in planned)
    # limits are kept customer by customer
    p["by_cohort"] = not p["limited"] and all(
        _read_by_priority(p, int(t)) <= CALENDAR_FIELDS for t in planned
    )


def _read_by_rule(p: Record, treatment: int) -> set[str]:
    """Fields that the rule of a treatment reads."""
    rule = int(p["actions"]["whole"][treatment])
    found: set[str] = set()
    if rule >= 0:
        for place in range(p["rules"]["rule_start"][rule], p["rules"]["rule_stop"][rule]):
            found |= _read_by_clause(p["rules"], place)
    return found


def _read_by_clause(rules: Record, place: int) -> set[str]:
    """Fields that a clause reads."""
    number = int(rules["clause_field"][place])
    if rules["clause_op"][place] != PROGRAM:
        return {VIEW_FIELDS[number]}
    return _read_by_program(rules, number)


def _read_by_program(rules: Record, program: int) -> set[str]:
    """Fields that a program reads."""
    cells = slice(int(rules["program_start"][program]), int(rules["program_stop"][program]))
    return {
        VIEW_FIELDS[int(argument)]
        for operation, argument in zip(
            rules["code_op"][cells], rules["code_arg"][cells], strict=True
        )
        if operation == FIELD
    }


def _read_by_priority(p: Record, treatment: int) -> set[str]:
    """Fields that propensity, context and value of a treatment read."""
    actions, rules = p["actions"], p["rules"]
    found: set[str] = set()
    if actions["kind"][treatment] == engine_actions.FORMULA:
        found |= _read_by_program(rules, int(actions["program"][treatment]))
    elif actions["kind"][treatment] == engine_actions.SCORECARD:
        terms = slice(actions["card_start"][treatment], actions["card_stop"][treatment])
        found |= {VIEW_FIELDS[int(field)] for field in actions["card_field"][terms]}
    for factor in ("context_program", "value_program"):
        if actions[factor][treatment] >= 0:
            found |= _read_by_program(rules, int(actions[factor][treatment]))
    return found
