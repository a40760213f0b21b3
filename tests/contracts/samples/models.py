"""Small files of models, one for each importer."""

from collections.abc import Callable
from pathlib import Path

from tests.importers import model_files

Make = Callable[[Path], Path]


def model(suffix: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        import trimesh

        path = folder / f"扬州 塔{suffix}"
        trimesh.creation.icosphere(subdivisions=2, radius=3.0).export(path)
        return path

    return make


def written(name: str, content: Callable[[], bytes]) -> Make:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content())
        return path

    return make


SAMPLES: dict[str, Make] = {
    "model.gltf": model(".glb"),
    "model.obj": model(".obj"),
    "model.ply": model(".ply"),
    "model.stl": model(".stl"),
    "model.off": model(".off"),
    "model.collada": written("扬州 塔.dae", model_files.collada),
    "model.3mf": written("扬州 塔.3mf", model_files.threemf),
    "model.3ds": written("扬州 塔.3ds", model_files.max3ds),
}

#: Answers without which a sample leaves a question open.
ANSWERS: dict[str, dict[str, object]] = {
    name: {"longitude": 119.42822, "latitude": 32.39638} for name in SAMPLES
}
