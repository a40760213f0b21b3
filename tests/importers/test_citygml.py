"""CityGML: versions, order of axes, pictures, code lists, references, and what is wrong in real files."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from importers.registry import for_file
from scene.errors import AnswerNeeded, UnreadableFile
from scene.materials import COLOUR, Material
from scene.node import Role
from scene.payloads import Buildings
from tests.contracts.samples.citymodel import EAST, NORTH, citygml, gml_house
from tests.importers.city import areas, mesh_of, read, sentences, volume

ID = "city.citygml"
#: Of the sample's house: 10 m by 12 m, eaves 3 m, ridge 6 m.
VOLUME = 10.0 * 12.0 * 3.0 + 0.5 * 10.0 * 3.0 * 12.0


def written(folder: Path, text: str, name: str = "城.gml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_house_has_its_place_its_volume_and_its_facts(tmp_path: Path) -> None:
    result = read(ID, written(tmp_path, citygml(gml_house(0) + gml_house(1))))
    (node,) = result.nodes
    mesh = mesh_of(result)
    world = result.frame.to_world(mesh.vertices[:, :2])
    assert node.role is Role.BUILDINGS
    np.testing.assert_allclose(world.min(axis=0), (EAST, NORTH), atol=0.01)
    np.testing.assert_allclose(world.max(axis=0), (EAST + 30.0, NORTH + 12.0), atol=0.01)
    assert volume(mesh, 0) == pytest.approx(VOLUME, abs=0.05)
    assert volume(mesh, 1) == pytest.approx(VOLUME, abs=0.05)
    columns = mesh.columns
    assert ["house-0", "house-1"] == columns["id"].tolist()
    assert ["何园0", "何园1"] == columns["name_zh"].tolist()
    np.testing.assert_allclose(columns["height"], 6.0, atol=0.01)
    np.testing.assert_allclose(columns["eaves"] - columns["bottom"], 3.0, atol=0.01)
    assert ["model", "model"] == columns["height_source"].tolist()
    assert (columns["height_sigma"] > 0).all()
    np.testing.assert_array_equal(columns["floors"], 1.0)


def test_references_of_a_solid_bring_no_second_face(tmp_path: Path) -> None:
    mesh = mesh_of(read(ID, written(tmp_path, citygml(gml_house(0)))))
    assert 2 * 2 + 2 * 3 + 3 * 2 == len(mesh.faces)


def test_an_address_and_a_bare_code_name_the_system_too(tmp_path: Path) -> None:
    expected = mesh_of(read(ID, written(tmp_path, citygml(gml_house(0))))).vertices
    for system in (
        "http://www.opengis.net/def/crs/EPSG/0/4549",
        "urn:ogc:def:crs,crs:EPSG:6.12:4549,crs:EPSG:6.12:5737",
        "EPSG:4549",
    ):
        result = read(ID, written(tmp_path, citygml(gml_house(0), system)))
        np.testing.assert_allclose(mesh_of(result).vertices, expected, atol=1e-3, err_msg=system)


def east_first(text: str) -> str:
    """Return a document with each pair of coordinates turned."""

    def turned(part: str) -> str:
        numbers, rest = part.split("</gml:posList>")
        values = np.array(numbers.split()).reshape(-1, 3)[:, [1, 0, 2]]
        return " ".join(values.ravel().tolist()) + "</gml:posList>" + rest

    head, *parts = text.split("<gml:posList>")
    return "<gml:posList>".join([head, *(turned(part) for part in parts)])


def test_a_writer_who_puts_east_first_against_the_rule_is_understood_and_told_of(tmp_path: Path) -> None:
    good = read(ID, written(tmp_path, citygml(gml_house(0))))
    turned = read(ID, written(tmp_path, east_first(citygml(gml_house(0)))))
    np.testing.assert_allclose(mesh_of(turned).vertices, mesh_of(good).vertices, atol=1e-3)
    assert "east before north" in sentences(turned)
    assert "east before north" not in sentences(good)


def test_the_order_can_be_said(tmp_path: Path) -> None:
    path = written(tmp_path, citygml(gml_house(0)))
    with pytest.raises(AnswerNeeded):
        read(ID, path, axis_order="east_first")


def test_no_system_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, citygml(gml_house(0)).replace("srsName", "was"))
    with pytest.raises(AnswerNeeded) as asked:
        read(ID, path)
    assert "crs" == asked.value.parameter
    assert 7 * 2 + 2 == len(mesh_of(read(ID, path, crs="EPSG:4549")).faces)


def test_an_undeclared_prefix_is_repaired_and_loses_nothing(tmp_path: Path) -> None:
    heated = "<energy:isHeated>true</energy:isHeated><bldg:measured"
    odd = citygml(gml_house(0).replace("<bldg:measured", heated, 1) + gml_house(1))
    result = read(ID, written(tmp_path, odd))
    assert 2 == len(mesh_of(result).columns["id"])
    assert "energy" in sentences(result)
    assert result.issues[0].severity == "repaired"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("</gml:posList>", "</gml:posLis>", 1),
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("<core:CityModel", '<!DOCTYPE x [<!ENTITY a "b">]><core:CityModel', 1),
        lambda text: text.replace("CityModel", "IndoorFeatures"),
    ],
    ids=["tags that do not match", "cut", "entities", "another root"],
)
def test_what_is_broken_is_refused_with_its_name(tmp_path: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    path = written(tmp_path, spoil(citygml(gml_house(0))))
    with pytest.raises(UnreadableFile, match="城"):
        read(ID, path)


TEXTURE = (
    "<app:appearanceMember><app:Appearance><app:theme>rgbTexture</app:theme><app:surfaceDataMember>"
    "<app:ParameterizedTexture><app:imageURI>{image}</app:imageURI>"
    '<app:target uri="#p0_5"><app:TexCoordList><app:textureCoordinates ring="#rp0_5">0 0 1 0 1 1 0 1 0 0'
    "</app:textureCoordinates></app:TexCoordList></app:target></app:ParameterizedTexture>"
    "</app:surfaceDataMember></app:Appearance></app:appearanceMember>"
)


def test_a_photograph_is_laid_on_its_roof_and_the_rest_stays_white_card(tmp_path: Path) -> None:
    picture = np.zeros((20, 10, 3), np.uint8)
    picture[:10, :, 0] = 250
    picture[10:, :, 1] = 200
    Image.fromarray(picture).save(tmp_path / "瓦.png")
    path = written(tmp_path, citygml(gml_house(0), more=TEXTURE.format(image="瓦.png")))
    result = read(ID, path)
    mesh = mesh_of(result)
    assert mesh.texture is not None
    assert mesh.uv is not None
    rows, cols = mesh.texture.shape[:2]
    middle = mesh.uv[mesh.faces].mean(axis=1)
    seen = mesh.texture[
        ((1 - middle[:, 1]) * rows).astype(int).clip(0, rows - 1),
        (middle[:, 0] * cols).astype(int).clip(0, cols - 1),
    ][:, :3]
    photographed = (seen.max(axis=1) >= 200) & (seen.min(axis=1) == 0)
    assert 2 == photographed.sum()
    assert areas(mesh)[photographed].sum() == pytest.approx(12.0 * np.hypot(5.0, 3.0), abs=0.1)
    assert result.nodes[0].provenance is not None
    assert "瓦.png" in str(result.nodes[0].provenance.parameters)
    assert mesh_of(read(ID, path, textures=False)).texture is None


def test_pictures_outside_the_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    Image.new("RGB", (4, 4)).save(tmp_path / "out.png")
    for image in ("../out.png", str(tmp_path / "out.png"), "file:///etc/x.png", "http://localhost/x.png"):
        path = written(tmp_path / "inner", citygml(gml_house(0), more=TEXTURE.format(image=image)))
        result = read(ID, path)
        assert mesh_of(result).texture is None
        assert "Pictures that are not" in sentences(result)


def test_a_colour_of_the_file_is_kept(tmp_path: Path) -> None:
    material = (
        "<app:appearanceMember><app:Appearance><app:surfaceDataMember><app:X3DMaterial>"
        "<app:diffuseColor>1 0 0</app:diffuseColor><app:target>#p0_1</app:target></app:X3DMaterial>"
        "</app:surfaceDataMember></app:Appearance></app:appearanceMember>"
    )
    mesh = mesh_of(read(ID, written(tmp_path, citygml(gml_house(0), more=material))))
    assert mesh.colour_of_face is not None
    red = (mesh.colour_of_face == (255, 0, 0)).all(axis=1)
    assert areas(mesh)[red].sum() == pytest.approx(10.0 * 3.0 + 0.5 * 10.0 * 3.0, abs=0.05)
    ground = (mesh.colour_of_face == COLOUR[Material.STONE]).all(axis=1)
    assert areas(mesh)[ground].sum() == pytest.approx(120.0, abs=0.1)


def test_codes_get_their_meaning_from_the_list_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "codelists").mkdir()
    (tmp_path / "codelists" / "usage.xml").write_text(
        '<gml:Dictionary xmlns:gml="http://www.opengis.net/gml"><gml:dictionaryEntry><gml:Definition>'
        "<gml:description>住宅</gml:description><gml:name>411</gml:name></gml:Definition></gml:dictionaryEntry>"
        "</gml:Dictionary>",
        encoding="utf-8",
    )
    coded = gml_house(0).replace(
        "<bldg:storeys", '<bldg:usage codeSpace="../../codelists/usage.xml">411</bldg:usage><bldg:storeys', 1
    )
    assert "住宅" == mesh_of(read(ID, written(tmp_path, citygml(coded)))).columns["usage"][0]
    unknown = coded.replace("411", "999")
    assert "999" == mesh_of(read(ID, written(tmp_path, citygml(unknown)))).columns["usage"][0]


def test_attributes_that_the_file_names_itself_are_kept_under_their_names(tmp_path: Path) -> None:
    named = gml_house(0).replace(
        "<bldg:storeys",
        '<gen:stringAttribute name="町コード"><gen:value>0042</gen:value></gen:stringAttribute>'
        '<gen:doubleAttribute name="depth"><gen:value>0.08</gen:value></gen:doubleAttribute><bldg:storeys', 1,
    )  # fmt: skip
    result = read(ID, written(tmp_path, citygml(named)))
    titles = result.nodes[0].attributes["column_titles"]
    assert isinstance(titles, dict)
    key = next(key for key, title in titles.items() if title == "町コード")
    assert "0042" == mesh_of(result).columns[key][0]
    assert 0.08 == mesh_of(result).columns["depth"][0]


def outline(height: str) -> str:
    ring = [(0, 0), (10, 0), (10, 12), (0, 12), (0, 0)]
    text = " ".join(f"{NORTH + y} {EAST + x} 9.0" for x, y in ring)
    return (
        f'<core:cityObjectMember><bldg:Building gml:id="flat">{height}<bldg:lod0RoofEdge><gml:MultiSurface>'
        f"<gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>{text}</gml:posList>"
        "</gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></bldg:lod0RoofEdge>"
        "</bldg:Building></core:cityObjectMember>"
    )


def test_outlines_alone_become_buildings(tmp_path: Path) -> None:
    result = read(ID, written(tmp_path, citygml(outline("<bldg:measuredHeight>4.5</bldg:measuredHeight>"))))
    payload = result.nodes[0].payload
    assert isinstance(payload, Buildings)
    assert ("flat",) == payload.ids
    assert 9.0 == payload.top[0]
    assert 4.5 == payload.bottom[0]
    assert "field" == payload.columns["height_source"][0]
    unknown = read(ID, written(tmp_path, citygml(outline(""))))
    assert isinstance(unknown.nodes[0].payload, Buildings)
    assert "assumed" == unknown.nodes[0].payload.columns["height_source"][0]
    assert "without a height" in sentences(unknown)


def test_the_level_asked_for_is_shown(tmp_path: Path) -> None:
    flat = outline("").partition("<bldg:lod0RoofEdge>")[2].partition("</bldg:lod0RoofEdge>")[0]
    block = f"<bldg:lod1MultiSurface>{flat}</bldg:lod1MultiSurface></bldg:Building>"
    both = gml_house(0).replace("</bldg:Building>", block)
    path = written(tmp_path, citygml(both))
    assert [2.0] == mesh_of(read(ID, path)).columns["lod"].tolist()
    lower = mesh_of(read(ID, path, lod="1"))
    assert [1.0] == lower.columns["lod"].tolist()
    assert 2 == len(lower.faces)


def test_it_is_chosen_by_what_it_holds(tmp_path: Path) -> None:
    assert ID == for_file(written(tmp_path, citygml(gml_house(0)), "model.xml")).id
