"""Compiled functions that are called through their address, not inlined into their callers.

numba optimises a compiled function anew inside each function that calls it, and again in each of
theirs: a chain of small transitions costs minutes. A *boundary* is compiled once for each layout of
its records and known to its callers only as a symbol (a call costs about two nanoseconds).

    @boundary("P c F i8 u8 -> f8")
    def draw(P, c, F, kind, entity): ...

A signature names the arguments in order: names of record layouts, or ``i8``, ``u8``, ``f8``. Before
the first kernel runs, `link` compiles (or loads from the cache) every boundary that has been
declared, in the order of declaration, and makes its address known. A boundary may call those that
are declared before it.

A boundary with a *door* is compiled only where somebody asks for it. Callers find its address in
the field `doors` of the first record that they pass, and go on without calling it where that is 0:

    @boundary("P k c i8 -> i8", door=SPACING)
    def too_close(P, k, c, t): ...
"""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from engine import kernels, objects

__all__ = ["addresses", "boundary", "link", "linked", "tasks"]


@dataclass
class _Boundary:
    """A declared boundary and the addresses that it has been compiled to."""

    function: Callable[..., Any]
    arguments: tuple[str, ...]
    result: str
    door: int | None = None
    compiled: dict[str, int] = field(default_factory=dict)

    def behind(self, doors: Collection[int]) -> bool:
        """Whether it is needed where these doors are open."""
        return self.door is None or self.door in doors

    def symbol(self, layout: str) -> str:
        """Name by which compiled callers know it."""
        return f"journey.{self.function.__module__}.{self.function.__name__}.{layout}"


_LOCK = threading.Lock()
_DECLARED: list[_Boundary] = []
_LAYOUT_OF: dict[Any, str] = {}
_RECORDS: dict[str, dict[str, Any]] = {}
_OWNERS: list[Any] = []
"""What the code at the addresses belongs to."""


def boundary(
    signature: str, *, door: int | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function that compiled code calls through its address.

    Args:
        signature: ``"P c i8 f8 -> f8"``; without an arrow it returns nothing.
        door: its place in the field `doors` (uint64, 0 shut) of the first record of the signature.
            A call through a door that is shut does nothing and gives 0. A door leads to one
            boundary.

    Raises:
        ValueError: when the function is declared, if another stands behind the door.
    """
    given, _, result = signature.partition("->")
    arguments = tuple(given.split())

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        if door is not None and any(other.door == door for other in _DECLARED):
            raise ValueError(f"door {door} leads somewhere already; found by {function.__name__}")
        declared = _Boundary(function, arguments, result.strip(), door)
        _DECLARED.append(declared)

        def stub(*_: Any) -> Any:
            raise RuntimeError("a boundary is called from compiled code only")

        stub.__name__ = function.__name__
        stub.__doc__ = function.__doc__
        stub.__module__ = function.__module__
        stub.declared = declared  # type: ignore[attr-defined]
        _teach(stub, declared)
        return stub

    return declare


def _teach(stub: Callable[..., Any], declared: _Boundary) -> None:
    """Have numba compile a call of the stub as a call of the boundary's symbol."""
    import numba
    from numba import extending
    from numba.core import funcdesc

    library: Any = extending  # numba annotates none of this
    external: Any = funcdesc.ExternalFunctionDescriptor
    types: Any = numba.types

    def typed(_: Any) -> Callable[..., Any]:
        def resolve(*given: Any) -> Any:
            return _signature(declared, _layout(given))

        resolve.pysig = inspect.signature(declared.function)  # type: ignore[attr-defined]
        return resolve

    def lowered(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        if declared.door is not None:
            return _call_behind(declared.door, context, builder, signature, values)
        symbol = declared.symbol(_layout(signature.args))
        called = external(symbol, signature.return_type, signature.args)
        function = context.declare_external_function(builder.module, called)
        return context.call_external_function(builder, function, called.argtypes, values)

    library.type_callable(stub)(typed)
    library.lower_builtin(stub, types.VarArg(types.Any))(lowered)


def _call_behind(door: int, context: Any, builder: Any, signature: Any, values: Any) -> Any:
    """Call what the door of the first record leads to, if it is open."""
    from llvmlite import ir
    from numba.core import cgutils, funcdesc

    external: Any = funcdesc.ExternalFunctionDescriptor
    make: Any = cgutils
    word, byte = ir.IntType(64), ir.IntType(8)
    offset = ir.Constant(word, signature.args[0].offset("doors") + 8 * door)
    start = builder.bitcast(values[0], byte.as_pointer())
    place = builder.bitcast(builder.gep(start, [offset]), word.as_pointer())
    address = builder.load(place)
    nothing = signature.return_type == _plain_types()[""]
    held = (
        None
        if nothing
        else make.alloca_once(builder, context.get_value_type(signature.return_type), zfill=True)
    )
    with builder.if_then(builder.icmp_unsigned("!=", address, ir.Constant(word, 0))):
        called = external("", signature.return_type, signature.args)
        kind = context.get_external_function_type(called)
        function = builder.inttoptr(address, kind.as_pointer())
        answer = context.call_external_function(builder, function, signature.args, values)
        if held is not None:
            builder.store(answer, held)
    return context.get_dummy_value() if held is None else builder.load(held)


def _layout(types: tuple[Any, ...]) -> str:
    """The layout whose records a call passes."""
    for item in types:
        if item in _LAYOUT_OF:
            return _LAYOUT_OF[item]
    raise RuntimeError("link() has not been called for these records")


def _signature(declared: _Boundary, layout: str) -> Any:
    known = {**_plain_types(), **_RECORDS[layout]}
    return known[declared.result](*(known[name] for name in declared.arguments))


def _plain_types() -> dict[str, Any]:
    """Types of a signature that are no records."""
    from numba import types

    return {"i8": types.int64, "u8": types.uint64, "f8": types.float64, "": types.void}


def link(layout: str, records: Mapping[str, np.dtype[Any]], doors: Collection[int] = ()) -> None:
    """Compile or load every boundary that is needed for a layout, and make the addresses known.

    Args:
        layout: name of the layout.
        records: dtype of each record name that signatures use.
        doors: doors that are to be opened; boundaries behind others are left out.
    """
    from llvmlite import binding

    with _LOCK:  # a caller may only be compiled once its callees' addresses are known
        _know(layout, records)
        for declared in _DECLARED:
            if layout not in declared.compiled and declared.behind(doors):
                address = _address(declared, layout)
                declared.compiled[layout] = address
                if declared.door is None:
                    binding.add_symbol(declared.symbol(layout), address)


def linked(layout: str, doors: Collection[int] = ()) -> bool:
    """Whether `link` has been through for a layout and these doors."""
    return bool(_DECLARED) and all(
        layout in declared.compiled for declared in _DECLARED if declared.behind(doors)
    )


def addresses(layout: str, doors: Collection[int]) -> dict[int, int]:
    """What the field `doors` of a record holds, by place: addresses of what has been linked."""
    return {
        declared.door: declared.compiled[layout]
        for declared in _DECLARED
        if declared.door is not None and declared.door in doors
    }


def tasks(
    layout: str, records: Mapping[str, np.dtype[Any]]
) -> list[tuple[str, int | None, Callable[[], Any]]]:
    """Module and door of each declared boundary, and a function that compiles it into the cache.

    From now on kernels of the layout can be compiled in this process but not called: its symbols
    are stand-ins.
    """
    from llvmlite import binding

    _know(layout, records)
    for declared in _DECLARED:
        if declared.door is None:
            binding.add_symbol(declared.symbol(layout), 1)
    return [
        (declared.function.__module__, declared.door, functools.partial(_prepare, declared, layout))
        for declared in _DECLARED
    ]


def _know(layout: str, records: Mapping[str, np.dtype[Any]]) -> None:
    """Enter the records of a layout."""
    import numba

    if layout not in _RECORDS:
        _RECORDS[layout] = {name: numba.from_dtype(dtype) for name, dtype in records.items()}
        for record in _RECORDS[layout].values():
            _LAYOUT_OF[record] = layout


def _address(declared: _Boundary, layout: str) -> int:
    """Where the machine code of a boundary is: kept from before, or compiled now and kept."""
    place = _file(declared, layout)
    found = None if place is None else objects.load(place)
    if found is None:
        made = _compile(declared, layout)
        found = made.address, made
    address, owner = found
    _OWNERS.append(owner)
    return address


def _file(declared: _Boundary, layout: str) -> Path | None:
    """Where the machine code of a boundary is kept; None where none is kept."""
    folder = kernels.cache_folder()
    return None if folder is None else folder / "boundaries" / f"{declared.symbol(layout)}.o"


def _prepare(declared: _Boundary, layout: str) -> None:
    """Compile a boundary whose machine code is not kept yet."""
    place = _file(declared, layout)
    if place is None or not objects.is_kept(place):
        _compile(declared, layout)


def _compile(declared: _Boundary, layout: str) -> Any:
    """Compile a boundary, and keep its machine code."""
    import numba

    from engine.dispatchers import Pipeline

    made: Any = numba.cfunc(
        _signature(declared, layout),
        error_model="numpy",
        nogil=True,
        forceinline=True,
        _nrt=False,  # type: ignore[call-arg] # of its options this is not in its signature
        pipeline_class=Pipeline,
    )(declared.function)
    place = _file(declared, layout)
    if place is not None:
        objects.keep(place, made.native_name, made._library._get_compiled_object())
    return made
