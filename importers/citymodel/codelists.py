"""What the codes of a city model mean, from the lists that lie beside it.

PLATEAU names a list in ``codeSpace``, relative to the file: ``../../codelists/Common_prefecture.xml``. A list
is read only by its bare name, from a folder called ``codelists`` beside the file, or beside ``udx`` if the
file lies in ``udx/<theme>`` as deliveries of PLATEAU have it.
"""

from pathlib import Path
from typing import Any, Final

from importers.citymodel.gml_geometry import children, local

_FOLDER: Final = "codelists"
_LARGEST: Final = 4 << 20


class CodeLists:
    """The lists beside one file, read when first asked.

    Parameters
    ----------
    path : Path
        The city model.
    """

    def __init__(self, path: Path) -> None:
        beside = path.absolute().parent
        folders = [beside, beside.parent.parent] if beside.parent.name == "udx" else [beside]
        self._folder = next((folder / _FOLDER for folder in folders if (folder / _FOLDER).is_dir()), None)
        self._read: dict[str, dict[str, str]] = {}

    def meaning(self, space: str, code: str) -> str:
        """Return what a code means; the code itself if no list says."""
        name = space.replace("\\", "/").rpartition("/")[2]
        if self._folder is None or not name.lower().endswith(".xml"):
            return code
        if name not in self._read:
            self._read[name] = _list_of(self._folder / name)
        return self._read[name].get(code, code)


def _list_of(path: Path) -> dict[str, str]:
    """Return code and meaning of each definition; nothing for a list that is not there or is broken."""
    from lxml import etree

    if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError:
        return {}
    found: dict[str, str] = {}
    for element in root.iter() if root is not None else ():
        if local(element) == "Definition":
            code, meaning = _definition(element)
            if code and meaning:
                found[code] = meaning
    return found


def _definition(element: Any) -> tuple[str, str]:
    """Return code and meaning: ``name`` is the code and ``description`` what it means."""
    said = {name: (child.text or "").strip() for name, child in children(element)}
    return said.get("name", ""), said.get("description", "")
