"""Machine code that numba made, called without it."""

from collections.abc import Iterable, Iterator, Mapping
from ctypes import CFUNCTYPE, byref, c_double, c_int32, c_int64, c_void_p
from types import MappingProxyType
from typing import Any

import numpy as np

ENTRY = "entry"
"""What a function is called in its code."""
Kind = tuple[np.dtype[Any], int] | type
"""Of an argument: what an array holds and how many dimensions it has, or the type of a number."""
SCALARS: Mapping[Kind, Any] = MappingProxyType({int: c_int64, float: c_double})


class Loaded:
    """Machine code, called as numba calls it: where an answer goes, where an error goes, and every
    argument taken apart; a status comes back."""

    def __init__(self, code: bytes, kinds: Iterable[Kind], machine: Any) -> None:
        import llvmlite.binding as llvm

        # The code lives as long as its engine.
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        types = (each for kind in kinds for each in _types(kind))
        prototype = CFUNCTYPE(c_int32, c_void_p, c_void_p, *types)
        self._run = prototype(self._engine.get_function_address(ENTRY))

    def call(self, leaves: Iterable[Any]) -> None:
        """Raises ArithmeticError where a number was divided by nothing."""
        answer, error = c_void_p(), c_void_p()
        parts = (part for leaf in leaves for part in _parts(leaf))
        if self._run(byref(answer), byref(error), *parts):
            raise ArithmeticError("compiled code divided by zero")


def leaves_of(values: Iterable[Any]) -> Iterator[Any]:
    """What tuples consist of."""
    for each in values:
        if isinstance(each, tuple):
            yield from leaves_of(each)
        else:
            yield each


def kind_of(leaf: Any) -> Kind:
    if not isinstance(leaf, np.ndarray):
        return type(leaf)
    if not leaf.flags.c_contiguous:
        raise ValueError("compiled code takes arrays that lie in one piece")
    return leaf.dtype, leaf.ndim


def _types(kind: Kind) -> Iterator[Any]:
    """As `_parts` takes it apart."""
    if isinstance(kind, type):
        yield SCALARS[kind]
        return
    yield from (c_void_p, c_void_p, c_int64, c_int64, c_void_p)
    yield from [c_int64] * (2 * kind[1])


def _parts(leaf: Any) -> Iterator[Any]:
    """Of an array: two owners, who are not counted, its sizes, and where it lies."""
    if not isinstance(leaf, np.ndarray):
        yield leaf
        return
    yield from (None, None, leaf.size, leaf.itemsize, leaf.ctypes.data)
    yield from leaf.shape
    yield from leaf.strides
