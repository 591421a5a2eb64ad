"""[customers]: a table of real customers in place of drawn ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, field_validator

from sim.scenario.models.base import Count, Table, Text, given, refuse

DECIMALS = (".", ",")
SEPARATORS = (",", ";", "\t", "|")


def _flat(value: Any) -> Any:
    """``consent.email = "opt_in"`` without quotation marks is a table within a table."""
    if not isinstance(value, Mapping):
        return value
    flat: dict[str, Any] = {}
    for key, item in value.items():
        inner = isinstance(item, Mapping) and key in ("affinity", "consent", "known", "objection")
        flat |= {f"{key}.{name}": deep for name, deep in item.items()} if inner else {key: item}
    return flat


Cell = str | bool | int | float


class Customers(Table):
    """[customers]: a table of real customers; what it lacks is drawn from their persona."""

    file: Text = given(..., "CSV (.csv) or Parquet file, from the scenario's folder", fixed=True)
    separator: str = given(",", "what stands between the cells of a CSV file", fixed=True)
    decimal: str = given(".", "what stands before the decimals of numbers in texts", fixed=True)
    columns: Annotated[dict[str, str], BeforeValidator(_flat)] = given(
        ...,
        "the file's column of each field of a customer; columns not named here are never read",
        fixed=True,
    )
    values: Annotated[dict[str, dict[str, Cell]], BeforeValidator(_flat)] = given(
        {}, "by field, what each text in the file stands for", fixed=True
    )
    prospects: Count = given(
        0, "people simulated besides those of the table, who have not bought before", fixed=True
    )

    @field_validator("separator")
    @classmethod
    def _known_separator(cls, value: str) -> str:
        if value not in SEPARATORS:
            raise refuse(
                "this cannot separate cells", found=value, expected='",", ";", "|" or a tab "\\t"'
            )
        return value

    @field_validator("decimal")
    @classmethod
    def _known_decimal(cls, value: str) -> str:
        if value not in DECIMALS:
            raise refuse("no number has such a mark", found=value, expected='"." or ","')
        return value

    @field_validator("file")
    @classmethod
    def _known_format(cls, value: str) -> str:
        if not value.lower().endswith((".csv", ".parquet")):
            raise refuse(
                "this is no table of customers", found=value, expected="a .csv or .parquet file"
            )
        return value

    @field_validator("columns")
    @classmethod
    def _some_column(cls, value: dict[str, str]) -> dict[str, str]:
        if not value:
            raise refuse(
                "no column is mapped", found="{}", expected='{ persona = "Segment" } and others'
            )
        return value
