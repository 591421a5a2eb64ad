"""What is left out of numba's work, and that nothing else is."""

from __future__ import annotations

import operator
from typing import Any, cast

import numba
import numpy as np
import pytest
from numba.core.compiler import DefaultPassBuilder
from numba.core.registry import cpu_target
from numba.core.types.functions import BaseFunction

from engine.dispatchers import NEEDLESS
from engine.kernels import kernel, part


@part
def compared(a: Any, b: Any) -> Any:
    return (a + b) * 2 - (a < b) + (a == b)


@kernel
def compared_by_kernel(a: Any, b: Any) -> Any:
    return compared(a, b)


def test_a_part_has_no_machine_code_but_its_callers_have_what_it_does() -> None:
    for a, b in ((np.int64(3), 2.5), (2.5, np.int64(3)), (np.int64(3), np.int64(3))):
        assert compared_by_kernel(a, b) == compared.py_func(a, b)
    made = cast("Any", compared).dispatcher
    made.compile((numba.int64, numba.float64))  # the kernel may come from the cache
    for overload in made.overloads.values():
        named = [function.name for function in overload.library.get_defined_functions()]
        engine = overload.library.codegen._engine
        assert named
        assert not any(engine.is_symbol_defined(name) for name in named)


def test_operators_have_the_types_that_numba_gives_them() -> None:
    context = cpu_target.typing_context
    context.refresh()
    numbas_own: Any = vars(BaseFunction.get_call_type)["__wrapped__"]
    kinds = [numba.int64, numba.uint64, numba.float64, numba.boolean, numba.types.literal(3)]
    for sign in (operator.add, operator.eq, operator.truediv, operator.lshift):
        for args in ((a, b) for a in kinds for b in kinds):
            function = context.resolve_value_type(sign)
            try:
                expected = numbas_own(function, context, args, {})
            except numba.TypingError:
                with pytest.raises(numba.TypingError):
                    function.get_call_type(context, args, {})
                continue
            implementation = function.get_impl_key(expected)
            for _ in range(2):  # looked for, and known
                function = context.resolve_value_type(sign)
                function._impl_keys.clear()
                assert function.get_call_type(context, args, {}) == expected
                assert function.get_impl_key(expected) == implementation


def test_passes_left_out_are_numbas() -> None:
    flags: Any = numba.core.compiler.Flags()
    state: Any = numba.core.compiler.StateDict()
    state.flags, state.func_ir = flags, None
    flags.enable_ssa = True
    listed = {
        one.__name__
        for manager in (
            DefaultPassBuilder.define_untyped_pipeline(state),
            DefaultPassBuilder.define_typed_pipeline(state),
            DefaultPassBuilder.define_nopython_lowering_pipeline(state),
        )
        for one, _ in manager.passes
    }
    assert listed >= NEEDLESS
