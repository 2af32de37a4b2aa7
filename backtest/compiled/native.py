"""Functions as the machine's own code, kept on disk.

numba makes the code; who finds it there loads it with LLVM alone, because importing numba, and
telling it all it knows, takes ten times as long.
"""

import os
import tempfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from backtest.compiled.calling import ENTRY, Kind, Loaded, kind_of, leaves_of

UNCOUNTED: Mapping[str, Any] = MappingProxyType({"_nrt": False})
"""The arrays live longer than a run, and counting who holds them at every call of a function took a
quarter of the time."""
DIGEST_SIZE = sha256().digest_size


class Native:
    """Plain loops over numbers, arrays and tuples of them, which give nothing back; compiled for
    what they are given where the folder does not hold that yet."""

    def __init__(
        self, function: Callable[..., None], folder: Path | None, prepare: Callable[[], None]
    ) -> None:
        """`prepare` tells numba what the function calls; None for a folder keeps nothing."""
        self._function = function
        self._folder = folder
        self._prepare = prepare
        self._loaded: dict[tuple[Kind, ...], Loaded] = {}

    def __call__(self, *arguments: Any) -> None:
        leaves = tuple(leaves_of(arguments))
        kinds = tuple(map(kind_of, leaves))
        loaded = self._loaded.get(kinds)
        if loaded is None:
            code = self._code(kinds, arguments)
            loaded = self._loaded[kinds] = Loaded(code, kinds, target_machine())
        loaded.call(leaves)

    def _code(self, kinds: tuple[Kind, ...], arguments: tuple[Any, ...]) -> bytes:
        name = f"{self._function.__name__}-{_machine_digest(kinds)}.o"
        kept = None if self._folder is None else self._folder / name
        code = _read(kept)
        if code is None:
            self._prepare()
            code = target_machine().emit_object(module_of(self._function, arguments))
            _write(kept, code)
        return code


def module_of(function: Callable[..., None], arguments: tuple[Any, ...]) -> Any:
    """What numba makes of a function for such arguments, called ENTRY, without its doors to
    Python. Raises TypeError for one that needs more of numba than its compiler."""
    import llvmlite.binding as llvm
    from numba import njit, typeof
    from numba.core import types

    made: Any = njit(**UNCOUNTED)(function)
    found = made.get_compile_result(types.none(*map(typeof, arguments)))
    module = llvm.parse_assembly(found.library.get_llvm_str())
    for each in module.functions:
        if each.name == found.fndesc.llvm_func_name:
            each.name = ENTRY
        elif not each.is_declaration:
            each.linkage = llvm.Linkage.internal
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    tuning = llvm.create_pipeline_tuning_options()
    passes.run(module, llvm.create_pass_builder(target_machine(), tuning))
    needed = [
        each.name
        for each in (*module.functions, *module.global_variables)
        if each.is_declaration and not each.name.startswith("llvm.")
    ]
    if needed:
        raise TypeError(f"compiled code calls {', '.join(needed)}")
    return module


def target_machine() -> Any:
    """This very processor."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        jit=True,
    )


def _machine_digest(kinds: tuple[Kind, ...]) -> str:
    """Of all besides the sources that the code hangs on."""
    import llvmlite
    import llvmlite.binding as llvm

    processor = (llvm.get_process_triple(), llvm.get_host_cpu_name())
    features = llvm.get_host_cpu_features().flatten()
    told = repr((llvmlite.__version__, *processor, features, kinds))
    return sha256(told.encode()).hexdigest()[:16]


def _read(path: Path | None) -> bytes | None:
    """None for what is not there, or was not written to its end."""
    try:
        found = b"" if path is None else path.read_bytes()
    except OSError:
        return None
    digest, code = found[:DIGEST_SIZE], found[DIGEST_SIZE:]
    return code if digest == sha256(code).digest() else None


def _write(path: Path | None, code: bytes) -> None:
    """At once, because other processes look for it; without room for it, it is made again."""
    if path is None:
        return
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(sha256(code).digest() + code)
        os.replace(file.name, path)
    except OSError:
        return
