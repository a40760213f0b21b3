"""The tables of a project file: GeoPackage 1.3 plus our own ``weiyang_*`` tables.

It knows SQL and version numbers, not payloads.
"""

import sqlite3
from typing import Final

from scene.project.log import create_log

#: Raised whenever an older program could misread the file; a newer file is refused with a sentence.
SCHEMA_VERSION: Final = 3

#: ``GPKG`` in ASCII, and GeoPackage 1.3.0, as the standard asks (clause 1.1.1.1.1).
APPLICATION_ID: Final = 0x47504B47
GEOPACKAGE_VERSION: Final = 10300

#: First id for systems that have no EPSG code.
OWN_SRS_ID: Final = 100_000

_TABLES: Final = """
CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
    description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name));
CREATE TABLE weiyang_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE weiyang_node (
    fid INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, parent TEXT, position INTEGER NOT NULL,
    name_zh TEXT NOT NULL, name_en TEXT NOT NULL, role TEXT NOT NULL, visible INTEGER NOT NULL,
    style TEXT NOT NULL, transform TEXT, provenance TEXT, attributes TEXT NOT NULL,
    payload TEXT, feature_table TEXT);
CREATE TABLE weiyang_blob (
    sha256 TEXT NOT NULL, chunk INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (sha256, chunk)) WITHOUT ROWID;
CREATE TABLE weiyang_node_blob (
    node TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (node, name)) WITHOUT ROWID;
"""

_REFERENCE_SYSTEMS: Final = (
    ("Undefined Cartesian", -1, "NONE", -1, "undefined", "undefined Cartesian coordinates"),
    ("Undefined geographic", 0, "NONE", 0, "undefined", "undefined geographic coordinates"),
    (
        "WGS 84",
        4326,
        "EPSG",
        4326,
        'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
        'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]',
        "longitude and latitude",
    ),
)


def create(connection: sqlite3.Connection) -> None:
    """Make all tables in an empty database, inside the caller's transaction."""
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    create_log(connection)
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _REFERENCE_SYSTEMS)
    # One table registered as attributes keeps the other weiyang_* tables out of a GIS' layer list.
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES "
        "('weiyang_node', 'attributes', 'weiyang_node', 'The scene tree')"
    )
    connection.execute(
        "INSERT INTO weiyang_meta VALUES ('schema_version', ?)",
        (str(SCHEMA_VERSION),),
    )


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an older file to this version, inside the caller's transaction.

    Version 2 added the decision log; version 3 what a meeting says and shows, in nodes that an older program
    does not know.
    """
    (version,) = connection.execute("SELECT value FROM weiyang_meta WHERE key = 'schema_version'").fetchone()
    if int(version) < SCHEMA_VERSION:
        if int(version) < 2:
            create_log(connection)
        connection.execute(
            "UPDATE weiyang_meta SET value = ? WHERE key = 'schema_version'", (str(SCHEMA_VERSION),)
        )


def put_reference_system(connection: sqlite3.Connection, crs: str, wkt: str) -> int:
    """Register the project's CRS and return its id.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction.
    crs : str
        ``EPSG:n`` or WKT.
    wkt : str
        Definition of the same system as WKT 1, which every GIS reads.
    """
    authority, _, code = crs.partition(":")
    if authority.upper() == "EPSG" and code.isdigit():
        row = (crs.upper(), int(code), "EPSG", int(code), wkt or "undefined", "")
    else:
        row = ("Project", OWN_SRS_ID, "NONE", OWN_SRS_ID, wkt or crs, "")
    connection.execute("INSERT OR REPLACE INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", row)
    return row[1]


def quoted(name: str) -> str:
    """Return a table or column name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
