"""numba's dispatchers as the project needs them: a *kernel* Python calls, a *part* kernels call.

Either is compiled once for small integers and constants of any value, not anew for each. What
numba would compile, make or look for again and again without need is left out here, which changes
no result and saves a fifth of the processor time of the first comparison:

- passes over each function for what no kernel holds are left out (`NEEDLESS`);
- a part gets no machine code of its own: those who call it take it into theirs; nor a dispatcher
  before one of them is compiled;
- references to arrays are not counted: kernels allocate none, and threads would share the counts;
- types of operators on types seen before are not looked for anew;
- the type of a record, and its text, are not made anew;
- what compiling takes is not loaded where all is found in the cache.

The last three replace functions of numba, for the whole process; they answer as numba's own.
Imported only once `engine.kernels` has told numba where to keep compiled code.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, cast

import numba
from numba.core import compiler, dispatcher, types
from numba.core.caching import Cache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_machinery import PassManager
from numba.core.registry import CPUDispatcher
from numba.core.types.functions import BaseFunction
from numba.np import numpy_support

__all__ = ["KernelDispatcher", "Part", "Pipeline", "compiled"]

_types: Any = types
_FunctionCompiler: Any = dispatcher._FunctionCompiler  # type: ignore[attr-defined]

NEEDLESS = frozenset(
    {
        "DumpParforDiagnostics",
        "FindLiterallyCalls",
        "InlineClosureLikes",
        "InlineInlinables",
        "InlineOverloads",
        "LiteralPropagationSubPipelinePass",
        "LiteralUnroll",
        "MakeFunctionToJitFunction",
        "NopythonRewrites",
        "RewriteDynamicRaises",
        "WithLifting",
    }
)
"""numba's passes for closures, comprehensions, ``with``, loops over tuples of several types, raised
exceptions with values: numba refuses kernels that hold one. Arithmetic on whole arrays is not fused
into one loop."""


def compiled(
    kind: type[KernelDispatcher | Part],
    function: Callable[..., Any],
    *,
    cache: bool,
    **options: bool,
) -> Any:
    """The dispatcher that compiles a function; the function itself under NUMBA_DISABLE_JIT."""
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined] # set as numba is imported
        function.py_func = function  # type: ignore[attr-defined]
        return function
    options |= {"nopython": True, "nogil": True, "_nrt": False}
    made: Any = kind(function, {**options, "boundscheck": None, "error_model": "numpy"})
    if cache:
        made.enable_caching()
    return made


class Pipeline(compiler.CompilerBase):
    """numba's passes without those that are needless."""

    def define_pipelines(self) -> list[Any]:
        default: Any = compiler.DefaultPassBuilder
        passes: Any = PassManager("nopython")
        for part_of in (
            default.define_untyped_pipeline(self.state),
            default.define_typed_pipeline(self.state),
            default.define_nopython_lowering_pipeline(self.state),
        ):
            for one, purpose in part_of.passes:
                if one.__name__ not in NEEDLESS:
                    passes.add_pass(one, purpose)
        passes.finalize()
        return [passes]


class KernelDispatcher(CPUDispatcher):
    """numba's dispatcher, which widens what compiled callers pass."""

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        super().__init__(function, targetoptions=options, pipeline_class=Pipeline)

    def get_call_template(self, args: Sequence[Any], kws: Any) -> Any:
        wide = {name: _widened(kind) for name, kind in kws.items()}
        return super().get_call_template(tuple(_widened(kind) for kind in args), wide)


class Part:
    """A part as Python sees it: the function, which runs as it is.

    Its dispatcher is made when a kernel that calls it is compiled, which numba asks for by the
    attribute `_numba_type_`; making those of all parts takes 0.05 s.
    """

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        self.py_func = function
        self._options = options
        functools.update_wrapper(self, function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.py_func(*args, **kwargs)

    @functools.cached_property
    def dispatcher(self) -> PartDispatcher:
        """What kernels call."""
        return PartDispatcher(self.py_func, self._options)

    @property
    def _numba_type_(self) -> Any:
        return cast("Any", self.dispatcher)._numba_type_


class PartDispatcher(KernelDispatcher):
    """A kernel's dispatcher without a way in from Python, and without machine code of its own.

    So a part can't print, and two parts can't call each other.
    """

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        super().__init__(function, options | {"no_cpython_wrapper": True, "no_cfunc_wrapper": True})
        self._compiler = _PartCompiler(
            function, self.targetdescr, self.targetoptions, self.locals, Pipeline
        )

    def add_overload(self, made: Any) -> None:
        self.overloads[tuple(made.signature.args)] = made


class _PartCompiler(_FunctionCompiler):
    """Compiles a part as far as those who call it need it."""

    def _compile_core(self, args: Any, return_type: Any) -> Any:
        flags: Any = compiler.Flags()
        self.targetdescr.options.parse_as_flags(flags, self.targetoptions)
        flags.no_compile = True
        context = self.targetdescr.target_context
        library = _PartLibrary(context.codegen(), self.py_func.__qualname__)
        made = compiler.compile_extra(
            self.targetdescr.typing_context, context, self.py_func, args=args,
            return_type=return_type, flags=flags, locals=self.locals, library=library,
            pipeline_class=self.pipeline_class,
        )  # fmt: skip
        place = functools.partial(self.py_func)  # by which callers find it; never called
        context.insert_user_function(place, made.fndesc, [library])
        return made._replace(entry_point=place)


class _PartLibrary(JITCodeLibrary):
    """Optimised code to be linked into that of callers, never turned into machine code."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True


def _widened(kind: Any) -> Any:
    """The type that an argument is compiled for: constants by their type, short integers as int64.

    numba compiles a function anew for each constant that it is called with, and for int16 beside
    int64. Signed integers of any length are computed as int64, so the results are the same.
    """
    kind = _types.unliteral(kind)
    return _types.int64 if kind in _types.signed_domain else kind


def _keep_texts_of_records() -> None:
    """Let a record type keep its text once made: a tenth of all compiling was making it again.

    numba asks for it at each of some thirty passes over each function; ours has 170 fields.
    """
    make = _types.Record.__repr__

    def text(self: Any) -> str:
        if not hasattr(self, "_text"):
            self._text = make(self)
        return cast("str", self._text)

    _types.Record.__repr__ = text


def _keep_types_of_records() -> None:
    """Let the type of a structured dtype be made once: 0.05 s of a process, at the first calls."""
    make: Any = numpy_support.from_struct_dtype
    known: dict[int, tuple[Any, Any]] = {}

    def from_struct_dtype(dtype: Any) -> Any:
        if id(dtype) not in known:
            known[id(dtype)] = dtype, make(dtype)  # what is kept keeps its id
        return known[id(dtype)][1]

    cast("Any", numpy_support).from_struct_dtype = from_struct_dtype


def _keep_types_of_operators() -> None:
    """Let the type of an operator's result be looked for once for each types of its operands.

    numba tries up to forty implementations for each `==`: most are for texts, lists and sets. What
    numba compiles on demand is not kept, as that depends on more than the types.
    """
    resolve: Any = BaseFunction.get_call_type
    known: dict[Any, Any] = {}

    @functools.wraps(resolve)
    def get_call_type(self: Any, context: Any, args: Any, kws: Any) -> Any:
        key = (self.typing_key, context, args)
        if not kws and key in known:
            signature = known[key]
            self._impl_keys[signature.args] = self.typing_key
            return signature
        signature = resolve(self, context, args, kws)
        if not kws and self._impl_keys[signature.args] is self.typing_key:
            known[key] = signature
        return signature

    cast("Any", BaseFunction).get_call_type = get_call_type


def _load_without_what_compiles() -> None:
    """Let code be loaded from the cache without what only a compiler asks for: 0.3 s of a process.

    numba refreshes its contexts, and imports some hundred modules of implementations for that,
    before it looks into the cache. Where the cache has nothing it does so as ever.
    """
    load: Any = Cache.load_overload

    @functools.wraps(load)
    def load_overload(self: Any, sig: Any, target_context: Any) -> Any:
        with self._guard_against_spurious_io_errors():
            found = self._load_overload(sig, target_context)
            if found is not None:
                return found
        return load(self, sig, target_context)

    cast("Any", Cache).load_overload = load_overload


_keep_texts_of_records()
_keep_types_of_records()
_load_without_what_compiles()
_keep_types_of_operators()
