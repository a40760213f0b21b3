"""Whether large JSON text is sound, told before any object is made of it: half a document takes much memory.

What it calls sound, a parser may still refuse. It does not know what the text describes.
"""

import codecs
from typing import Final

import numpy as np

#: Shorter text is left to the parser: it takes no memory worth a look before.
_LARGE: Final = 20_000_000
#: Bytes whose letters are checked at once.
_BLOCK: Final = 1 << 22


def fault_in(content: bytes, least: int = _LARGE) -> int | None:
    """Return where JSON text is broken, as a number of bytes from its start; None if no fault was found.

    Parameters
    ----------
    content : bytes
        UTF-8 text of one value.
    least : int
        Shorter text is not looked at.
    """
    if len(content) < least:
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    for first in range(0, len(content), _BLOCK):
        try:
            decoder.decode(content[first : first + _BLOCK], final=first + _BLOCK >= len(content))
        except UnicodeDecodeError as problem:
            return first + problem.start
    from importers.common.json_tokens import first_fault

    fault = int(first_fault(np.frombuffer(content, np.uint8)))
    return fault if fault >= 0 else None
