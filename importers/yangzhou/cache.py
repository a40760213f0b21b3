"""The built city kept on disk, so that the next start reads it instead of building it.

Keyed on the tables and the code it is made from; a damaged or foreign file is as good as none.
It does not know what the layers mean.
"""

import json
import zipfile
from dataclasses import asdict, fields
from functools import cache as once
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np

from scene.messages import BilingualText
from scene.node import Node, Provenance, Role, Style
from scene.payloads import Buildings, Instances, Polylines, TriangleMesh

Branch = tuple[Node, tuple[Node, ...]]

_KINDS: Final = {kind.__name__: kind for kind in (Buildings, Instances, Polylines, TriangleMesh)}
#: Raise when the layout of the file changes.
_LAYOUT: Final = 1


def folder() -> Path:
    """Return where built cities are kept."""
    from platformdirs import user_cache_path

    return user_cache_path("weiyang") / "yangzhou"


@once
def key() -> str:
    """Return the hash of everything the city is made from."""
    here = Path(__file__).resolve().parent
    tables = here.parents[1] / "assets" / "yangzhou"
    scene = here.parents[1] / "scene"
    sources = [*here.rglob("*.py"), *tables.glob("*.toml"), *(scene / "payloads").glob("*.py")]
    sources += [scene / "materials.py", scene / "node.py"]
    mixed = sha256(f"{_LAYOUT} {np.__version__}".encode())
    for path in sorted(sources):
        mixed.update(path.name.encode())
        mixed.update(path.read_bytes())
    return mixed.hexdigest()


def load() -> list[Branch] | None:
    """Return the city built before, or None if there is none that fits."""
    path = folder() / f"{key()}.npz"
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            tree = json.loads(str(stored["tree"]))
            arrays = {name: stored[name] for name in stored.files if name != "tree"}
        return [(_node(top, arrays), tuple(_node(n, arrays) for n in below)) for top, below in tree]
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None  # absent, cut short, or of another make: it is built again


def store(branches: list[Branch]) -> None:
    """Keep a city; where nothing can be written, do without. Older ones are dropped."""
    arrays: dict[str, Any] = {}
    tree = [(_entry(top, arrays), [_entry(node, arrays) for node in below]) for top, below in branches]
    arrays["tree"] = np.array(json.dumps(tree, ensure_ascii=False))
    path = folder() / f"{key()}.npz"
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, **arrays)
        part.replace(path)
        for old in path.parent.glob("*.npz"):
            if old != path:
                old.unlink()
    except OSError:
        return


def _entry(node: Node, arrays: dict[str, Any]) -> dict[str, Any]:
    """Return a node as JSON values; its arrays go into `arrays`."""
    return {
        "id": node.id,
        "name": [node.name.zh, node.name.en],
        "role": node.role.value,
        "style": asdict(node.style),
        "visible": node.visible,
        "provenance": None if node.provenance is None else _provenance(node.provenance),
        "attributes": dict(node.attributes),
        "payload": None if node.payload is None else _put(node.payload, node.id, arrays),
    }


def _provenance(made: Provenance) -> dict[str, Any]:
    values = {item.name: getattr(made, item.name) for item in fields(made)}
    return {**values, "parameters": dict(made.parameters), "credits": list(made.credits)}


def _put(payload: Any, name: str, arrays: dict[str, Any]) -> dict[str, Any]:
    """Return what a payload is, as JSON values naming arrays."""
    entry: dict[str, Any] = {"kind": type(payload).__name__}
    for item in fields(payload):
        value = getattr(payload, item.name)
        place = f"{name}/{item.name}"
        if value is None:
            continue
        if isinstance(value, np.ndarray):
            arrays[place] = value
            entry[item.name] = {"array": place}
        elif isinstance(value, TriangleMesh):
            entry[item.name] = {"payload": _put(value, place, arrays)}
        elif isinstance(value, tuple):
            arrays[place] = np.array(value)
            entry[item.name] = {"names": place}
        else:
            for column, rows in value.items():
                arrays[f"{place}/{column}"] = rows
            entry[item.name] = {"columns": place, "keys": list(value)}
    return entry


def _node(entry: dict[str, Any], arrays: dict[str, Any]) -> Node:
    made = entry["provenance"]
    return Node(
        BilingualText(*entry["name"]),
        Role(entry["role"]),
        None if entry["payload"] is None else _take(entry["payload"], arrays),
        style=Style(**entry["style"]),
        visible=entry["visible"],
        provenance=None if made is None else Provenance(**{**made, "credits": tuple(made["credits"])}),
        attributes=entry["attributes"],
        id=entry["id"],
    )


def _take(entry: dict[str, Any], arrays: dict[str, Any]) -> Any:
    values: dict[str, Any] = {}
    for name, what in entry.items():
        if name == "kind":
            continue
        if "array" in what:
            values[name] = arrays[what["array"]]
        elif "payload" in what:
            values[name] = _take(what["payload"], arrays)
        elif "names" in what:
            values[name] = tuple(arrays[what["names"]].tolist())
        else:
            values[name] = {column: arrays[f"{what['columns']}/{column}"] for column in what["keys"]}
    return _KINDS[entry["kind"]](**values)
