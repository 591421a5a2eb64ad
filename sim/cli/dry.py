"""``--dry-run``: what a command would take, and whether there is room for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sim.cli.output import Meter, print_json

if TYPE_CHECKING:
    from sim.study.estimate.forecast import Forecast


def tell(
    forecast: Callable[..., Forecast], *given: Any, options: Mapping[str, Any], as_json: bool
) -> None:
    """Show what a command would take.

    Args:
        forecast: what works it out, of the same arguments as the command's own work.

    Raises:
        InputError: bad input, or no room: what is needed has been shown then.
    """
    with Meter("measuring a short run"):
        found = forecast(*given, **options)
    if as_json:
        print_json(found.to_json())
    else:
        from sim.report.terminal.forecast import show_forecast
        from sim.report.terminal.parts.tables import console

        show_forecast(found, console())
    if found.refusal is not None:
        raise found.refusal
