"""What processors can do with floats and numba has no word for: their bits, and a product and a sum at once.

It does not know what the floats mean.
"""

from collections.abc import Callable
from typing import Any, TypeAlias, cast

import numpy as np
from numba import types
from numba.extending import intrinsic

_ToBits: TypeAlias = Callable[[np.float32], np.int32]
_ToFloat: TypeAlias = Callable[[np.int32], np.float32]
_OfThree: TypeAlias = Callable[[np.float32, np.float32, np.float32], np.float32]


def _bits_of(context: Any, value: Any) -> Any:
    def generate(_: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        return builder.bitcast(arguments[0], ir.IntType(32))

    return types.int32(types.float32), generate


def _float_of(context: Any, bits: Any) -> Any:
    def generate(_: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


def _whole(context: Any, value: Any) -> Any:
    def generate(_: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        return builder.fptosi(arguments[0], ir.IntType(32))

    return types.int32(types.float32), generate


def _floated(context: Any, number: Any) -> Any:
    def generate(_: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        return builder.sitofp(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


def _fused(context: Any, one: Any, two: Any, three: Any) -> Any:
    def generate(_: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fma(*arguments)

    return types.float32(types.float32, types.float32, types.float32), generate


#: The bits of a float as a whole number: of floats above zero the order stays, and nan is greatest.
bits_of: _ToBits = cast(_ToBits, intrinsic(_bits_of))

#: The float that has some bits.
float_of: _ToFloat = cast(_ToFloat, intrinsic(_float_of))

#: A float without its fraction, in 32 bits, where numba alone would take 64.
whole: _ToBits = cast(_ToBits, intrinsic(_whole))

#: A whole number as a float of 32 bits, where numba alone would take 64.
floated: _ToFloat = cast(_ToFloat, intrinsic(_floated))

#: one·two + three, rounded once. Asked for by name it is the same on every machine; left to a compiler's
#: choice, as under fastmath, it would not be.
fused: _OfThree = cast(_OfThree, intrinsic(_fused))
