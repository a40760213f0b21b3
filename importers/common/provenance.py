"""Where imported nodes come from: importer, its version, its answers, and the hash of what it read.

It does not know what was read out of the file.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from importers.base import ImportParams
from scene.feedback import Feedback
from scene.messages import BilingualText
from scene.node import Provenance

_BLOCK: Final = 1 << 22


def sha256_of(path: Path, feedback: Feedback) -> str:
    """Return the hash of a file, hexadecimal; of a folder that of its files' names and contents.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    digest = hashlib.sha256()
    if path.is_dir():
        for held in sorted(inside for inside in path.iterdir() if inside.is_file()):
            digest.update(f"{held.name}:{sha256_of(held, feedback)}\n".encode())
        return digest.hexdigest()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            feedback.check()
            digest.update(block)
    return digest.hexdigest()


def provenance_of(
    importer_id: str, path: Path, params: ImportParams, feedback: Feedback, companions: Iterable[Path] = ()
) -> Provenance:
    """Return the provenance of what an importer reads from a file.

    Parameters
    ----------
    importer_id : str
        As in :data:`importers.builtin.SPECS`.
    path : Path
        The file.
    params : ImportParams
        The answers it was read with.
    feedback : Feedback
        Asked for cancel.
    companions : iterable of Path
        Files read beside it (``.dbf``, ``.bin``), hashed under ``companions`` in the parameters.
    """
    from importers.builtin import SPECS

    version = next(spec.version for spec in SPECS if spec.id == importer_id)
    parameters: dict[str, object] = params.model_dump(mode="json")
    beside = {extra.name: sha256_of(extra, feedback) for extra in companions if extra.is_file()}
    if beside:
        parameters["companions"] = beside
    return Provenance(importer_id, version, parameters, path.name, sha256_of(path, feedback))


def layer_name(path: Path, params: ImportParams, layer: str = "") -> BilingualText:
    """Return what the layer tree shows: the person's name, else the layer's, else the file's."""
    return BilingualText.same(params.name.strip() or layer or path.stem)
