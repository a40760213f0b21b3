"""Which landmarks are built, which way they face, what is known of them, where eyes stand in them.

A table; :mod:`importers.yangzhou.heritage.landmarks` puts places and heights of the ground to it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from importers.yangzhou.heritage import (
    city_gates,
    city_pavilions,
    lakeside_pavilions,
    pagodas,
    stone_bridges,
    temple_halls,
    white_pagoda,
    wuting_bridge,
    xichun_terrace,
)
from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from scene.messages import NO_NAME, BilingualText

#: Top of the banks over the water, where bridges land, metres (``assets/yangzhou/levels.toml``).
BANK: Final = 0.8


@dataclass(frozen=True, slots=True)
class EyePlace:
    """Where a viewpoint hosted by a model stands.

    Parameters
    ----------
    name : str
        ``deck``, ``upper_floor`` …
    at : tuple of float
        x, y and z of the floor under the feet, in the model's frame.
    outward : float
        Degrees clockwise from the model's front (+y) that the eye looks to.
    free : float
        Degrees on either side of that, at eye height, in which nothing of the model stands.
    """

    name: str
    at: tuple[float, float, float]
    outward: float = 0.0
    free: float = 60.0


@dataclass(frozen=True, slots=True)
class Landmark:
    """A model and its facts.

    Parameters
    ----------
    id : str
        The node becomes ``heritage.<id>``.
    place : str
        Id of its place in ``assets/yangzhou/places.toml``.
    build : callable
        Makes the model in its own frame.
    front : float
        Bearing of the model's +y, degrees clockwise from north; for a bridge, of its axis.
    on_water : bool
        True measures the model from the water, False from the ground.
    height_m : float
        Published height over its ground; 0 if none is published.
    reach : float
        Radius of the ground it needs, metres.
    built : BilingualText
        When.
    protection : BilingualText
        Grade, as far as known.
    name : BilingualText, optional
        Where it differs from the place's.
    shift : tuple of float
        Metres along +x and +y from the place, within the accuracy of its position.
    eyes : tuple of EyePlace
    """

    id: str
    place: str
    build: Callable[[], MeshBuilder]
    front: float
    reach: float
    built: BilingualText
    protection: BilingualText = NO_NAME
    on_water: bool = False
    height_m: float = 0.0
    name: BilingualText | None = None
    shift: tuple[float, float] = (0.0, 0.0)
    eyes: tuple[EyePlace, ...] = field(default_factory=tuple)


_NATIONAL_6: Final = BilingualText(
    "全国重点文物保护单位(第六批,2006年);世界遗产大运河·瘦西湖",
    "National, batch 6 (2006); Grand Canal World Heritage, Slender West Lake",
)
_LAKE: Final = BilingualText("世界遗产大运河·瘦西湖", "Grand Canal World Heritage, Slender West Lake")
SITE: Final = BilingualText(
    "全国重点文物保护单位(第四批,1996年)扬州城遗址",
    "National, batch 4 (1996), site of the city of Yangzhou",
)
_PROVINCIAL: Final = BilingualText("省级(待核)", "Provincial (uncertain)")
_QING: Final = BilingualText("清代", "Qing")
_QING_18: Final = BilingualText("清代,18世纪", "Qing, 18th century")


def _year(year: str) -> BilingualText:
    return BilingualText(f"{year}年", year)


def _rebuilt(zh: str, en: str) -> BilingualText:
    return BilingualText(f"{zh}重建", f"rebuilt {en}")


def _wuting() -> MeshBuilder:
    return wuting_bridge.wuting_bridge(BANK)


def _twenty_four() -> MeshBuilder:
    return stone_bridges.twenty_four_bridge(BANK)


def _dahong() -> MeshBuilder:
    return stone_bridges.dahong_bridge(BANK)


def _east_gate() -> MeshBuilder:
    return city_gates.city_gate(half_length=18.0)


LANDMARKS: Final[tuple[Landmark, ...]] = (
    Landmark(
        "wuting_bridge", "wuting_bridge", _wuting, 347.0, 28.0, _year("1757"), _NATIONAL_6, on_water=True,
        # beyond 50 degrees stand the corner columns of the outer pavilions
        eyes=(EyePlace("deck", (4.75, 0.0, wuting_bridge.DECK), 90.0, 50.0),),
    ),
    Landmark(
        "white_pagoda", "white_pagoda", white_pagoda.white_pagoda, 180.0, 16.0, _QING_18,
        _NATIONAL_6, height_m=white_pagoda.HEIGHT,
    ),
    Landmark(
        "diaoyutai", "diaoyutai", lakeside_pavilions.diaoyutai, 250.0, 6.5, _QING_18, _LAKE,
        eyes=(EyePlace("moon_door", (0.0, 2.75, lakeside_pavilions.DIAOYUTAI_FLOOR)),),
    ),
    Landmark(
        "feng_pavilion", "xiaojinshan", lakeside_pavilions.feng_pavilion, 269.0, 9.0, _QING, _LAKE,
        name=BilingualText("小金山风亭", "Feng Pavilion on Xiaojinshan"), shift=(9.0, 0.0),
        eyes=(EyePlace("front", (0.4, 2.95, lakeside_pavilions.FENG_FLOOR)),),
    ),
    Landmark(
        "xichun_terrace", "xichun_terrace", xichun_terrace.xichun_terrace, 85.0, 19.0,
        _rebuilt("20世纪80年代", "1980s"), BilingualText("景区建筑", "Scenic-area building"),
        eyes=(
            EyePlace("ground", (0.0, 11.2, xichun_terrace.TERRACE)),
            EyePlace("upper_floor", (0.0, xichun_terrace.VERANDAH_EDGE - 0.3, xichun_terrace.UPPER_FLOOR)),
        ),
    ),
    Landmark(
        "twenty_four_bridge", "twenty_four_bridge", _twenty_four, 60.0, 20.0,
        _rebuilt("1987年", "1987"), BilingualText("景区构筑物", "Scenic-area structure"), on_water=True,
        eyes=(EyePlace("deck", (0.6, 0.0, stone_bridges.CROWN), 90.0),),
    ),
    Landmark(
        "dahong_bridge", "dahong_bridge", _dahong, 90.0, 33.5, _rebuilt("1972年", "1972"), _LAKE,
        on_water=True, shift=(0.0, 1.5),
        eyes=(EyePlace("deck", (-3.1, 0.9, stone_bridges.CROWN), 270.0),),
    ),
    Landmark(
        "qiling_pagoda", "qiling_pagoda", pagodas.qiling_pagoda, 180.0, 17.5,
        _rebuilt("1993—1996年", "1993-1996"), height_m=70.0,
        eyes=(
            EyePlace("ninth_floor", (0.0, pagodas.qiling_inradius(8) + 0.75, pagodas.QILING_FLOORS[8])),
        ),
    ),
    Landmark(
        "daming_temple", "daming_temple", temple_halls.daming_temple, 180.0, 20.0,
        _rebuilt("19世纪70年代", "1870s"),
        BilingualText("全国重点文物保护单位(第六批,2006年)", "National, batch 6 (2006)"),
        name=BilingualText("大明寺大雄宝殿", "Main hall of Daming Temple"),
    ),
    Landmark(
        "pingshan_hall", "pingshan_hall", temple_halls.pingshan_hall, 180.0, 18.0,
        BilingualText("始建于1048年", "founded 1048"),
        BilingualText("大明寺内", "Within Daming Temple"),
        eyes=(EyePlace("terrace", (0.0, temple_halls.PINGSHAN_EDGE - 0.5, temple_halls.PINGSHAN_TERRACE)),),
    ),
    Landmark(
        "guanyinshan", "guanyinshan", temple_halls.guanyinshan, 180.0, 16.0, _QING, _PROVINCIAL,
        name=BilingualText("观音山大殿", "Hall on Guanyinshan"),
    ),
    Landmark(
        "wenchang_pavilion", "wenchang_pavilion", city_pavilions.wenchang_pavilion, 180.0, 11.0,
        _year("1585"), _PROVINCIAL, height_m=city_pavilions.WENCHANG_HEIGHT,
    ),
    Landmark(
        "siwang_pavilion", "siwang_pavilion", city_pavilions.siwang_pavilion, 180.0, 6.5, _year("1559"),
        _PROVINCIAL,
    ),
    Landmark(
        "stone_pagoda", "stone_pagoda", city_pavilions.stone_pagoda, 180.0, 4.0, _year("838"),
        _PROVINCIAL, height_m=city_pavilions.STONE_PAGODA_HEIGHT,
    ),
    Landmark(
        "wenfeng_pagoda", "wenfeng_pagoda", pagodas.wenfeng_pagoda, 180.0, 11.5, _year("1582"),
        height_m=pagodas.WENFENG_HEIGHT,
    ),
    Landmark(
        "east_gate", "east_gate", _east_gate, 78.5, 20.0,
        _rebuilt("2009年于宋代城门遗址", "2009 on the Song gate"), SITE,
        name=BilingualText("东门", "East gate (Dongmen)"),
        shift=(-28.5, 0.0),  # onto Dongguan Street, which passes through it
    ),
    Landmark(
        "tianning_temple", "tianning_temple", temple_halls.tianning_temple, 180.0, 21.5, _QING,
        BilingualText("世界遗产大运河·天宁寺", "Grand Canal World Heritage, Tianning Temple"),
        name=BilingualText("天宁寺大雄宝殿", "Main hall of Tianning Temple"),
    ),
)  # fmt: skip
