"""Gathered tilesets: what they show, where, and what becomes of the invalid ones."""

from functools import cache
from pathlib import Path

import numpy as np

from importers.base import ImportResult, ImportTarget
from importers.registry import for_file
from scene.errors import AnswerNeeded, WeiyangError
from scene.feedback import SilentFeedback
from scene.payloads import PointCloud, TriangleMesh
from tests.validation.table import Case, compare, gathered

PLACE = {"easting": 446_000.0, "northing": 3_586_000.0, "height": 0.0, "crs": "EPSG:4549"}
LYON = {"georeferenced": True, "crs": "EPSG:3946"}


@cache
def result(*parts: str, **answers: object) -> ImportResult:
    path = gathered("tiles3d", *parts)
    worker = for_file(path).load()
    return worker.read(path, worker.params_type(**answers), ImportTarget(), SilentFeedback())


def mesh(*parts: str, **answers: object) -> TriangleMesh:
    return next(
        node.payload for node in result(*parts, **answers).nodes if isinstance(node.payload, TriangleMesh)
    )


def spread(held: TriangleMesh, axis: int) -> float:
    return float(np.ptp(held.vertices[:, axis]))


def test_tilesets_show_what_they_hold() -> None:
    lod = ("cesium", "TilesetWithDiscreteLOD", "tileset.json")
    volume = ("cesium", "TilesetWithRequestVolume", "tileset.json")
    city = ("cesium", "TilesetWithRequestVolume", "city", "tileset.json")
    parts = ("cesium", "MetadataGranularities", "tileset.json")
    implicit = ("cesium", "SparseImplicitQuadtree", "tileset.json")
    white = ("lyon", "tileset_reader_test_data", "white_buildings", "tileset.json")
    cube = ("lyon", "tileset_reader_test_data", "textured_cube", "tileset.json")
    lods = ("lyon", "tileset_reader_test_data", "white_buildings_with_lods", "tileset.json")

    def missing_said() -> float:
        return float(any("dragon_high.b3dm" in str(issue.message) for issue in result(*lod).issues))

    def points() -> float:
        clouds = [node.payload for node in result(*volume).nodes if isinstance(node.payload, PointCloud)]
        return float(len(clouds[0].positions))

    def lyon_east() -> float:
        held = result(*white, **LYON)
        world = held.frame.to_world(held.nodes[0].payload.vertices)
        return float((world[:, 0].min() + world[:, 0].max()) / 2.0)

    compare(
        "3D Tiles",
        [
            # 16 trees of 3 kinds (166, 919, 225 faces), 4 houses (580, 344, 688, 340), as the files say.
            Case(
                "MetadataGranularities: faces (trimesh, all GLBs)",
                10_868,
                lambda: len(mesh(*parts, **PLACE).faces),
                0,
            ),
            Case(
                "MetadataGranularities: width, m (README of the data)",
                32.5156,
                lambda: spread(mesh(*parts, **PLACE), 0),
                1e-3,
            ),
            Case(
                "Implicit quadtree: tiles with content",
                32,
                lambda: len(set(mesh(*implicit, **PLACE).features.tolist())),
                0,
            ),
            Case("Implicit quadtree: unit square, m", 1.0, lambda: spread(mesh(*implicit, **PLACE), 1), 1e-6),
            Case("Discrete LOD: the missing content is said", 1, missing_said, 0),
            # The dragon's box is 14.191 long; the tile enlarges it 100 times and turns it.
            Case("Discrete LOD: height of the dragon, m", 1_007.5, lambda: spread(mesh(*lod), 2), 5.0),
            Case("Request volume: points of pnts", 125_000, points, 0),
            Case("City: buildings of four b3dm", 40, lambda: len(set(mesh(*city).features.tolist())), 0),
            Case(
                "City: lowest, m above the ellipsoid",
                0.0,
                lambda: float(mesh(*city).vertices[:, 2].min()),
                0.01,
            ),
            Case("City: highest of the batch tables, m", 13.99, lambda: spread(mesh(*city), 2), 0.02),
            Case("Lyon: buildings", 5, lambda: len(set(mesh(*white, **LYON).features.tolist())), 0),
            Case("Lyon: middle easting in EPSG:3946, m (box)", 1_843_097.75, lyon_east, 0.6),
            Case(
                "Lyon: finest of three levels, buildings",
                5,
                lambda: len(set(mesh(*lods, **LYON).features.tolist())),
                0,
            ),
            Case("Lyon: a cube of 100 m", 100.0, lambda: spread(mesh(*cube, **LYON), 2), 0.01),
            Case(
                "Lyon: the cube has its texture", 1, lambda: float(mesh(*cube, **LYON).texture is not None), 0
            ),
        ],
    )


#: Of the validator's files, those that hold something to show.
SHOWN = {
    "extensionNotDeclared_1_0_glTF.json", "extensionNotNecessary_1_1_glTF.json",
    "tileContentBoundingVolumeNotInTileBoundingVolume.json",
    "tileContentBoundingVolumeWithRotationTransform.json", "tileContentBoundingVolumeWithTransform.json",
    "validTilesetWithGltfWithWarnings.json", "validTilesetWithIB3dmWithInvalidAlignment.json",
    "validTilesetWithInvalidB3dmWithGlbWithInfos.json", "validTilesetWithInvalidI3dm.json",
    "validTilesetWithInvalidPnts.json", "validTilesetWithValidB3dm.json",
    "validTilesetWithValidCmptWithGlbInfo.json", "validTilesetWithValidGltf.json",
    "tilesetA.json", "tilesetB.json", "tilesetC.json", "tilesetD.json", "tilesetE.json", "tileset2.json",
    "tilesetPackageWithWarnings.3dtiles", "tilesetPackageWithWarnings.3tz", "validTilesetPackage.3dtiles",
    "validTilesetPackage.3tz", "validTilesetPackageZipped.3dtiles", "validTilesetPackageZipped.3tz",
}  # fmt: skip
TILES = (".b3dm", ".i3dm", ".pnts", ".cmpt")
SHOWN_FOLDERS = {
    "TilesetOfTilesetsWithError",
    "tilesetPackageWithWarnings",
    "validTilesetPackage",
    "i3dmWithUri",
}


#: Tiles alone that are broken.
BROKEN_TILES = {"invalid.b3dm", "validWithInvalidGlb.b3dm"}


def shows(path: Path) -> bool:
    if path.suffix in TILES:
        return path.name not in BROKEN_TILES and path.parent.name != "tileset3"
    return path.name in SHOWN or (path.name == "tileset.json" and path.parent.name in SHOWN_FOLDERS)


def opens(path: Path) -> bool | None:
    """Return whether a file opens; None if it is refused without a sentence that helps."""
    try:
        worker = for_file(path).load()
        answers = PLACE if "easting" in worker.params_type.model_fields else {}
        worker.read(path, worker.params_type(**answers), ImportTarget(), SilentFeedback())
    except AnswerNeeded:
        return True
    except WeiyangError as sentence:
        return False if sentence.hint is not None and "\n" not in str(sentence) else None
    return True


def test_tilesets_of_the_validator_are_opened_or_refused_as_they_must() -> None:
    def wrong() -> float:
        paths = sorted(gathered("tiles3d", "validator").rglob("*"))
        files = [path for path in paths if path.suffix in (".json", ".3tz", ".3dtiles", *TILES)]
        assert len(files) > 180
        return float(sum(opens(path) is not shows(path) for path in files))

    compare("Tilesets of the validator: wrong outcomes", [Case("opened or refused", 0, wrong, 0)])
