"""The tokens of JSON text, one after another: brackets, strings and their order, not every digit.

Compiled, and loaded only for large text. It does not know what the text describes.
"""

from typing import Final

import numpy as np
from numba import njit

from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import U8

#: Text that is deeper than this, no parser reads.
_DEEPEST: Final = 4096
#: What bytes begin.
_SPACE, _STRING, _COLON, _COMMA, _OBJECT, _ARRAY, _OBJECT_ENDS, _ARRAY_ENDS, _WORD = range(9)
#: What may come next.
_VALUE, _VALUE_OR_END, _KEY_OR_END, _KEY, _MIDDLE, _REST = range(6)
#: What comes after which token where, -1 if it cannot stand there; behind a comma the container says it.
_NEXT: Final = np.full((6, 9), -1, np.int64)
for _state in (_VALUE, _VALUE_OR_END):
    _NEXT[_state, [_STRING, _WORD, _OBJECT, _ARRAY]] = (_REST, _REST, _KEY_OR_END, _VALUE_OR_END)
_NEXT[_VALUE_OR_END, _ARRAY_ENDS] = _NEXT[_KEY_OR_END, _OBJECT_ENDS] = _REST
_NEXT[[_KEY, _KEY_OR_END], _STRING] = _MIDDLE
_NEXT[_MIDDLE, _COLON] = _VALUE
_NEXT[_REST, [_COMMA, _OBJECT_ENDS, _ARRAY_ENDS]] = (_VALUE, _REST, _REST)
_KIND: Final = np.full(256, _WORD, np.int64)
for _letters, _kind in ((b" \n\r\t", _SPACE), (b'"', _STRING), (b":", _COLON), (b",", _COMMA)):
    _KIND[list(_letters)] = _kind
_KIND[list(b"{[}]")] = (_OBJECT, _ARRAY, _OBJECT_ENDS, _ARRAY_ENDS)
_IN_WORDS: Final = np.zeros(256, np.bool_)
_IN_WORDS[list(b"0123456789+-.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")] = True
#: Length of a word by its first letter: true, false, null, and what Python writes, NaN and Infinity; 0 for
#: the first letters of numbers, -1 for all others.
_LENGTH: Final = np.full(256, -1, np.int64)
_LENGTH[list(b"-0123456789")] = 0
_LENGTH[list(b"tfnNI")] = (4, 5, 4, 3, 8)


@njit(cache=True, nogil=True)
def first_fault(text: U8) -> int:
    """Return the place of the first token that cannot stand there, -1 if there is none."""
    in_object = np.zeros(_DEEPEST + 1, np.bool_)  # row 0 stands for the text itself
    depth, state, at = 0, _VALUE, 0
    if len(text) > 2 and text[0] == 0xEF and text[1] == 0xBB and text[2] == 0xBF:
        at = 3
    while at < len(text):
        kind = _KIND[text[at]]
        if kind == _SPACE:
            at += 1
            continue
        after = _NEXT[state, kind]
        stop = at + 1
        if kind == _STRING:
            stop = _end_of_string(text, at)
        elif kind == _WORD:
            stop = _end_of_word(text, at)
        elif kind in (_OBJECT, _ARRAY):
            depth += 1
            if depth <= _DEEPEST:
                in_object[depth] = kind == _OBJECT
        elif kind != _COLON and (depth == 0 or not _fits(kind, in_object[depth])):
            return at
        elif kind == _COMMA and in_object[depth]:
            after = _KEY if after >= 0 else after
        elif kind in (_OBJECT_ENDS, _ARRAY_ENDS):
            depth -= 1
        if after < 0 or stop < 0 or depth > _DEEPEST:
            return at
        state, at = after, stop
    return -1 if depth == 0 and state == _REST else len(text)


@inner_kernel
def _fits(kind: int, in_object: bool) -> bool:
    """Return whether a comma or a closing bracket fits what it stands in."""
    return bool(kind == _COMMA or in_object == (kind == _OBJECT_ENDS))


@inner_kernel
def _end_of_string(text: U8, first: int) -> int:
    """Return the place behind a string, -1 if it does not end or holds what no string may."""
    at = first + 1
    while at < len(text) and text[at] != 34:
        if text[at] < 32:
            return -1
        at += 2 if text[at] == 92 else 1
    return at + 1 if at < len(text) else -1


@inner_kernel
def _end_of_word(text: U8, first: int) -> int:
    """Return the place behind a number or a word, -1 if it is none."""
    at = first
    while at < len(text) and _IN_WORDS[text[at]]:
        at += 1
    length = _LENGTH[text[first]]
    return at if length == 0 or length == at - first else -1
