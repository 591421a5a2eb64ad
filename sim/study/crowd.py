"""Who is simulated: people drawn from the personas, or customers of a table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import UsageError

if TYPE_CHECKING:
    from sim.clocks.world import Records
    from sim.model.market.market import Market
    from sim.model.people.table import PeopleTable
    from sim.scenario import Scenario


def save_people(
    scenario: Scenario, path: Path, *, customers: int | None = None, seed: int = 1
) -> int:
    """Write the customers of the first replication as Parquet; returns how many.

    Raises:
        UsageError: the file exists or cannot be written.
    """
    from sim.clocks.world import World
    from sim.model.market.market import Market
    from sim.model.people.given import write_people

    if path.exists():
        raise UsageError(
            "this file exists and is not overwritten", file=str(path), expected="a new name"
        )
    crowd = Crowd.of(scenario, None)
    market = Market.build(scenario, scenario.baseline, customers=crowd.size(customers))
    world = World(market, crowd.draw(market, seed, 0), seed=seed, replication=0)
    try:
        write_people(path, world.customers, market)
    except OSError as error:
        raise UsageError(
            "this file cannot be written", file=str(path), found=error.strerror,
            expected="a file in a folder that exists",
        ) from None  # fmt: skip
    return len(world.customers)


@dataclass(frozen=True)
class Crowd:
    """The people of a study.

    Attributes:
        table: customers of a file; what it lacks is drawn anew in every replication.
        records: customers as the clocks take them, the same in every replication.
            Where there is neither, all people are drawn.
    """

    table: PeopleTable | None = None
    records: Records | None = None

    @classmethod
    def of(cls, scenario: Scenario, people: Records | str | Path | None) -> Crowd:
        """Customers as handed over, of a file (see `read_given`), or of ``[customers]``.

        Raises:
            DataError: what is wrong with the file, with column and row.
        """
        if people is not None and not isinstance(people, (str, Path)):
            return cls(records=people)
        if people is None and getattr(scenario.document, "customers", None) is None:
            return cls()
        from sim.model.people.table import customers_of, read_given

        return cls(customers_of(scenario) if people is None else read_given(people, scenario))

    def size(self, customers: int | None) -> int | None:
        """How many are simulated: as many as there are in the table.

        Raises:
            UsageError: another number was asked for.
        """
        given = self.table if self.table is not None else self.records
        if given is None:
            return customers
        if customers not in (None, len(given)):
            raise UsageError(
                "a table of customers is simulated as a whole", place="--customers",
                found=f"{customers:,}", expected=f"{len(given):,}, the customers of the table",
            )  # fmt: skip
        return len(given)

    @property
    def given(self) -> bool:
        """Whether the customers are those of a table, or records."""
        return self.table is not None or self.records is not None

    @property
    def ids(self) -> NDArray[np.int64] | None:
        """Ids of the customers, ascending; None: 0 to one less than there are people."""
        if self.table is not None:
            return self.table.ids
        return None if self.records is None else np.asarray(self.records["id"], np.int64)

    def draw(self, market: Market, seed: int, replication: int) -> Records | None:
        """The customers of one replication; None: the clock draws them."""
        if self.table is None:
            return self.records
        from sim.model.people.given import records

        return records(self.table, market, seed=seed, replication=replication)

    @property
    def settings(self) -> dict[str, Any]:
        """What a manifest says of the table: its name and hash, and none of what is in it."""
        if self.table is None:
            return {}
        return {"people": {"file": self.table.file.name, "sha256": self.table.sha256}}

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be known before the figures are believed."""
        return () if self.table is None else self.table.notes()

    def check_id_map(self, path: str | Path | None) -> None:
        """Refuse a file of ids that could not be written, before anything else is.

        Raises:
            UsageError: there is no table, or the file exists.
        """
        if path is None:
            return
        if self.table is None:
            raise UsageError(
                "there are no customers of a table whose ids could be told", place="--id-map",
                expected="[customers] in the scenario, or --people FILE",
            )  # fmt: skip
        if Path(path).exists():
            raise UsageError(
                "the file exists", place="--id-map", found=str(path), expected="a new file"
            )

    def write_id_map(self, path: str | Path | None) -> None:
        """Write which customer is which, where a file was asked for; see `check_id_map`."""
        if path is not None and self.table is not None:
            self.table.write_id_map(Path(path))


EVERYBODY = Crowd()
"""All are drawn from the personas."""
