"""Asking the processor for memory that compiled code is about to need.

Records of customers lie hundreds of bytes apart, and a market is larger than any cache: who is
visited next is fetched while others are being worked on. It changes no result.
"""

from __future__ import annotations

from typing import Any

from engine.kernels import part

__all__ = ["fetch_line", "prefetch"]

LINE = 64
"""Bytes that a processor fetches at once."""


def fetch_line(record: Any, offset: int) -> None:
    """Fetch the line of memory at so many bytes from the start of a record; in Python nothing."""


@part
def prefetch(record, size):  # type: ignore[no-untyped-def] # Python has no type for a record
    """Fetch the first `size` bytes of a record."""
    for offset in range(0, size, LINE):
        fetch_line(record, offset)


def _teach() -> None:
    """Have numba compile `fetch_line` as the processor's own instruction."""
    import numba
    from llvmlite import ir
    from numba import extending

    library: Any = extending  # numba annotates none of this
    types: Any = numba.types

    def typed(_: Any) -> Any:
        def resolve(record: Any, offset: Any) -> Any:
            return types.void(record, types.intp)

        return resolve

    def lowered(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        del signature
        flag = ir.IntType(32)
        start = builder.bitcast(values[0], ir.IntType(8).as_pointer())
        place = builder.gep(start, [values[1]])
        kind = ir.FunctionType(ir.VoidType(), [place.type, flag, flag, flag])
        function = builder.module.declare_intrinsic("llvm.prefetch", [place.type], kind)
        read, often, data = (ir.Constant(flag, value) for value in (0, 3, 1))
        builder.call(function, [place, read, often, data])
        return context.get_dummy_value()

    library.type_callable(fetch_line)(typed)
    library.lower_builtin(fetch_line, types.VarArg(types.Any))(lowered)


_teach()
