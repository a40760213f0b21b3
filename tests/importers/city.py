"""What tests of city models share: reading, and measuring what came of it."""

from pathlib import Path
from typing import Any

import numpy as np

from importers.base import ImportResult, ImportTarget
from importers.registry import by_id
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.payloads import TriangleMesh


def read(importer: str, path: Path, *, empty: bool = False, **answers: Any) -> ImportResult:
    """Read a file into the built-in city's frame, or into an empty project."""
    worker = by_id(importer).load()
    target = ImportTarget() if empty else ImportTarget(YANGZHOU_FRAME, SceneGraph(YANGZHOU_FRAME).snapshot())
    return worker.read(path, worker.params_type(**answers), target, SilentFeedback())


def mesh_of(result: ImportResult, place: int = 0) -> TriangleMesh:
    payload = result.nodes[place].payload
    assert isinstance(payload, TriangleMesh)
    return payload


def sentences(result: ImportResult) -> str:
    return "\n".join(f"{issue.severity}: {issue.message}" for issue in result.issues)


def areas(mesh: TriangleMesh) -> np.ndarray:
    """Return the area of each triangle, m²."""
    a, b, c = (mesh.vertices[mesh.faces[:, k]].astype(float) for k in range(3))
    return 0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1)


def volume(mesh: TriangleMesh, feature: int) -> float:
    """Return the volume that the faces of a feature enclose, m³; positive if they face outward."""
    corners = mesh.vertices[mesh.faces[mesh.features == feature]].astype(float)
    corners -= corners.reshape(-1, 3).min(axis=0)
    return float(np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6.0)
