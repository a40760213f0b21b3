"""Attribute columns as a payload keeps them: ASCII keys, names in both languages, stable ids.

It does not know heights or geometry.
"""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.common.fields import NAME_NAMES, Fields, guess_fields, plain
from importers.common.measures import are_unique, texts
from importers.footprints.params import FootprintParams
from importers.footprints.table import Table
from scene.errors import InvalidRequest
from scene.messages import msg
from scene.payloads.arrays import Column

#: Keys that mean something to the program; a field of the file that has one keeps its figures as source_….
RESERVED: Final = frozenset({
    "name_zh", "name_en", "floors", "use", "roof", "material", "overhang", "height_source", "height_sigma",
    "quarter", "eye_height", "host", "facing", "opening",
})  # fmt: skip

#: In a parameter: use no field at all.
NONE: Final = "-"

_ASCII_KEY: Final = re.compile(r"[ -~]+")


def chosen_fields(table: Table, params: FootprintParams, file: str) -> Fields:
    """Return the fields to use: the person's where there is an answer, else the guessed ones.

    Raises
    ------
    InvalidRequest
        If a field that was named is not there.
    """
    guessed = guess_fields(table.columns)

    def pick(answer: str, guess: str) -> str:
        if answer == NONE:
            return ""
        if answer and answer not in table.columns:
            raise InvalidRequest(
                msg("{file} has no field “{field}”.", file=file, field=answer),
                msg("It has: {fields}.", fields=", ".join(table.columns) or "-"),
            )
        return answer or guess

    return Fields(
        height=pick(params.height_field, guessed.height),
        floors=pick(params.floors_field, guessed.floors),
        name=pick(params.name_field, guessed.name),
        name_en="" if params.name_field == NONE else guessed.name_en,
        id=pick(params.id_field, guessed.id),
        limit=pick(params.limit_field, guessed.limit),
    )


def carried(
    table: Table, rows: NDArray[np.int64], fields: Fields
) -> tuple[dict[str, Column], dict[str, str]]:
    """Return the file's columns for some rows, and the title of each whose key is not its own name.

    Parameters
    ----------
    table : Table
        The layer.
    rows : ndarray of int64, shape (n,)
        Which rows, in which order.
    fields : Fields
        Which of them hold names.

    Returns
    -------
    columns : dict
        ``name_zh`` and ``name_en`` (each filled from the other where only one is known), then all
        fields of the file under ASCII keys.
    titles : dict
        Key to the field's name in the file.
    """
    columns: dict[str, Column] = dict(_names(table, rows, fields))
    titles: dict[str, str] = {}
    for place, (name, values) in enumerate(table.columns.items(), start=1):
        key = name if _ASCII_KEY.fullmatch(name) else f"field_{place}"
        if key in RESERVED:
            key = f"source_{key}"
        while key in columns:
            key += "_"
        if key != name:
            titles[key] = name
        columns[key] = values[rows]
    return columns, titles


def _names(table: Table, rows: NDArray[np.int64], fields: Fields) -> dict[str, Column]:
    if not fields.name and not fields.name_en:
        return {}
    empty = np.full(len(rows), "", dtype=np.str_)
    named = texts(table.columns[fields.name][rows]) if fields.name else empty
    for column, values in table.columns.items():
        if plain(column) in NAME_NAMES:  # as OpenStreetMap has it: name:zh only where name is another tongue
            named = np.where(named == "", texts(values)[rows], named)
    english = texts(table.columns[fields.name_en][rows]) if fields.name_en else empty
    name_en = np.where(english != "", english, named)
    return {"name_zh": np.where(named != "", named, name_en), "name_en": name_en}


def stable_ids(table: Table, rows: NDArray[np.int64], fields: Fields) -> tuple[str, ...]:
    """Return ids of rows: of the id field where it names every row once, else layer and row number.

    The row number counts from 1 in the file, so that dropping one row does not rename the others.
    """
    if fields.id:
        ids = texts(table.columns[fields.id])[rows].tolist()
        if are_unique(ids):
            return tuple(ids)
    layer = re.sub(r"[^A-Za-z0-9_]+", "-", table.layer).strip("-") or "row"
    return tuple(f"{layer}-{row + 1}" for row in rows)


def marked_ids(table: Table, rows: NDArray[np.int64], fields: Fields) -> tuple[str, ...]:
    """Return what an issue calls rows: what the id field says, else layer and row number."""
    numbered = stable_ids(table, rows, Fields())
    if not fields.id:
        return numbered
    named = texts(table.columns[fields.id][rows]).tolist()
    return tuple(name or number for name, number in zip(named, numbered, strict=True))
