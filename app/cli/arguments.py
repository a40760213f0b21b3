"""What can be asked on the command line. It does not know how anything is done."""

import argparse
from collections.abc import Sequence

from app.version import PROGRAM, VERSION


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs."""
    top = argparse.ArgumentParser(
        prog="weiyang", description="Weiyang 维扬: a virtual Yangzhou for planning review."
    )
    top.add_argument("--version", action="version", version=f"{PROGRAM} {VERSION}")
    verbs = top.add_subparsers(dest="verb", metavar="VERB")

    window = verbs.add_parser("window", help="open the window (the default)")
    window.add_argument("project", nargs="?", help="project file to open")
    window.add_argument("--kiosk", action="store_true", help="present its agenda, again and again, until Esc")

    review = verbs.add_parser("review", help="verdicts, pictures and report of a project without a window")
    review.add_argument("project", nargs="?", help="project file; the built-in Yangzhou if none")
    review.add_argument("--out", required=True, metavar="DIR", help="folder for the results")
    review.add_argument("--no-pictures", action="store_true", help="figures only")
    review.add_argument("--seal", action="store_true", help="also seal the review, into DIR/archive")
    review.add_argument("--sign", action="store_true", help="sign the seal with the key of `key new`")
    _add_no_record(review)
    review.add_argument("--size", default="1600x900", metavar="WxH", help="size of the pictures in pixels")

    bring = verbs.add_parser("import", help="read files into a project")
    bring.add_argument("files", nargs="+", metavar="FILE")
    bring.add_argument(
        "--into", required=True, metavar="PROJECT", help="project file, made if it is not there"
    )
    bring.add_argument("--crs", default="", help="coordinate system of the files, as EPSG:4549")
    bring.add_argument("--kind", default="", help="terrain, footprints, points, model or lines")
    bring.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="any parameter of the importer"
    )
    bring.add_argument(
        "--report", default="", metavar="FILE.csv", help="write what was read, repaired and dropped"
    )

    send = verbs.add_parser("export", help="write layers of a project into a file of another format")
    send.add_argument("project", nargs="?", help="project file; the built-in Yangzhou if none")
    send.add_argument("--built-in", action="store_true", help="the built-in Yangzhou")
    send.add_argument(
        "--layer",
        action="append",
        default=[],
        metavar="NAME",
        help="layer or group, by name or id; may be given again; none: all visible layers that fit",
    )
    send.add_argument("--to", required=True, metavar="FILE", help="the file; its ending names the format")
    send.add_argument("--crs", default="", help="coordinate system of the file, as EPSG:4326")
    send.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="any parameter of the exporter"
    )

    heights = verbs.add_parser(
        "heights", help="give buildings the heights that point clouds or surfaces show"
    )
    heights.add_argument("project", metavar="PROJECT")
    heights.add_argument("--layer", action="append", default=[], metavar="NAME", help="layer of buildings")
    heights.add_argument("--points", action="append", default=[], metavar="NAME", help="point cloud")
    heights.add_argument("--surface", action="append", default=[], metavar="NAME", help="surface model")
    heights.add_argument("--all", action="store_true", help="also buildings whose height is known otherwise")

    update = verbs.add_parser("update", help="compare a layer with a newer file, and take it over")
    update.add_argument("project", metavar="PROJECT")
    update.add_argument("file", metavar="FILE", help="the newer delivery of the layer")
    update.add_argument("--layer", required=True, metavar="NAME", help="name or id of the layer")
    update.add_argument("--accept", action="store_true", help="take it over and save the project")
    update.add_argument(
        "--drop-edits", action="store_true", help="take the file's word where somebody edited by hand"
    )
    update.add_argument("--all", action="store_true", help="print every row that differs")
    update.add_argument("--crs", default="", help="coordinate system of the file, as EPSG:4549")
    update.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="any parameter of the importer"
    )

    for add in (_add_run, _add_compare, _add_page, _add_film, _add_record):
        add(verbs)

    verbs.add_parser(
        "prepare",
        help="compile for this machine what the first start and the first run of each analysis would compile",
    )

    apart = verbs.add_parser("read-apart")  # the program's own, see `importers.apart`: not listed
    apart.add_argument("folder")

    listing = verbs.add_parser("list", help="name what is there, with its parameters")
    listing.add_argument(
        "what", nargs="?", default="all", choices=["all", "importers", "exporters", "analyses"]
    )
    return top


def _add_run(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    run = verbs.add_parser("run", help="run the analysis of a job file")
    run.add_argument("job", metavar="JOB.toml")
    run.add_argument("--out", required=True, metavar="DIR", help="folder for the results")
    run.add_argument("--no-pictures", action="store_true", help="figures only: paint nothing")
    _add_no_record(run)
    run.add_argument("--report", action="store_true", help="also a report in Chinese and English as PDF")


def _add_page(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    page = verbs.add_parser("page", help="write a review as a web page that opens without a network")
    page.add_argument("project", nargs="?", help="project file; the built-in Yangzhou if none")
    page.add_argument("--out", required=True, metavar="DIR", help="folder of the page")
    page.add_argument("--title", default="", metavar="TEXT", help="what was reviewed")
    page.add_argument("--names", action="store_true", help="say who spoke")
    page.add_argument("--no-pictures", action="store_true", help="paint no pictures of the stops")


def _add_no_record(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--no-record", action="store_true", help="enter nothing in the project's decision log")


def _add_film(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    film = verbs.add_parser("film", help="film the agenda of a project, as it is presented")
    film.add_argument("project", metavar="PROJECT")
    film.add_argument("--agenda", action="store_true", help="every stop for its time (the default)")
    film.add_argument("--to", required=True, metavar="FILE", help="FILE.mp4, or a folder for pictures")
    film.add_argument("--size", default="1920x1080", metavar="WxH", help="3840x2160 for 4K")
    film.add_argument(
        "--rate", type=int, default=25, choices=range(1, 121), metavar="N", help="frames a second"
    )
    film.add_argument("--language", default="zh", choices=["zh", "en"], help="of titles and names")
    film.add_argument("--no-titles", action="store_true", help="write neither titles nor names")
    film.add_argument("--draft", action="store_true", help="quicker, edges unsmoothed")


def _add_compare(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    compare = verbs.add_parser("compare", help="analyses on every scheme and the existing city, side by side")
    compare.add_argument("project", metavar="PROJECT")
    compare.add_argument("--out", required=True, metavar="DIR", help="folder for figures and pictures")
    compare.add_argument(
        "--analysis", action="append", default=[], metavar="ID", help="may be given again; none: the usual"
    )
    compare.add_argument(
        "--set", action="append", default=[], metavar="ID:KEY=VALUE", help="a parameter of one of them"
    )
    compare.add_argument(
        "--view", action="append", default=[], metavar="NAME", help="viewpoint of the pictures; may be again"
    )
    compare.add_argument("--no-pictures", action="store_true", help="figures only")


def _add_record(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    record = verbs.add_parser("record", help="list the decision log of a project, and add to it")
    record.add_argument("project", metavar="PROJECT")
    record.add_argument("--said", default="", metavar="TEXT", help="what somebody said")
    record.add_argument("--decided", default="", metavar="TEXT", help="what was decided")
    record.add_argument("--who", default="", metavar="NAME", help="who said or decided it")
    record.add_argument("--role", default="recorder", choices=["presenter", "reviewer", "recorder", "viewer"])
    record.add_argument(
        "--kind", default="意见", choices=["问题", "意见", "要求"], help="question, opinion or demand"
    )
    record.add_argument("--about", default="", metavar="NAME", help="building, place or layer it is about")
    record.add_argument("--severity", default="", choices=["", "low", "medium", "high"])

    record.add_argument("--sign", action="store_true", help="sign a decision with the key of `key new`")

    key = verbs.add_parser("key", help="the key by which you sign decisions and seals")
    key.add_argument("what", choices=["new", "show"], help="make one; print the public half for others")
    key.add_argument("--name", default="", help="whose it is; by default who is at the desk")
    key.add_argument("--passphrase", action="store_true", help="ask for a passphrase that locks it")

    seal = verbs.add_parser(
        "seal", help="seal the meeting of a project: minutes, figures, pictures and project, to be verified"
    )
    seal.add_argument("project", metavar="PROJECT")
    seal.add_argument("--out", required=True, metavar="ARCHIVE", help="a folder, or a file that ends in .zip")
    seal.add_argument("--film", action="append", default=[], metavar="FILE", help="film to put in")
    seal.add_argument("--leave-out", action="append", default=[], metavar="PART", help="part to leave out")
    seal.add_argument("--no-pictures", action="store_true", help="paint nothing")
    seal.add_argument("--sign", action="store_true", help="sign the seal with the key of `key new`")

    verify = verbs.add_parser(
        "verify", help="hold a sealed archive, or the decision log of a project, to what it says"
    )
    verify.add_argument("project", metavar="PROJECT|ARCHIVE")
    verify.add_argument(
        "--trust", default="", metavar="KEYS", help="file of public keys, one a line; others are flaws"
    )
    verify.add_argument("--head", default="", metavar="HASH", help="the head that was printed")


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what is asked; print usage and exit with 2 if it makes no sense.

    A project file alone opens the window on it, as a double click in a file manager asks.
    """
    rest = list(arguments)
    if rest and not rest[0].startswith("-") and rest[0].lower().endswith(".gpkg"):
        rest.insert(0, "window")
    return parser().parse_args(rest)
