"""Cross-checks of [customers]: fields that exist, and texts that stand for something known."""

from __future__ import annotations

from sim.scenario.checking.naming import known, repeated
from sim.scenario.models import Document
from sim.scenario.people import FUNNEL, fields_by_name
from sim.scenario.reading.translate import Mistakes


def check_customers(document: Document, mistakes: Mistakes) -> None:
    """Add every mistake of the table of customers; the file itself is read later."""
    table = document.customers
    if table is None:
        return
    channels = [channel.name for channel in document.channel]
    fields = fields_by_name(channels)
    words = {
        "persona": [persona.name for persona in document.persona],
        "stage": list(FUNNEL),
        "purchased_on": channels,
    }
    for name in table.columns:
        known(mistakes, ("customers", "columns", name), name, fields, "field of a customer")
    if repeated(list(table.columns.values())):
        mistakes.add(
            ("customers", "columns"), "a column of the file stands for two fields",
            found=repeated(list(table.columns.values())), expected="one field for each column",
        )  # fmt: skip
    for name, texts in table.values.items():
        where = ("customers", "values", name)
        if not known(mistakes, where, name, table.columns, "field among customers.columns"):
            continue
        if name == "id":
            mistakes.add(
                where, "ids stand for themselves", found="id", expected="values of other fields"
            )
        for text, value in texts.items():
            if name in words and str(value).strip():  # an empty text: nothing is known
                known(mistakes, (*where, text), str(value), words[name], name)
