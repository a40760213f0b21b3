"""Nodes as rows of the scene tree and back. It does not know payloads beyond their JSON description."""

import json
import sqlite3
from typing import Any

import numpy as np

from scene.messages import BilingualText
from scene.node import Node, Provenance, Role, Style
from scene.payloads import Payload


def row_of(node: Node, parent: str | None, position: int) -> tuple[object, ...]:
    """Return the values of a node's row, without its payload."""
    provenance = node.provenance and {
        "maker": node.provenance.maker,
        "version": node.provenance.version,
        "parameters": dict(node.provenance.parameters),
        "source": node.provenance.source,
        "sha256": node.provenance.sha256,
        "credits": list(node.provenance.credits),
        "synthetic": node.provenance.synthetic,
    }
    style = {name: getattr(node.style, name) for name in Style.__dataclass_fields__}
    return (
        node.id,
        parent,
        position,
        node.name.zh,
        node.name.en,
        node.role.value,
        int(node.visible),
        json.dumps(style),
        None if node.transform is None else json.dumps(node.transform.tolist()),
        json.dumps(provenance, ensure_ascii=False) if provenance else None,
        json.dumps(dict(node.attributes), ensure_ascii=False),
    )


COLUMNS = "id, parent, position, name_zh, name_en, role, visible, style, transform, provenance, attributes"


def put(connection: sqlite3.Connection, node: Node, parent: str | None, position: int) -> None:
    """Write a node's row, leaving the description of its payload as it is."""
    names = COLUMNS.split(", ")
    updates = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    connection.execute(
        f"INSERT INTO weiyang_node ({COLUMNS}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT (id) DO UPDATE SET {updates}",
        row_of(node, parent, position),
    )


def node_of(row: tuple[Any, ...], payload: Payload | None) -> Node:
    """Return the node of a row of `COLUMNS`."""
    node_id, _, _, zh, en, role, visible, style, transform, provenance, attributes = row
    origin = json.loads(provenance) if provenance else None
    if origin:
        origin["credits"] = tuple(origin["credits"])
    return Node(
        name=BilingualText(zh, en),
        role=Role(role),
        payload=payload,
        style=Style(**json.loads(style)),
        visible=bool(visible),
        transform=np.array(json.loads(transform)) if transform else None,
        provenance=Provenance(**origin) if origin else None,
        attributes=json.loads(attributes),
        id=node_id,
    )
