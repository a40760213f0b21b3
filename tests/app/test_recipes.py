"""Answers are kept for the next delivery of the same layer, by columns or by name, and can be forgotten."""

from pathlib import Path

import pytest

from app.cli.command_line import main
from app.projects import open_project
from app.recipes import Recipe, RecipeBook, answers_in, layer_like, made_of, pattern_of, recipe_of
from importers.footprints.params import FootprintParams
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role
from tests.gui.small_city import houses
from tests.gui.test_import_batch import houses as delivery


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("建筑_2026-10.shp", "建筑_2025-04.shp"),
        ("建筑2026年10月.shp", "建筑(2027年1月)第3版.shp"),
        ("Buildings v2 20261001.geojson", "buildings-20270301.geojson"),
    ],
)
def test_dates_and_numbers_do_not_make_another_layer(one: str, other: str) -> None:
    assert pattern_of(Path(one)) == pattern_of(Path(other)) != ""


def test_other_names_are_other_layers() -> None:
    assert pattern_of(Path("建筑_2026.shp")) != pattern_of(Path("道路_2026.shp"))
    assert "" == pattern_of(Path("20261001.shp"))


def test_the_answers_of_a_delivery_serve_the_next(tmp_path: Path) -> None:
    book = RecipeBook(tmp_path / "folder" / "recipes.toml")
    params = FootprintParams(
        name="十月",
        layer="建筑_2026-10",
        height_field="高度",
        crs="EPSG:4549",
        encoding="gbk",
        storey_height=3.1,
    )
    book.keep(made_of("footprints.shapefile", Path("建筑_2026-10.shp"), params, ["高度", "名称"]))
    found = RecipeBook(book.path).find("footprints.shapefile", Path("建筑_2027-01.shp"))
    assert found is not None
    assert {
        "height_field": "高度", "crs": "EPSG:4549", "encoding": "gbk", "storey_height": 3.1,
    } == found.answers  # fmt: skip
    assert "建筑_2026-10.shp" == found.delivery
    assert found == book.find("footprints.shapefile", Path("20270101.shp"), ["名称", "高度"])
    assert book.find("footprints.shapefile", Path("20270101.shp"), ["名称", "层数"]) is None
    assert book.find("footprints.geojson", Path("建筑_2027-01.shp")) is None


def test_a_new_delivery_takes_the_place_of_the_old_and_can_be_forgotten(tmp_path: Path) -> None:
    book = RecipeBook(tmp_path / "recipes.toml")
    for month, field in (("01", "H"), ("02", "高")):
        book.keep(
            made_of("footprints.shapefile", Path(f"建筑_{month}.shp"), FootprintParams(height_field=field))
        )
    assert ["高"] == [recipe.answers["height_field"] for recipe in book.recipes()]
    book.forget(book.recipes()[0])
    assert () == book.recipes()


def test_a_damaged_book_holds_nothing_and_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "recipes.toml"
    for text in ("recipe = 3", "[[recipe]]\nimporter = 4", "no toml at all", "[[recipe"):
        path.write_text(text)
        book = RecipeBook(path)
        assert () == book.recipes()
        book.keep(Recipe(importer="a.b", pattern="x", answers={"crs": "EPSG:4490"}))
        assert 1 == len(book.recipes())
        path.unlink()


def test_the_project_s_own_layers_are_recipes_too(tmp_path: Path) -> None:
    parameters = {"crs": "EPSG:4549", "height_field": "", "companions": {"a.dbf": "00"}, "name": "x"}
    provenance = Provenance("footprints.shapefile", "1", parameters, "建筑_2026-10.shp")
    node = Node(BilingualText.same("建筑"), Role.BUILDINGS, provenance=provenance)
    recipe = recipe_of(node)
    assert recipe is not None
    assert {"crs": "EPSG:4549"} == recipe.answers == answers_in(FootprintParams, parameters, Path("建筑.shp"))
    book = RecipeBook(tmp_path / "none.toml")
    assert recipe == book.find("footprints.shapefile", Path("建筑_2026-11.shp"), (), [node])
    drawn = Node(BilingualText.same("方案"), Role.PROPOSALS, provenance=Provenance("user"))
    assert recipe_of(drawn) is None


def test_a_later_delivery_of_a_layer_is_known_by_its_name(tmp_path: Path) -> None:
    node = Node(
        BilingualText.same("建筑"),
        Role.BUILDINGS,
        houses(),
        provenance=Provenance("footprints.shapefile", source="建筑_2026-10.shp"),
    )
    assert node is layer_like([node], "footprints.shapefile", Path("建筑_2027-01.shp"))
    assert node is layer_like([node], "footprints.shapefile", Path("建筑_2026-10.shp"))
    assert layer_like([node], "footprints.geojson", Path("建筑_2027-01.geojson")) is None
    assert layer_like([node], "footprints.shapefile", Path("道路_2027-01.shp")) is None


def test_the_command_line_takes_the_answers_of_the_project_s_own_layer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "city.gpkg"
    for name in ("plan_2026.geojson", "plan_2027.geojson"):
        delivery(tmp_path / name, "gao")
    first = ["import", str(tmp_path / "plan_2026.geojson"), "--into", str(project)]
    assert 0 == main([*first, "--set", "storey_height=3.5", "--set", "default_height=7"])
    assert 0 == main(["import", str(tmp_path / "plan_2027.geojson"), "--into", str(project)])
    assert "Answers of plan_2026.geojson are filled in." in capsys.readouterr().out
    layers = open_project(project).scene.of_role(Role.BUILDINGS)
    assert [3.5, 3.5] == [layer.provenance.parameters["storey_height"] for layer in layers]
