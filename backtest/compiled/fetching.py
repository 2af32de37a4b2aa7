"""Asks memory for rows before they are needed: the bars at which the advice turns are known
beforehand, and one that the processor must wait for costs as much as a hundred quiet ones."""

from collections.abc import Callable, Mapping
from typing import Any

from backtest.compiled.terms import Ints, Says


def fetch(column: Ints | Says, place: int) -> None:
    """Brings a row of a column nearer; one beyond its ends is no mistake. It does something only
    where it is compiled."""


def register_fetch(options: Mapping[str, Any]) -> None:
    """Makes `fetch` the processor's own instruction. numba and LLVM say everything untyped."""
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic, overload
    from numba.np.arrayobj import make_array

    def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        column = make_array(signature.args[0])(context, builder, arguments[0])
        row, number = builder.gep(column.data, [arguments[1]]), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [row.type, number, number, number])
        instruction = builder.module.declare_intrinsic("llvm.prefetch", [row.type], kind)
        is_written, is_kept, is_data = 0, 3, 1
        builder.call(instruction, [row, *map(number, (is_written, is_kept, is_data))])
        return context.get_dummy_value()

    def typed(_: Any, column: Any, place: Any) -> Any:
        return types.none(column, place), lowered

    instruct: Any = intrinsic(typed)

    @overload(fetch, **options)
    def _compiled(column: Ints, place: int) -> Callable[[Ints, int], None]:
        def bring(column: Ints, place: int) -> None:
            instruct(column, place)

        return bring
