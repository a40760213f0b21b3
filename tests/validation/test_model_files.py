"""Models against the figures that other programs read from them, and hostile ones against a sentence."""

from functools import cache
from pathlib import Path

import numpy as np

from importers.base import ImportTarget
from importers.registry import for_file
from scene.errors import AnswerNeeded, WeiyangError
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.payloads import TriangleMesh
from tests.validation.table import Case, compare, gathered

PLACE = {"easting": 446_000.0, "northing": 3_586_000.0, "height": 0.0}

#: Faces and bounds (low, high) as gathered with trimesh; of files whose parts stand several times, the faces
#: of all of them.
FILES: dict[str, tuple[int, tuple[float, ...]]] = {
    "heritage_chronos/cathedral.glb": (5_484, (-3.62, 0, -7.875, 3.70005, 11.95, 9.85)),
    "heritage_chronos/greek-temple.glb": (968, (-5.7, 0, -3.3, 5.7, 6.35915, 3.29941)),
    "heritage_chronos/lighthouse.glb": (128, (-2.24233, 0, -2.3, 2.24081, 12.6498, 2.29917)),
    "heritage_chronos/pagoda.glb": (144, (-3.8, 0, -3.8, 3.8, 12.7, 3.8)),
    "heritage_chronos/tower-bridge.glb": (964, (-18, 0, -18, 18, 12.8008, 18)),
    "khronos/BoxVertexColors.glb": (12, (0, 0, 0, 1, 1, 1)),
    "khronos/CesiumMan.glb": (4_672, (-0.569137, 0, -0.131, 0.569137, 1.50655, 0.180954)),
    "khronos/MetalRoughSpheresNoTextures.glb": (
        1_040_409,
        (-0.000924, -0.00101, -0.00335, 0.006477, 0.006494, 0.00035),
    ),
    "khronos/TextureTransformMultiTest.glb": (3_956, (-1, -1.4, -0.025, 1, 1, 0.035052)),
    "khronos_multifile/BoxTextured-glTF/BoxTextured.gltf": (12, (-0.5, -0.5, -0.5, 0.5, 0.5, 0.5)),
    "landmarks/Fernsehturm.obj": (8_122, (-7.31341, 0, -13.7671, 24.6866, 368, 18.2329)),
    "pmndrs/bridge-01/model.gltf": (3_198, (-2.20132, -0.196802, -1.07349, 2.29223, 0.558343, 1.08657)),
    "pmndrs/house-3/model.gltf": (580, (-0.854, 0, -0.458, 0.854, 1.13764, 0.458162)),
    "pmndrs/house-5/model.gltf": (688, (-0.86819, 0, -0.502946, 0.86819, 1.20022, 0.502951)),
    "trimesh/BoxTextured.glb": (12, (-0.5, -0.5, -0.5, 0.5, 0.5, 0.5)),
    "trimesh/CesiumMilkTruck.glb": (3_624, (-2.43091, 0.001452, -1.396, 2.438, 2.58437, 1.396)),
    "trimesh/Duck.glb": (4_212, (-0.692985, 0.099294, -0.613282, 0.961799, 1.6397, 0.539252)),
    "trimesh/ballA.off": (3_796, (-10.9128, -6.91992, -6.92778, 2.9146, 6.92261, 6.92651)),
    "trimesh/box.STL": (8_954, (-0.726235, 1.83931, 4.43171, 6.52377, 6.33931, 8.18171)),
    "trimesh/bunny.ply": (16_301, (-0.094572, 0.033389, -0.061874, 0.060935, 0.186643, 0.05869)),
    "trimesh/fandisk.obj": (5_750, (-0.872719, -0.453732, -0.790375, 0.818123, 0.410392, 0.766155)),
    "trimesh/fuze.obj": (1_000, (-0.036391, -0.036711, 0.004016, 0.036221, 0.036803, 0.219144)),
    "trimesh/fuze_ascii.ply": (1_000, (-0.036391, -0.036711, 0.004016, 0.036221, 0.036803, 0.219144)),
    "trimesh/multibody.stl": (32, (-0.51079, -0.71881, -0.051932, 0.125242, 0.369622, 0.287996)),
    "trimesh/no_indices_3storybuilding.glb": (72, (-23.2071, 0, 0, 32.873, 9, 63.3614)),
    "trimesh/teapot.stl": (894, (-28.8592, -19.6542, 0.870107, 34.3105, 19.6542, 30.3514)),
    "trimesh/two_objects_mixed_case_names.stl": (24, (0, 0, 0, 6, 1, 1)),
    "vtk/horse.ply": (96_966, (-0.042, -0.0916, -0.0763, 0.042, 0.0916, 0.0763)),
}
#: Files that must come with their texture.
TEXTURED = (
    "heritage_chronos/pagoda.glb",
    "heritage_chronos/cathedral.glb",
    "khronos_multifile/BoxTextured-glTF/BoxTextured.gltf",
    "trimesh/CesiumMilkTruck.glb",
    "trimesh/Duck.glb",
    "trimesh/fuze.obj",
)


@cache
def mesh(*parts: str) -> TriangleMesh:
    path = gathered("mesh", *parts)
    worker = for_file(path).load()
    result = worker.read(path, worker.params_type(**PLACE), ImportTarget(YANGZHOU_FRAME), SilentFeedback())
    payload = result.nodes[0].payload
    assert isinstance(payload, TriangleMesh)
    return payload


def furthest(name: str, bounds: tuple[float, ...]) -> float:
    """Return how far the worst of the six bounds is off, as a share of the size."""
    points = mesh(*name.split("/")).vertices
    ours = np.concatenate([points.min(axis=0), points.max(axis=0)])
    return float(np.abs(ours - bounds).max() / np.ptp(np.reshape(bounds, (2, 3)), axis=0).max())


def test_models_hold_what_others_read_from_them() -> None:
    cases = []
    for name, (faces, bounds) in FILES.items():
        short = name.rpartition("/")[2] if "model.gltf" not in name else name.partition("/")[2]
        cases.append(
            Case(f"{short}: faces (trimesh)", faces, lambda n=name: len(mesh(*n.split("/")).faces), 0)
        )
        cases.append(
            Case(f"{short}: worst bound, share of size", 0.0, lambda n=name, b=bounds: furthest(n, b), 2e-3)
        )
    compare("Models", cases)


def test_models_keep_their_textures() -> None:
    def found(name: str) -> float:
        held = mesh(*name.split("/"))
        return float(held.texture is not None and held.uv is not None and np.ptp(held.uv) > 0.0)

    compare("Textures of models", [Case(name, 1, lambda n=name: found(n), 0) for name in TEXTURED])


def test_the_pagoda_is_the_same_from_every_format() -> None:
    def area(*parts: str) -> float:
        held = mesh(*parts)
        a, b, c = (held.vertices[held.faces[:, k]].astype(float) for k in range(3))
        return float(0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1).sum())

    names = [
        f"pagoda_{n}" for n in ("plain.glb", "plain.obj", "plain.off", "plain.ply", "plain.stl", "ascii.stl")
    ]
    cases = [Case(f"{n}: surface, m²", 690.48, lambda n=n: area("derived_formats", n), 0.01) for n in names]
    draco = Case(
        "pagoda.glb (Draco): surface, m²", 690.48, lambda: area("heritage_chronos", "pagoda.glb"), 0.35
    )
    compare("The pagoda from seven files", [*cases, draco])


#: Hostile files that hold something to show, as their makers or their content say; all others are refused.
OPENED = {
    "malformed2.obj",
    "unassigned-skeleton.gltf",
    "zero-sized-bin-chunk-issue-440.glb",
    "issue-138.obj",
    "issue-161-inconsistent-f.obj",
    "issue-295-trianguation-failure.obj",
    "missing_material_file.obj",
    "mtl filename with whitespace issue46.obj",
    "no_material.obj",
    "box_nested_animation_4286.dae",
    "issue_2421.ply",  # one point
}


def outcome(path: Path) -> str:
    """Return how the import of a file ends."""
    try:
        worker = for_file(path).load()
        answers = PLACE if "easting" in worker.params_type.model_fields else {}
        worker.read(path, worker.params_type(**answers), ImportTarget(YANGZHOU_FRAME), SilentFeedback())
    except AnswerNeeded:
        return "opened"  # once it is answered
    except WeiyangError as sentence:
        return "refused" if sentence.hint is not None and "\n" not in str(sentence) else "no sentence"
    return "opened"


def test_hostile_models_are_refused_or_opened_as_they_must() -> None:
    def wrong(*folder: str) -> float:
        paths = [p for p in sorted(gathered("hostile", *folder).rglob("*")) if p.is_file()]
        models = [p for p in paths if not p.name.endswith((".report.json", ".txt", ".bin", ".mtl"))]
        return float(sum(outcome(p) != ("opened" if p.name in OPENED else "refused") for p in models))

    folders = [
        ("assimp",),
        ("gltf_validator",),
        ("tinygltf",),
        ("tinyobj",),
        ("pdal", "obj"),
        ("pdal", "ply"),
    ]
    compare(
        "Hostile models: wrong outcomes", [Case("/".join(f), 0, lambda f=f: wrong(*f), 0) for f in folders]
    )
