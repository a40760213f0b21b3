"""Which kinds of city objects there are, and what each is to the scene.

It does not know formats.
"""

from typing import Final

from scene.materials import Material
from scene.messages import BilingualText
from scene.node import Role

#: Left out: what is inside a building cannot be seen from the street, and makes no obstacle of its own.
INSIDE: Final = frozenset({
    "Room", "BuildingRoom", "BuildingFurniture", "IntBuildingInstallation", "BuildingStorey", "Storey",
    "BuildingUnit", "BridgeRoom", "BridgeFurniture", "IntBridgeInstallation", "HollowSpace",
    "TunnelHollowSpace", "TunnelFurniture", "IntTunnelInstallation",
})  # fmt: skip

_ROLE_OF_PREFIX: Final = (
    ("Building", Role.BUILDINGS),
    ("Bridge", Role.STRUCTURES),
    ("Tunnel", Role.STRUCTURES),
    ("Road", Role.ROADS),
    ("Railway", Role.ROADS),
    ("Square", Role.ROADS),
    ("TransportSquare", Role.ROADS),
    ("Track", Role.ROADS),
    ("TransportationComplex", Role.ROADS),
    ("TransportationObject", Role.ROADS),
    ("Waterway", Role.WATER),
    ("Water", Role.WATER),
    ("SolitaryVegetationObject", Role.TREES),
    ("PlantCover", Role.ROADS),
    ("LandUse", Role.ROADS),
    ("TINRelief", Role.TERRAIN),
    ("ReliefFeature", Role.TERRAIN),
    ("CityFurniture", Role.FURNITURE),
    ("IfcSite", Role.TERRAIN),
    ("IfcGeographicElement", Role.FURNITURE),
    ("Ifc", Role.BUILDINGS),
)

#: Objects that CityGML nests in others by properties; anything else with a capital letter is data.
KNOWN: Final = frozenset({
    "Building", "BuildingPart", "BuildingInstallation", "BuildingConstructiveElement",
    "Bridge", "BridgePart", "BridgeInstallation", "BridgeConstructionElement", "BridgeConstructiveElement",
    "Tunnel", "TunnelPart", "TunnelInstallation", "TunnelConstructiveElement",
    "Road", "Railway", "Square", "Track", "TransportationComplex", "Section", "Intersection", "Waterway",
    "TrafficSpace", "AuxiliaryTrafficSpace", "WaterBody", "SolitaryVegetationObject", "PlantCover",
    "LandUse", "ReliefFeature", "TINRelief", "CityFurniture", "GenericCityObject", "GenericOccupiedSpace",
    "GenericLogicalSpace", "GenericThematicSurface", "GenericUnoccupiedSpace", "OtherConstruction",
    "CityObjectGroup",
    *INSIDE,
})  # fmt: skip


def role_of(kind: str) -> Role:
    """Return what an object is to the city; what is not known is a structure, as it may hide something."""
    for prefix, role in _ROLE_OF_PREFIX:
        if kind.startswith(prefix):
            return role
    return Role.STRUCTURES


#: Of what ground is covered with, by kind of the object; one layer each.
GROUND_COVERS: Final[dict[str, tuple[BilingualText, Material]]] = {
    "PlantCover": (BilingualText("植被", "vegetation"), Material.GRASS),
    "LandUse": (BilingualText("用地", "land use"), Material.EARTH),
}

#: Name and material of the layers beside the buildings.
LAYERS: Final[dict[Role, tuple[BilingualText, Material]]] = {
    Role.BUILDINGS: (BilingualText("建筑", "buildings"), Material.PLAIN),
    Role.STRUCTURES: (BilingualText("构筑物", "structures"), Material.STONE),
    Role.ROADS: (BilingualText("道路", "roads"), Material.ROAD),
    Role.WATER: (BilingualText("水面", "water"), Material.WATER),
    Role.TREES: (BilingualText("树木", "trees"), Material.FOLIAGE),
    Role.TERRAIN: (BilingualText("地形", "ground"), Material.EARTH),
    Role.FURNITURE: (BilingualText("小品", "furniture"), Material.STONE),
}
