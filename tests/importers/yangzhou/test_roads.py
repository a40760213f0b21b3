"""Road centre lines lie on the ground, over the decks of bridges, and waterworks on their waters."""

import numpy as np
from shapely import Point, contains_xy, prepare

from importers.yangzhou import areas, figures, streets
from importers.yangzhou.ground import ground_height


def test_every_named_road_is_there_and_ids_are_one_each(nodes):
    roads = nodes["yangzhou.roads"].payload
    west, south, east, north = figures.extent()
    within = {
        road.id
        for road in figures.roads().values()
        if ((road.line > (west, south)) & (road.line < (east, north))).all(axis=1).any()
    }

    assert within <= set(roads.ids)
    assert len(set(roads.ids)) == roads.count
    assert roads.count >= len(streets.streets()) // 2
    assert (roads.columns["width"] > 2.0).all()


def test_a_road_runs_on_the_ground_and_over_water(nodes):
    roads = nodes["yangzhou.roads"].payload
    places = roads.vertices.astype(float)
    water = areas.water_area()
    prepare(water)
    wet = contains_xy(water, places[:, 0], places[:, 1])
    over = places[:, 2] - ground_height(places[:, :2])

    assert np.abs(np.minimum(over, 0.0)).max() < 0.01
    assert (np.abs(over[~wet]) < 0.01).mean() > 0.99
    assert (places[wet, 2] > figures.levels().water + 0.5).all()


def test_waterworks_stand_in_their_water(nodes):
    works = nodes["yangzhou.waterworks"].payload
    rows = {row["id"]: row for row in figures.table("waterworks")["waterworks"]}

    assert set(works.ids) == set(rows)
    for row, name in enumerate(works.ids):
        body = areas.water_bodies()[rows[name]["water"]].buffer(0.01)
        assert body.contains(Point(works.vertices[row, :2])), name
        assert works.columns["discharge_out"][row] == rows[name]["discharge_out"]
        assert works.columns["assumed"][row] == "yes"
