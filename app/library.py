"""The library of models: a folder of the person's own, from which a model is placed again in any project.

An entry is a folder with the model's arrays, a small description and a picture. A GLB file that somebody puts
into the library's folder is an entry too. It knows no Qt.
"""

import logging
import shutil
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import uuid4

import numpy as np
import tomli_w
from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, ValidationError

from app.placement import Placement, placement_of, size_of, with_placement
from importers.apart import reader
from importers.base import ImportTarget
from importers.registry import for_file
from scene.errors import UnreadableFile, WeiyangError
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.graph import Snapshot
from scene.messages import BilingualText, msg
from scene.node import Node, Provenance, Role, new_id
from scene.payloads import TriangleMesh
from scene.project.payload_codec import decode, encode

log = logging.getLogger(__name__)

MODEL, TOLD, PICTURE = "model.npz", "model.toml", "model.png"
#: Files of other programs that may lie in the library's folder.
ALSO: Final = ("*.glb",)
#: Arrays of an entry are read up to this size, bytes: what lies there may have been put there by anybody.
MOST_BYTES: Final = 2 << 30


class Entry(BaseModel):
    """One model of the library.

    Parameters
    ----------
    name_zh, name_en : str
        What it is called.
    size : tuple of float
        Width, depth and height, metres.
    up_axis : str
        Which of its own axes points up.
    faces : int
        Triangles.
    source : str
        File that it came from.
    credits : tuple of str
        Whom to name wherever it is shown.
    synthetic : bool
        Whether it is invented.
    folder : Path
        Where it lies; a file for a model of another program.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    name_zh: str
    name_en: str
    size: tuple[float, float, float] = (0.0, 0.0, 0.0)
    up_axis: str = "z"
    faces: int = 0
    source: str = ""
    credits: tuple[str, ...] = ()
    synthetic: bool = False
    folder: Path = Path()

    @property
    def name(self) -> BilingualText:
        """Its name in both languages."""
        return BilingualText(self.name_zh, self.name_en)

    @property
    def picture(self) -> Path:
        """The file of its picture, which need not be there."""
        return self.folder / PICTURE


class Library:
    """The models in a folder.

    Parameters
    ----------
    folder : Path, optional
        By default ``models`` in the user's data folder; made when the first model is kept.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or user_data_path("weiyang") / "models"

    def entries(self) -> tuple[Entry, ...]:
        """Return all models by name; a damaged one is logged and left out."""
        found = []
        for told in sorted(self.folder.glob(f"*/{TOLD}")):
            try:
                entry = Entry.model_validate(tomllib.loads(told.read_text("utf-8")))
                found.append(entry.model_copy(update={"folder": told.parent}))
            except (OSError, ValueError, ValidationError) as problem:
                log.warning("a model of the library could not be read: %s", problem)
        for pattern in ALSO:
            found += [
                Entry(name_zh=path.stem, name_en=path.stem, source=path.name, folder=path)
                for path in self.folder.glob(pattern)
            ]
        return tuple(sorted(found, key=lambda entry: (entry.name_zh, str(entry.folder))))

    def keep(self, node: Node, picture: bytes = b"") -> Entry:
        """Put a model into the library, as it is turned and scaled now.

        Parameters
        ----------
        node : Node
            A model of the scene.
        picture : bytes
            A PNG file; empty for none.

        Raises
        ------
        UnreadableFile
            If the folder cannot be written.
        """
        mesh = node.payload
        assert isinstance(mesh, TriangleMesh)
        provenance = node.provenance
        entry = Entry(
            name_zh=node.name.zh,
            name_en=node.name.en,
            size=size_of(node),
            up_axis=str(node.attributes.get("up_axis", "z")),
            faces=len(mesh.faces),
            source=provenance.source if provenance else "",
            credits=provenance.credits if provenance else (),
            synthetic=provenance.synthetic if provenance else False,
            folder=self.folder / uuid4().hex,
        )
        # About zero, so that nothing is lost to rounding wherever it stood.
        centred = with_placement(node, replace(placement_of(node), x=0.0, y=0.0, foot=0.0))
        assert centred.transform is not None
        _, arrays = encode(mesh, self.folder)
        fresh = entry.folder.with_suffix(".new")
        try:
            fresh.mkdir(parents=True)
            np.savez_compressed(fresh / MODEL, transform=centred.transform, **arrays)  # type: ignore[arg-type]
            told = entry.model_dump(mode="json", exclude={"folder"})
            (fresh / TOLD).write_text(tomli_w.dumps(told), "utf-8")
            if picture:
                (fresh / PICTURE).write_bytes(picture)
            fresh.rename(entry.folder)
        except OSError as problem:
            shutil.rmtree(fresh, ignore_errors=True)
            raise UnreadableFile(
                msg("The library cannot be written: {problem}.", problem=problem.strerror or problem),
                msg("Check the permission of the folder {folder}.", folder=self.folder),
            ) from problem
        return entry

    def remove(self, entry: Entry) -> None:
        """Take a model out of the library."""
        if entry.folder.is_dir():
            shutil.rmtree(entry.folder, ignore_errors=True)
        else:
            entry.folder.unlink(missing_ok=True)

    def node(
        self,
        entry: Entry,
        place: tuple[float, float, float],
        frame: SceneFrame,
        scene: Snapshot,
        feedback: Feedback,
    ) -> Node:
        """Return a copy of a model that stands at a place, in local metres.

        Raises
        ------
        UnreadableFile
            If its file is damaged or gone.
        """
        if entry.folder.is_file():
            return _from_file(entry, place, frame, scene, feedback)
        path = entry.folder / MODEL
        try:
            _check_size(path)
            with np.load(path, allow_pickle=False) as arrays:
                held = {name: arrays[name] for name in arrays.files}
            transform = held.pop("transform")
            mesh = decode({"kind": "mesh"}, held, entry.folder)
            assert isinstance(mesh, TriangleMesh)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as problem:
            raise UnreadableFile(
                msg("The model {name} of the library is damaged.", name=entry.name),
                msg("Remove it from the library and keep the model again."),
            ) from problem
        node = Node(
            entry.name,
            Role.MODEL,
            mesh,
            transform=transform,
            provenance=Provenance(
                "library", source=entry.source, credits=entry.credits, synthetic=entry.synthetic
            ),
            attributes={"up_axis": entry.up_axis},
        )
        return standing(node, place)


def standing(node: Node, place: tuple[float, float, float]) -> Node:
    """Return a model with its reference point at a place, its lowest point at the place's height."""
    now = placement_of(node)
    return with_placement(node, Placement(*place, bearing=now.bearing, scale=now.scale))


def _check_size(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
            raise ValueError("the arrays are too large")


def _from_file(
    entry: Entry,
    place: tuple[float, float, float],
    frame: SceneFrame,
    scene: Snapshot,
    feedback: Feedback,
) -> Node:
    """Read a model of another program with its reference point at a place."""
    spec = for_file(entry.folder)
    if spec.kind != "model":
        raise WeiyangError(msg("{file} holds no model.", file=entry.folder.name))
    east, north, height = (float(value) for value in frame.to_world([place])[0])
    params = spec.load().params_type(easting=east, northing=north, height=height, crs=frame.crs)  # type: ignore[call-arg]
    result = reader.read(spec, entry.folder, params, ImportTarget(frame, scene), feedback)
    return standing(replace(result.nodes[0], id=new_id()), place)
