"""Single models, by the light half of their importers. Nothing heavy is imported."""

from typing import Final

from importers.base import ImporterSpec
from scene.messages import BilingualText

SPECS: Final[tuple[ImporterSpec, ...]] = (
    ImporterSpec(
        "model.gltf",
        BilingualText("模型(glTF、GLB)", "Model from glTF or GLB"),
        "model",
        ("*.glb", "*.gltf"),
        "importers.models.gltf.importer:GltfImporter",
        version="2",
        native=True,  # Draco
    ),
    ImporterSpec(
        "model.obj",
        BilingualText("模型(OBJ)", "Model from OBJ"),
        "model",
        ("*.obj",),
        "importers.models.obj:ObjImporter",
    ),
    ImporterSpec(
        "model.ply",
        BilingualText("模型(PLY)", "Model from PLY"),
        "model",
        ("*.ply",),
        "importers.models.ply:PlyImporter",
    ),
    ImporterSpec(
        "model.stl",
        BilingualText("模型(STL)", "Model from STL"),
        "model",
        ("*.stl",),
        "importers.models.stl:StlImporter",
    ),
    ImporterSpec(
        "model.off",
        BilingualText("模型(OFF)", "Model from OFF"),
        "model",
        ("*.off",),
        "importers.models.off:OffImporter",
    ),
    ImporterSpec(
        "model.collada",
        BilingualText("模型(COLLADA)", "Model from COLLADA"),
        "model",
        ("*.dae",),
        "importers.models.collada:ColladaImporter",
    ),
    ImporterSpec(
        "model.3mf",
        BilingualText("模型(3MF)", "Model from 3MF"),
        "model",
        ("*.3mf",),
        "importers.models.threemf:ThreeMfImporter",
    ),
    ImporterSpec(
        "model.3ds",
        BilingualText("模型(3DS)", "Model from 3DS"),
        "model",
        ("*.3ds",),
        "importers.models.max3ds:Max3dsImporter",
    ),
)
