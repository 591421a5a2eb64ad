"""Reading numbers by their address: columns of any number, without a type for each table."""

from __future__ import annotations

import ctypes
from typing import Any

__all__ = ["number_at"]


def number_at(address: int, place: int) -> float:
    """The float64 so many places after an address."""
    return ctypes.c_double.from_address(int(address) + 8 * int(place)).value


def _teach() -> None:
    """Have numba compile `number_at` as one load."""
    import numba
    from llvmlite import ir
    from numba import extending

    library: Any = extending  # numba annotates none of this
    types: Any = numba.types

    def typed(_: Any) -> Any:
        def resolve(address: Any, place: Any) -> Any:
            return types.float64(types.int64, types.int64)

        return resolve

    def lowered(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        del context, signature
        start = builder.inttoptr(values[0], ir.DoubleType().as_pointer())
        return builder.load(builder.gep(start, [values[1]]))

    library.type_callable(number_at)(typed)
    library.lower_builtin(number_at, types.int64, types.int64)(lowered)


_teach()
