"""IFC: the place from a map conversion or from a person, units, colours, storeys, and the missing part."""

from pathlib import Path

import numpy as np
import pytest

from scene.errors import AnswerNeeded, MissingPart, UnreadableFile
from tests.contracts.samples.citymodel import EAST, LEVEL, NORTH, ifc
from tests.importers.city import mesh_of, read

pytest.importorskip("ifcopenshell")
ID = "city.ifc"


def written(folder: Path, text: str) -> Path:
    path = folder / "房屋.ifc"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_wall_in_millimetres_stands_where_the_map_conversion_says(tmp_path: Path) -> None:
    result = read(ID, written(tmp_path, ifc()))
    mesh = mesh_of(result)
    world = result.frame.to_world(mesh.vertices[:, :2])
    np.testing.assert_allclose(world.min(axis=0), (EAST - 2.0, NORTH - 0.15), atol=0.01)
    np.testing.assert_allclose(world.max(axis=0), (EAST + 2.0, NORTH + 0.15), atol=0.01)
    np.testing.assert_allclose((mesh.vertices[:, 2].min(), mesh.vertices[:, 2].max()), (LEVEL, LEVEL + 3.0))
    assert "East wall" == mesh.columns["name_en"][0]
    assert "IfcWall" == mesh.columns["kind"][0]
    assert "Ground" == mesh.columns["storey"][0]


def test_a_model_without_a_place_is_asked_for_one(tmp_path: Path) -> None:
    path = written(tmp_path, ifc(place=""))
    with pytest.raises(AnswerNeeded) as asked:
        read(ID, path)
    assert "easting" == asked.value.parameter
    result = read(ID, path, easting=EAST, northing=NORTH, height=1.0, crs="EPSG:4549")
    assert 1.0 == mesh_of(result).vertices[:, 2].min()


def test_a_model_without_its_last_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cut"):
        read(ID, written(tmp_path, ifc()[:-30]))


def test_without_the_library_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.citymodel.ifc.find_spec", lambda name: None)
    with pytest.raises(MissingPart, match="extra"):
        read(ID, written(tmp_path, ifc()))
