"""City models, by the light half of their importers. Nothing heavy is imported."""

from typing import Final

from importers.base import ImporterSpec
from scene.messages import BilingualText

SPECS: Final[tuple[ImporterSpec, ...]] = (
    ImporterSpec(
        "city.cityjsonseq",
        BilingualText("城市模型(CityJSONSeq)", "City model from CityJSONSeq"),
        "city",
        ("*.city.jsonl", "*.jsonl"),
        "importers.citymodel.cityjsonseq:CityJsonSeqImporter",
    ),
    ImporterSpec(
        "city.cityjson",
        BilingualText("城市模型(CityJSON)", "City model from CityJSON"),
        "city",
        ("*.city.json", "*.json", "*.cityjson"),
        "importers.citymodel.cityjson:CityJsonImporter",
    ),
    ImporterSpec(
        "city.citygml",
        BilingualText("城市模型(CityGML)", "City model from CityGML"),
        "city",
        ("*.gml", "*.citygml", "*.xml"),
        "importers.citymodel.citygml:CityGmlImporter",
    ),
    ImporterSpec(
        "city.ifc",
        BilingualText("建筑信息模型(IFC)", "Building model from IFC"),
        "city",
        ("*.ifc",),
        "importers.citymodel.ifc:IfcImporter",
        native=True,
    ),
)
