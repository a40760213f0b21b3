"""Memory asked for before it is needed: what a processor can do and numba has no word for.

Rows of a large grid lie far apart, and a processor that reads several arrays at once does not guess all of
them. It changes no figure; it does not know what the arrays hold.
"""

from collections.abc import Callable
from typing import Any, Final, TypeAlias, cast

from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

_Ahead: TypeAlias = Callable[[NDArray[Any], int, int], None]

#: Floats in a line of memory.
LINE: Final = 16


def _read_ahead(context: Any, array: Any, row: Any, col: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir
        from numba.core import cgutils

        tools: Any = cgutils  # it says nothing of types
        kind = signature.args[0]
        held = context.make_array(kind)(context, builder, arguments[0])
        place = tools.get_item_pointer(context, builder, kind, held, list(arguments[1:]), wraparound=False)
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        told = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        fetch = tools.get_or_insert_function(builder.module, told, "llvm.prefetch.p0")
        # To be read, wanted in all levels of the cache, data.
        hints = [ir.Constant(number, hint) for hint in (0, 3, 1)]
        builder.call(fetch, [builder.bitcast(place, byte), *hints])
        return context.get_dummy_value()

    return types.void(array, types.intp, types.intp), generate


#: Has the line of memory that holds a place of an array brought into the cache; the place must be in it.
read_ahead: _Ahead = cast(_Ahead, intrinsic(_read_ahead))
