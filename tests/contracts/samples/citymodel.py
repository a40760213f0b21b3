"""Small city models, one for each importer: two houses with gabled roofs by the Slender West Lake."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Make = Callable[[Path], Path]

#: Faces of a house 10 m wide, 12 m deep, eaves at 3 m, ridge at 6 m: surface and corners.
CORNERS = [
    (0, 0, 0), (10, 0, 0), (10, 12, 0), (0, 12, 0), (0, 0, 3), (10, 0, 3), (10, 12, 3), (0, 12, 3),
    (5, 0, 6), (5, 12, 6),
]  # fmt: skip
FACES: list[tuple[str, tuple[int, ...]]] = [
    ("GroundSurface", (0, 3, 2, 1)),
    ("WallSurface", (0, 1, 5, 8, 4)),
    ("WallSurface", (1, 2, 6, 5)),
    ("WallSurface", (2, 3, 7, 9, 6)),
    ("WallSurface", (3, 0, 4, 7)),
    ("RoofSurface", (5, 6, 9, 8)),
    ("RoofSurface", (4, 8, 9, 7)),
]
EAST, NORTH, LEVEL = 446_000.0, 3_586_000.0, 5.0


def placed(number: int) -> list[list[float]]:
    """Return the corners of one house in EPSG:4549, east before north."""
    return [[EAST + 20.0 * number + x, NORTH + y, LEVEL + z] for x, y, z in CORNERS]


def gml_house(number: int) -> str:
    """Return a house as CityGML 2: surfaces, and a solid that refers to them. North comes first."""
    corners = placed(number)
    surfaces, members = [], []
    for face, (kind, ring) in enumerate(FACES):
        closed = [corners[k] for k in (*ring, ring[0])]
        text = " ".join(f"{north} {east} {height}" for east, north, height in closed)
        name = f"p{number}_{face}"
        surfaces.append(
            f"<bldg:boundedBy><bldg:{kind}><bldg:lod2MultiSurface><gml:MultiSurface><gml:surfaceMember>"
            f'<gml:Polygon gml:id="{name}"><gml:exterior><gml:LinearRing gml:id="r{name}"><gml:posList>{text}'
            "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>"
            f"</gml:MultiSurface></bldg:lod2MultiSurface></bldg:{kind}></bldg:boundedBy>"
        )
        members.append(f'<gml:surfaceMember xlink:href="#{name}"/>')
    return (
        f'<core:cityObjectMember><bldg:Building gml:id="house-{number}"><gml:name>何园{number}</gml:name>'
        '<bldg:measuredHeight uom="m">6.0</bldg:measuredHeight>'
        "<bldg:storeysAboveGround>1</bldg:storeysAboveGround>"
        "<bldg:lod2Solid><gml:Solid><gml:exterior><gml:CompositeSurface>"
        f"{''.join(members)}</gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod2Solid>"
        f"{''.join(surfaces)}</bldg:Building></core:cityObjectMember>"
    )


def citygml(body: str, system: str = "urn:ogc:def:crs:EPSG::4549", more: str = "") -> str:
    """Return a document of CityGML 2."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" '
        'xmlns:gml="http://www.opengis.net/gml" '
        'xmlns:bldg="http://www.opengis.net/citygml/building/2.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:app="http://www.opengis.net/citygml/appearance/2.0" '
        'xmlns:gen="http://www.opengis.net/citygml/generics/2.0">'
        f'<gml:boundedBy><gml:Envelope srsName="{system}" srsDimension="3">'
        "<gml:lowerCorner>0 0 0</gml:lowerCorner><gml:upperCorner>1 1 1</gml:upperCorner></gml:Envelope>"
        f"</gml:boundedBy>{more}{body}</core:CityModel>\n"
    )


def json_house(number: int, first: int = 0) -> dict[str, Any]:
    """Return a house as an object of CityJSON whose vertices start at `first`."""
    kinds = list(dict.fromkeys(kind for kind, _ in FACES))
    return {
        "type": "Building",
        "attributes": {
            "name": f"何园{number}", "measuredHeight": 6.0, "storeysAboveGround": 1, "用途": "住宅",
        },
        "geometry": [{
            "type": "Solid", "lod": "2.2",
            "boundaries": [[[[first + k for k in ring]] for _, ring in FACES]],
            "semantics": {
                "surfaces": [{"type": kind} for kind in kinds],
                "values": [[kinds.index(kind) for kind, _ in FACES]],
            },
        }],
    }  # fmt: skip


TRANSFORM = {"scale": [0.001, 0.001, 0.001], "translate": [EAST, NORTH, LEVEL]}
METADATA = {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/4549"}


def whole(number: int) -> list[list[int]]:
    """Return the corners of one house as the whole numbers that the transform asks for."""
    return [[round(1000 * (20 * number + x)), 1000 * y, 1000 * z] for x, y, z in CORNERS]


def cityjson() -> dict[str, Any]:
    """Return a document of CityJSON 2.0 with two houses."""
    return {
        "type": "CityJSON", "version": "2.0", "transform": TRANSFORM, "metadata": METADATA,
        "CityObjects": {f"house-{n}": json_house(n, n * len(CORNERS)) for n in range(2)},
        "vertices": [*whole(0), *whole(1)],
    }  # fmt: skip


def cityjsonseq() -> list[dict[str, Any]]:
    """Return the lines of CityJSONSeq with two houses."""
    head = {
        "type": "CityJSON", "version": "2.0", "transform": TRANSFORM, "metadata": METADATA,
        "CityObjects": {}, "vertices": [],
    }  # fmt: skip
    houses = [
        {
            "type": "CityJSONFeature", "id": f"house-{n}", "CityObjects": {f"house-{n}": json_house(n)},
            "vertices": whole(n),
        }
        for n in range(2)
    ]  # fmt: skip
    return [head, *houses]


def ifc(place: str = "map") -> str:
    """Return an IFC 4 model of one wall, in millimetres, with a map conversion or without a place."""
    conversion = (
        "#40=IFCPROJECTEDCRS('EPSG:4549',$,$,$,$,$,$);\n"
        f"#41=IFCMAPCONVERSION(#10,#40,{EAST},{NORTH},{LEVEL},1.,0.,$);\n"
        if place == "map"
        else ""
    )
    return (
        "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\n"
        "FILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"
        "#1=IFCCARTESIANPOINT((0.,0.,0.));\n#2=IFCAXIS2PLACEMENT3D(#1,$,$);\n#3=IFCLOCALPLACEMENT($,#2);\n"
        "#4=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n#5=IFCUNITASSIGNMENT((#4));\n"
        "#10=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-05,#2,$);\n"
        "#11=IFCPROJECT('0YvctVUKr0kugbFTf53O9L',$,'P',$,$,$,$,(#10),#5);\n"
        f"{conversion}"
        "#12=IFCBUILDING('0YvctVUKr0kugbFTf53O9M',$,'H',$,$,#3,$,$,.ELEMENT.,$,$,$);\n"
        "#13=IFCBUILDINGSTOREY('0YvctVUKr0kugbFTf53O9N',$,'Ground',$,$,#3,$,$,.ELEMENT.,0.);\n"
        "#14=IFCRELAGGREGATES('0YvctVUKr0kugbFTf53O9P',$,$,$,#11,(#12));\n"
        "#15=IFCRELAGGREGATES('0YvctVUKr0kugbFTf53O9Q',$,$,$,#12,(#13));\n"
        "#20=IFCCARTESIANPOINT((0.,0.));\n#21=IFCAXIS2PLACEMENT2D(#20,$);\n"
        "#22=IFCRECTANGLEPROFILEDEF(.AREA.,$,#21,4000.,300.);\n#23=IFCDIRECTION((0.,0.,1.));\n"
        "#24=IFCEXTRUDEDAREASOLID(#22,#2,#23,3000.);\n"
        "#25=IFCSHAPEREPRESENTATION(#10,'Body','SweptSolid',(#24));\n"
        "#26=IFCPRODUCTDEFINITIONSHAPE($,$,(#25));\n"
        "#27=IFCWALL('0YvctVUKr0kugbFTf53O9R',$,'East wall',$,$,#3,#26,$,$);\n"
        "#28=IFCRELCONTAINEDINSPATIALSTRUCTURE('0YvctVUKr0kugbFTf53O9S',$,$,$,(#27),#13);\n"
        "ENDSEC;\nEND-ISO-10303-21;\n"
    )


def written(name: str, text: Callable[[], str]) -> Make:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_text(text(), encoding="utf-8")
        return path

    return make


SAMPLES: dict[str, Make] = {
    "city.citygml": written("扬州 城市.gml", lambda: citygml(gml_house(0) + gml_house(1))),
    "city.cityjson": written("扬州 城市.json", lambda: json.dumps(cityjson(), ensure_ascii=False)),
    "city.cityjsonseq": written(
        "扬州 城市.jsonl", lambda: "\n".join(json.dumps(line, ensure_ascii=False) for line in cityjsonseq())
    ),
    "city.ifc": written("扬州 房屋.ifc", ifc),
}

#: Answers without which a sample leaves a question open.
ANSWERS: dict[str, dict[str, object]] = {}
