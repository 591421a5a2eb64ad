"""Machine code in files of its own, loaded without anything of a compiler.

numba's cache keeps intermediate code and the types of arguments beside the machine code; reading
these takes ten times as long as loading the code does, and nobody asks for them where a function is
called through its address alone.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import tempfile
from pathlib import Path
from typing import Any

__all__ = ["is_kept", "keep", "load"]

CHECKED = hashlib.sha256().digest_size
"""Bytes at the beginning of a file that say whether the rest is whole: damaged code would crash."""


def keep(path: Path, symbol: str, code: bytes) -> None:
    """Write machine code, and the name of the function in it, to a file that is there at once.

    What cannot be written is compiled anew by the next process.
    """
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            file = Path(folder) / path.name
            content = symbol.encode() + b"\n" + code
            file.write_bytes(hashlib.sha256(content).digest() + content)
            file.replace(path)


def load(path: Path) -> tuple[int, Any] | None:
    """The address of a function that has been kept, and what must live as long as it is called.

    Returns:
        None where there is no such file, or a damaged one.
    """
    from llvmlite import binding

    content = _content(path)
    if content is None:
        return None
    symbol, _, code = content.partition(b"\n")
    engine = _engine()
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    address = engine.get_function_address(symbol.decode())
    return (address, engine) if address else None


def is_kept(path: Path) -> bool:
    """Whether a function has been kept in this file, and nothing has damaged it."""
    return _content(path) is not None


def _content(path: Path) -> bytes | None:
    """What has been kept, if it is whole."""
    try:
        written = path.read_bytes()
    except OSError:
        return None
    check, content = written[:CHECKED], written[CHECKED:]
    return content if hashlib.sha256(content).digest() == check else None


def _engine() -> Any:
    """Room for one file's code: files of other processes may have other functions of a name."""
    from llvmlite import binding

    return binding.create_mcjit_compiler(
        binding.parse_assembly(""), _target().create_target_machine(jit=True)
    )


@functools.cache
def _target() -> Any:
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding.Target.from_default_triple()
