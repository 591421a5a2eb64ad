"""From Python's syntax tree to ours: only what is listed passes, and its types must fit."""

from __future__ import annotations

import ast
import math
from dataclasses import replace
from typing import Literal, NoReturn

from engine.errors import nearest_name
from engine.rules.advice import (
    ACCEPTED,
    ADVICE,
    CAPITALS,
    SMALL_LETTERS,
    UNIT,
    no_unit,
    said_of_boolean,
    since,
)
from engine.rules.expressions import (
    BOOLEAN,
    NUMBER,
    TEXT,
    TIMESTAMP,
    Arithmetic,
    ArithmeticOperator,
    Call,
    Choice,
    Comparison,
    ComparisonOperator,
    Expr,
    Logic,
    Membership,
    Negative,
    Not,
    Number,
    Power,
    Reading,
    Truth,
    Type,
    Word,
)
from engine.rules.schema import FUNCTIONS, ProfileSchema
from engine.rules.source import Source, shortened

__all__ = ["MAX_EXPONENT", "MAX_NESTING", "Checker"]

MAX_NESTING = 30
MAX_EXPONENT = 16
LARGEST_WHOLE = 1 << 53

SUMS: dict[type[ast.operator], ArithmeticOperator] = {ast.Add: "+", ast.Sub: "-"}
PRODUCTS: dict[type[ast.operator], ArithmeticOperator] = {
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}
COMPARISONS: dict[type[ast.cmpop], ComparisonOperator] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
EARLIER_IS_MORE: dict[ComparisonOperator | None, ComparisonOperator] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}
"""Signs between timestamps: rows hold the days since them, and the earlier has more."""


class Checker:
    """Turns the syntax tree of one rule into typed nodes, or raises RuleError.

    Args:
        source: the rule's text and place.
        schema: the fields it may read.
    """

    def __init__(self, source: Source, schema: ProfileSchema) -> None:
        self.source = source
        self.schema = schema
        self.depth = 0

    def check(self, node: ast.expr, expects: Literal["condition", "number"]) -> Expr:
        """The whole rule, of the type that is expected."""
        expr = self._convert(node)
        wanted = BOOLEAN if expects == "condition" else NUMBER
        if expr.type != wanted:
            advice = since(expr) or {
                ("condition", "number"): "a condition: compare this number with another",
                ("condition", "category"): "a condition: compare this category with a value",
                ("number", "boolean"): "a number: `1 if ... else 0` turns a condition into one",
            }.get((expects, expr.type.kind), f"a {expects}")
            self._refuse(node, f"this is {expr.type}, not a {expects}", expected=advice)
        return expr

    def _refuse(
        self, node: ast.expr, message: str, *, expected: str, nearest: str | None = None
    ) -> NoReturn:
        raise self.source.error(
            message,
            self.source.place_of_byte(node.lineno, node.col_offset),
            found=shortened(self.source.words(node)),
            expected=expected,
            nearest=nearest,
        )

    def _convert(self, node: ast.expr) -> Expr:
        """One node with all below it."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            self._refuse(
                node, "this rule is nested too deeply", expected=f"at most {MAX_NESTING} levels"
            )
        expr = self._by_kind(node)
        self.depth -= 1
        return expr

    def _by_kind(self, node: ast.expr) -> Expr:
        text = self.source.words(node)
        match node:
            case ast.Constant():
                return self._constant(node, text)
            case ast.Name():
                return self._name(node, text)
            case ast.BinOp():
                return self._binary(node, text)
            case ast.UnaryOp():
                return self._unary(node, text)
            case ast.BoolOp():
                parts = tuple(self._typed(value, BOOLEAN) for value in node.values)
                operator: Literal["and", "or"] = "and" if isinstance(node.op, ast.And) else "or"
                return Logic(operator, parts, text=text, type=BOOLEAN)
            case ast.Compare():
                return self._compare(node, text)
            case ast.IfExp():
                test = self._typed(node.test, BOOLEAN)
                then, otherwise = self._chosen([node.body, node.orelse])
                return Choice(test, then, otherwise, text=text, type=then.type)
            case ast.Call():
                return self._call(node, text)
        return self._not_accepted(node, node)

    def _not_accepted(self, node: ast.expr, culprit: ast.AST) -> NoReturn:
        self._refuse(
            node,
            "this is not part of the rule language",
            expected=ADVICE.get(type(culprit), ACCEPTED),
        )

    def _typed(self, node: ast.expr, wanted: Type) -> Expr:
        """A part that must be a number or a boolean."""
        expr = self._convert(node)
        if expr.type == wanted:
            return expr
        if expr.type == TIMESTAMP:
            advice = since(expr) or ""
        elif wanted == NUMBER and expr.type == BOOLEAN:
            advice = "a number: `1 if ... else 0` turns a condition into one"
        elif wanted == BOOLEAN:
            advice = "a condition: a comparison or a boolean field"
        else:
            advice = f"{wanted}"
        return self._refuse(node, f"this is {expr.type}, not {wanted}", expected=advice)

    def _constant(self, node: ast.Constant, text: str) -> Expr:
        value = node.value
        if isinstance(value, bool):
            return Truth(value, text=text, type=BOOLEAN)
        if isinstance(value, str):
            return Word(value, text=text, type=TEXT)
        if isinstance(value, int) and value > LARGEST_WHOLE:
            self._refuse(node, "this number is too large", expected="a whole number up to 2^53")
        if isinstance(value, (int, float)):
            if not math.isfinite(value):
                self._refuse(node, "this number is too large", expected="a number below 1.8e308")
            return Number(float(value), text=text, type=NUMBER)
        if value is None:
            self._refuse(
                node, "there is no None in a rule", expected="is_missing(field) tests for missing"
            )
        return self._not_accepted(node, node)

    def _name(self, node: ast.Name, text: str) -> Expr:
        if node.id in self.schema:
            field = self.schema[node.id]
            kind = Type(field.kind, field.values)
            return Reading(field, self.schema.index(node.id), text=text, type=kind)
        if node.id in FUNCTIONS:
            self._refuse(
                node, "a function needs its arguments", expected=f"{node.id}(...) with arguments"
            )
        known = (*self.schema.names, "True", "False")
        capital = node.id.capitalize() if node.id.lower() in {"true", "false"} else None
        return self._refuse(
            node,
            "there is no such field",
            expected=f"one of {', '.join(self.schema.names)}",
            nearest=capital or nearest_name(node.id, known),
        )

    def _binary(self, node: ast.BinOp, text: str) -> Expr:
        if isinstance(node.op, ast.Pow):
            return self._power(node, text)
        group = next((group for group in (SUMS, PRODUCTS) if type(node.op) in group), None)
        if group is None:
            self._not_accepted(node, node.op)
        rest: list[tuple[ArithmeticOperator, ast.expr]] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp) and type(left.op) in group:
            rest.append((group[type(left.op)], left.right))
            left = left.left
        first = self._typed(left, NUMBER)
        parts = tuple((operator, self._typed(part, NUMBER)) for operator, part in reversed(rest))
        return Arithmetic(first, parts, text=text, type=NUMBER)

    def _power(self, node: ast.BinOp, text: str) -> Expr:
        sign, exponent = 1, node.right
        if isinstance(exponent, ast.UnaryOp) and isinstance(exponent.op, ast.USub):
            sign, exponent = -1, exponent.operand
        value = exponent.value if isinstance(exponent, ast.Constant) else None
        if type(value) is not int or value > MAX_EXPONENT:
            self._refuse(
                node.right,
                "this exponent is not accepted",
                expected=f"a whole constant from -{MAX_EXPONENT} to {MAX_EXPONENT}; "
                "sqrt(x) and exp(x) do the rest",
            )
        return Power(self._typed(node.left, NUMBER), sign * value, text=text, type=NUMBER)

    def _unary(self, node: ast.UnaryOp, text: str) -> Expr:
        match node.op:
            case ast.Not():
                return Not(self._typed(node.operand, BOOLEAN), text=text, type=BOOLEAN)
            case ast.USub():
                operand = self._typed(node.operand, NUMBER)
                if isinstance(operand, Number):
                    return Number(-operand.value, text=text, type=NUMBER)
                return Negative(operand, text=text, type=NUMBER)
            case ast.UAdd():
                return self._typed(node.operand, NUMBER)
        return self._not_accepted(node, node.op)

    def _compare(self, node: ast.Compare, text: str) -> Expr:
        nodes = [node.left, *node.comparators]
        for part in nodes:
            if isinstance(part, ast.Constant) and part.value is None:
                self._refuse(
                    node, "nothing equals None", expected="is_missing(field) tests for missing"
                )
        if any(isinstance(operator, (ast.In, ast.NotIn)) for operator in node.ops):
            return self._membership(node, text)
        self._refuse_yes_and_no(node)
        operators = [COMPARISONS.get(type(operator)) for operator in node.ops]
        if None in operators:
            self._refuse(node, "`is` is not part of the rule language", expected="`==` or `!=`")
        parts = self._alike(nodes)
        kind = parts[0].type.kind
        ordered = kind in ("number", "timestamp")
        if not ordered and any(operator not in ("==", "!=") for operator in operators):
            self._refuse(node, f"a {kind} has no order", expected="`==`, `!=` or `in`")
        turned = EARLIER_IS_MORE if kind == "timestamp" else {}
        rest = tuple(
            (turned.get(operator, operator), part)
            for operator, part in zip(operators, parts[1:], strict=True)
            if operator is not None
        )
        return Comparison(parts[0], rest, text=text, type=BOOLEAN)

    def _refuse_yes_and_no(self, node: ast.Compare) -> None:
        """``customer == yes`` is said better than by the name that does not exist."""
        left, right = node.left, node.comparators[0]
        if isinstance(left, ast.Name) and isinstance(right, ast.Name):
            advice = said_of_boolean(self.schema, left.id, right.id)
            if advice is not None:
                self._refuse(node, f"{left.id} is a condition by itself", expected=advice)

    def _membership(self, node: ast.Compare, text: str) -> Expr:
        container = node.comparators[0]
        if len(node.ops) != 1:
            self._refuse(node, "`in` cannot be part of a chain", expected="parentheses and `and`")
        if not isinstance(container, (ast.Tuple, ast.List, ast.Set)) or not container.elts:
            self._refuse(
                container,
                "`in` needs a list of constants",
                expected="a list of constants in brackets, such as ('browse', 'basket')",
            )
        operand = self._convert(node.left)
        if operand.type.kind not in ("number", "category"):
            expected = since(operand) or "a number or a category before `in`"
            self._refuse(node.left, f"this is {operand.type}", expected=expected)
        items: list[Number | Word] = []
        for element in container.elts:
            item = self._settled(element, self._convert(element), operand.type)
            if not isinstance(item, (Number, Word)) or item.type != operand.type:
                self._refuse(
                    element,
                    "this list holds only constants",
                    expected=f"{operand.type}, a constant",
                )
            items.append(item)
        negated = isinstance(node.ops[0], ast.NotIn)
        return Membership(operand, tuple(items), negated, text=text, type=BOOLEAN)

    def _alike(self, nodes: list[ast.expr]) -> list[Expr]:
        """Parts of one type; texts become values of the category beside them."""
        parts = [self._convert(node) for node in nodes]
        kind = next((part.type for part in parts if part.type != TEXT), None)
        if kind is None:
            self._refuse(nodes[0], "a text needs a category beside it", expected="a category field")
        settled = [
            self._settled(node, part, kind, *parts) for node, part in zip(nodes, parts, strict=True)
        ]
        for node, part in zip(nodes, settled, strict=True):
            if part.type != kind:
                expected = since(part, *settled) or f"{kind} here as well"
                self._refuse(node, f"this is {part.type}, beside {kind}", expected=expected)
        return settled

    def _chosen(self, nodes: list[ast.expr]) -> list[Expr]:
        """Parts of one type, of which one is taken: no timestamps."""
        parts = self._alike(nodes)
        if parts[0].type == TIMESTAMP:
            self._refuse(nodes[0], "a timestamp cannot be chosen", expected=since(parts[0]) or "")
        return parts

    def _settled(self, node: ast.expr, expr: Expr, kind: Type, *beside: Expr) -> Expr:
        """A text beside a category becomes one of its values."""
        if not isinstance(expr, Word) or expr.type != TEXT:
            return expr
        if kind == NUMBER and UNIT.search(expr.value):
            self._refuse(node, "a number has no unit here", expected=no_unit(self.schema))
        if kind.kind != "category":
            expected = since(*beside) or f"{kind}"
            self._refuse(node, f"this is a text, beside {kind}", expected=expected)
        if expr.value not in kind.values:
            self._refuse(
                node,
                "the category has no such value",
                expected=f"one of {', '.join(kind.values)}",
                nearest=nearest_name(expr.value, kind.values),
            )
        return replace(expr, type=kind)

    def _call(self, node: ast.Call, text: str) -> Expr:
        if not isinstance(node.func, ast.Name):
            self._not_accepted(node, node.func)
        name = node.func.id
        if CAPITALS.fullmatch(name):
            self._refuse(node, f"`{name}` stands in capitals", expected=SMALL_LETTERS)
        if name not in FUNCTIONS:
            self._refuse(
                node,
                "there is no such function",
                expected=f"one of {', '.join(FUNCTIONS)}",
                nearest=nearest_name(name, FUNCTIONS),
            )
        least, most = FUNCTIONS[name]
        if node.keywords or not least <= len(node.args) <= most:
            count = f"{least}" if least == most else f"{least} to {most}"
            self._refuse(
                node, f"{name} takes other arguments", expected=f"{count} without keywords"
            )
        if name == "is_missing":
            argument = self._convert(node.args[0])
            if argument.type == TEXT:
                self._refuse(node, "a text is never missing", expected="a field or an expression")
            return Call(name, (argument,), text=text, type=BOOLEAN)
        if name == "days_since":
            return self._days_since(node, text)
        if name == "coalesce":
            arguments = tuple(self._chosen(node.args))
            return Call(name, arguments, text=text, type=arguments[0].type)
        arguments = tuple(self._typed(argument, NUMBER) for argument in node.args)
        return Call(name, arguments, text=text, type=NUMBER)

    def _days_since(self, node: ast.Call, text: str) -> Expr:
        """The reading of a timestamp as a number of days."""
        argument = self._convert(node.args[0])
        if not isinstance(argument, Reading) or argument.type != TIMESTAMP:
            names = [field.name for field in self.schema if field.kind == "timestamp"]
            self._refuse(
                node.args[0],
                f"days_since counts from a timestamp, and this is {argument.type}",
                expected=f"one of {', '.join(names)}"
                if names
                else "a field of the kind timestamp: there is none",
            )
        return replace(argument, text=text, type=NUMBER)
