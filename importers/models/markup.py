"""XML that may come from anybody: no entities, no network, no depth without end.

It does not know what the elements mean.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np

from importers.common.boundary import broken
from scene.payloads.arrays import F64

#: Above this many bytes single texts may be long; below it the parser's own limits hold.
_LONG: Final = 8_000_000


def tree_of(content: bytes, path: Path) -> Any:
    """Return the root element of an XML file.

    Raises
    ------
    UnreadableFile
        If it is not well-formed, or declares entities.
    """
    from lxml import etree

    if b"<!ENTITY" in content:
        raise broken(path, "is broken: it declares entities, which models have no use for")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=len(content) > _LONG
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise broken(path, "is broken: it is not well-formed XML") from problem


def local(element: Any) -> str:
    """Return an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, *names: str) -> list[Any]:
    """Return the children of some names, whatever their namespace."""
    return [] if element is None else [child for child in element if local(child) in names]


def child(element: Any, *path: str) -> Any:
    """Return the first descendant along a path of names, None if there is none."""
    for name in path:
        element = next(iter(children(element, name)), None)
    return element


def numbers(element: Any) -> F64:
    """Return the numbers in an element's text.

    Raises
    ------
    ValueError
        If something there is no number.
    """
    text = "" if element is None else element.text or ""
    return np.array(text.split(), dtype=np.float64)
