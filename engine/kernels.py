"""The one way to compile: ``@kernel`` and ``@part``, and a cache that never serves a stale kernel.

A *kernel* is called from Python, a *part* by compiled code alone: it has neither the wrapper that
Python would call nor a file of its own in the cache, as its callers hold its code.

numba's disk cache notices an edit of the file that holds a function, not of another module that the
function calls or takes a constant from: the caller would keep the old callee. So before numba is
imported, this module names the cache folder by everything that shapes the compiled code:

- the text of each source that holds a kernel, and of each project module that one imports, directly
  or not (constants are frozen into kernels);
- where these sources lie, as one folder serves one installation;
- the versions of Python, numpy, numba and llvmlite;
- name and features of the CPU;
- ``NUMBA_*`` settings (bounds checking, for one, is not in numba's own key).

Boundaries are kept there too, as machine code alone (`engine.objects`).

The folder is ``$XDG_CACHE_HOME/journey-engine/kernels/<hash>`` (``~/.cache`` where the variable is
not set). Where it can't be written a private folder among the temporary files takes its place, and
where that fails too kernels are compiled anew in each process; either is said on stderr. Folders of
earlier sources go, except the newest three and those used within a day.

No other module imports numba to compile something; a test keeps that.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar, cast

__all__ = [
    "Kernel",
    "cache_folder",
    "compile_for",
    "entry",
    "first_compilation",
    "inlined",
    "kernel",
    "part",
    "types_of",
]

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)
R = TypeVar("R")

PACKAGES = ("engine", "sim")
KEPT = 3
DAY_SECONDS = 86_400.0

_KERNEL_MARK = re.compile(
    rb"\bnjit\b|\bimport[ \t]+engine\.kernels\b|\bfrom[ \t]+engine[ \t]+import[^\n]*\bkernels\b"
    rb"|\bfrom[ \t]+engine\.kernels[ \t]+import[ \t]+(?:\([^)]*|[^\n#]*)"
    rb"\b(?:kernel|part|inlined)\b"
)
"""A source that can compile something; one that only asks about the cache can't."""
_FROM = re.compile(rb"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]*)", re.MULTILINE)
_IMPORT = re.compile(rb"^[ \t]*import[ \t]+([^\n#]*)", re.MULTILINE)
_NOT_CODE = frozenset({"NUMBA_CACHE_DIR", "NUMBA_DEBUG_CACHE", "NUMBA_NUM_THREADS"})
"""Settings that say where or how often, not what: they leave compiled code as it is."""


class Kernel(Protocol[P, R_co]):
    """A compiled function: it is called as the Python function that it was made of."""

    @property
    def py_func(self) -> Callable[P, R_co]:
        """The Python function, not compiled; same results, bit for bit."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...


def kernel(function: Callable[P, R]) -> Kernel[P, R]:
    """Compile a function at its first call; the compiled code is cached and releases the GIL.

    Floating-point arithmetic is exact IEEE (no fastmath). Division by zero does not
    raise: it gives an infinity or NaN, of integers 0, as in NumPy.

    Args:
        function: a function at the top level of a module, within what numba compiles.
    """
    return cast("Kernel[P, R]", compiled(KernelDispatcher, function, cache=_FOLDER is not None))


def part(function: Callable[P, R]) -> Kernel[P, R]:
    """Compile a function that compiled code alone calls; from Python it runs as Python, slowly.

    Args:
        function: as for `kernel`.
    """
    return cast("Kernel[P, R]", compiled(Part, function, cache=False))


def inlined(function: Callable[P, R]) -> Kernel[P, R]:
    """A `part` that each of its callers takes into its own code, whatever its length."""
    return cast("Kernel[P, R]", compiled(Part, function, cache=False, forceinline=True))


def compile_for(function: Kernel[..., Any], examples: Sequence[Any]) -> None:
    """Compile a kernel, or load it from the cache, for arguments of these types; not called."""
    cast("Any", function).compile(types_of(examples))


def entry(function: Kernel[P, R], examples: Sequence[Any]) -> Callable[P, R]:
    """The compiled code of a kernel for arguments of these types, for who calls it very often.

    A kernel finds out the types of its arguments at each call, which takes 0.1 µs for an array of
    records. This does not look at them: arguments of other types corrupt memory.
    """
    if not isinstance(function, KernelDispatcher):  # nothing is compiled under NUMBA_DISABLE_JIT
        return function
    compile_for(function, examples)
    found = cast("Any", function).overloads[types_of(examples)]
    return cast("Callable[P, R]", found.entry_point)


def types_of(examples: Sequence[Any]) -> tuple[Any, ...]:
    """The types that a kernel called from Python with these arguments is compiled for."""
    type_of = cast("Any", _typeof)
    return tuple(type_of(example) for example in examples)


def cache_folder() -> Path | None:
    """Where compiled kernels of this process are kept; None when they are not kept."""
    return _FOLDER


def first_compilation(name: str = "*") -> bool:
    """Whether compiled code is still missing, so that a command can say why it takes a moment.

    Args:
        name: ``module.function`` (last part of the module's name) of the kernel asked for; any
            kernel by default.
    """
    return _FOLDER is None or next(_FOLDER.glob(f"*/{name}-*.nbi"), None) is None


def kernel_sources(root: Path, packages: Sequence[str] = PACKAGES) -> tuple[Path, ...]:
    """Sources that shape kernels, sorted: those that hold one and all that these import.

    Args:
        root: the folder that holds the packages.
        packages: names of the packages looked through; imports from elsewhere are not followed.
    """
    texts = _texts(root, packages)
    found = {name for name, text in texts.items() if _may_compile(text)}
    waiting = list(found)
    while waiting:
        for module in _imported(texts[waiting.pop()]):
            for name in (f"{module}.py", f"{module}/__init__.py"):
                if name in texts and name not in found:
                    found.add(name)
                    waiting.append(name)
    return tuple(root / name for name in sorted(found))


def _texts(root: Path, packages: Sequence[str]) -> dict[str, bytes]:
    """Each source by its path below the root; as text, since a thousand Paths take 0.03 s."""
    texts = {}
    below = len(os.path.join(root, ""))  # noqa: PTH118 -- with a slash at its end
    for package in packages:
        for folder, _, names in os.walk(root / package):
            for name in names:
                if name.endswith(".py"):
                    path = os.path.join(folder, name)  # noqa: PTH118
                    with open(path, "rb") as file:  # noqa: PTH123
                        texts[path[below:].replace(os.sep, "/")] = file.read()
    return texts


def _may_compile(text: bytes) -> bool:
    """Whether a source holds a kernel; most do not so much as name one, which is quickly seen."""
    return (b"kernels" in text or b"njit" in text) and _KERNEL_MARK.search(text) is not None


def fingerprint(root: Path, sources: Iterable[Path], surroundings: Sequence[str]) -> str:
    """Name of the cache folder: 32 hexadecimal digits of SHA-256 over sources and surroundings."""
    digest = hashlib.sha256(repr((str(root), *surroundings)).encode())
    for path in sources:
        text = path.read_bytes()
        digest.update(f"\0{path.relative_to(root).as_posix()}\0{len(text)}\0".encode())
        digest.update(text)
    return digest.hexdigest()[:32]


def surroundings() -> tuple[str, ...]:
    """What shapes compiled code beside its sources: versions, CPU, settings of numba."""
    from llvmlite import binding

    versions = tuple(
        f"{package} {importlib.metadata.version(package)}"
        for package in ("llvmlite", "numba", "numpy")
    )
    settings = tuple(
        f"{key}={value}"
        for key, value in sorted(os.environ.items())
        if key.startswith("NUMBA_") and key not in _NOT_CODE
    )
    return (
        f"{platform.python_implementation()} {platform.python_version()}",
        *versions,
        binding.get_process_triple(),
        binding.get_host_cpu_name(),
        binding.get_host_cpu_features().flatten(),
        *settings,
    )


def prepare_folder(name: str) -> Path | None:
    """Make the cache folder of this name, or the best that can be had, and prune old ones.

    Returns:
        a folder that can be written, or None when there is none; what differs from the usual place
        is said on stderr.
    """
    try:
        usual = _user_cache() / "journey-engine" / "kernels" / name
        _claim(usual)
        prune(usual.parent)
        return usual
    except OSError as problem:
        trouble = f"compiled code can't be kept in {usual} ({problem.strerror or problem})"
    except RuntimeError:  # no home directory
        trouble = "compiled code can't be kept: there is no home directory"
    try:
        private = Path(tempfile.gettempdir()) / f"journey-engine-{_user()}" / "kernels" / name
        _claim(private, private_from=private.parent.parent)
    except OSError:  # neither can be written, or no temporary folder exists
        _say(f"{trouble}: it is compiled anew each time")
        return None
    _say(f"{trouble}: it is kept in {private}")
    prune(private.parent)
    return private


def prune(parent: Path, *, now: float | None = None) -> None:
    """Remove cache folders, except the newest three and those used within the last day."""
    now = time.time() if now is None else now
    aged = []
    for folder in parent.iterdir():
        try:
            aged.append((folder.stat().st_mtime, folder))
        except OSError:  # another process pruned it meanwhile
            continue
    aged.sort(reverse=True)
    for used, folder in aged[KEPT:]:
        if now - used > DAY_SECONDS and folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)


def _imported(text: bytes) -> set[str]:
    """Paths, without suffix, of the modules that a source imports or may import."""
    names: set[str] = set()
    for module, imported in _FROM.findall(text):
        names.add(module.decode())
        # `from package import name`: the name may be a module.
        names.update(f"{module.decode()}.{word.decode()}" for word in re.findall(rb"\w+", imported))
    for listed in _IMPORT.findall(text):
        names.update(word.split()[0].decode() for word in listed.split(b",") if word.split())
    # The packages above an imported module run too, but no name reaches the kernel from there.
    return {name.replace(".", "/") for name in names}


def _claim(folder: Path, *, private_from: Path | None = None) -> None:
    """Make the folder and mark it as used now; OSError when it can't be written.

    Loading compiled code runs it: a folder that lies among everybody's temporary files must
    belong to this user alone (`private_from` is its outermost part).
    """
    if private_from is not None:
        private_from.mkdir(mode=0o700, exist_ok=True)
        state = private_from.lstat()
        if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & 0o077):
            raise PermissionError(f"{private_from} is open to others")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass
    os.utime(folder)


def _user_cache() -> Path:
    named = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG rules say that a path which is not absolute counts as not set.
    return Path(named) if Path(named).is_absolute() else Path("~/.cache").expanduser()


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "user"


def _say(sentence: str) -> None:
    print(f"journey: {sentence}", file=sys.stderr)  # noqa: T201 - before any command has a console


def _open_cache() -> Path | None:
    """Choose the folder and tell numba, whether it is imported already or not."""
    root = Path(__file__).resolve().parent.parent
    folder = prepare_folder(fingerprint(root, kernel_sources(root), surroundings()))
    if folder is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(folder)
        if "numba" in sys.modules:
            cast("Any", sys.modules["numba"]).config.CACHE_DIR = str(folder)
    return folder


_FOLDER = _open_cache()

# Only now: numba reads the name of the folder when it is imported.
from numba import typeof as _typeof  # noqa: E402

from engine.dispatchers import KernelDispatcher, Part, compiled  # noqa: E402
