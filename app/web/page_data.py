"""A page's content as one JSON document: texts in both languages, figures as they are printed.

It does not know files, HTML or geometry.
"""

import math
from collections.abc import Mapping
from typing import Any

from analysis.base import Column, Table
from analysis.common.verdict import Verdict
from app.viewport.sun import daylight_at
from app.web.content import PageContent, PageFinding, PageOpinion, PageStop
from app.web.shared import bodies
from app.web.words import WORDS
from app.wording import Text, in_language
from scene.graph import Snapshot
from scene.payloads import Instances
from scene.review.veil import veiled
from scene.season import BARE
from scene.units import Quantity


def page_document(content: PageContent, files: Mapping[str, str], ground: float) -> dict[str, Any]:
    """Return everything that the page's scripts read.

    Parameters
    ----------
    content : PageContent
    files : Mapping[str, str]
        Name of the packed scene of each scheme that has one, by key; ``*`` for what they share.
    ground : float
        Height about which things stand, local metres: mist lies on it.
    """
    return {
        "title": both(content.title),
        "words": {key: both(word.template) for key, word in WORDS.items()},  # the page fills their fields
        "made": f"{content.moment:%Y-%m-%d %H:%M}",
        "program": content.program,
        "frame": content.frame,
        "ground": ground,
        "shared": files.get("*", ""),
        "schemes": [
            {"key": scheme.key, "name": both(scheme.name), "file": files.get(scheme.key, "")}
            for scheme in content.schemes
        ],
        "stops": [_stop(number, stop, content.schemes[0].scene) for number, stop in enumerate(content.stops)],
        "findings": [_finding(finding) for finding in content.findings],
        "opinions": [_opinion(opinion) for opinion in content.opinions],
        "tables": [_table(table) for table in content.tables],
        "credits": list(content.credits),
        "synthetic": content.synthetic,
        "decision": content.decision,
        "head": content.head,
    }


def both(text: Text) -> dict[str, str]:
    """Return a text in both languages."""
    return {"zh": in_language(text, "zh"), "en": in_language(text, "en")}


def picture_name(stop: int, scheme: int) -> str:
    """Return the file name of the picture of a stop with a scheme."""
    return f"stop-{stop + 1}-{scheme}.jpg"


def _stop(number: int, stop: PageStop, scene: Snapshot) -> dict[str, Any]:
    light = daylight_at(stop.moment, scene.frame)
    return {
        "key": stop.key,
        "name": both(stop.name),
        "eye": list(stop.pose.eye),
        "target": list(stop.pose.target),
        "angle": stop.pose.view_angle,
        "moment": f"{stop.moment:%Y-%m-%d %H:%M}",
        "scheme": stop.scheme,
        "bare": stop.season == BARE,
        "without": _without(stop, scene),
        "pictures": {key: picture_name(number, place) for place, key in enumerate(stop.pictures)},
        "light": {
            "direction": light.direction.tolist(),
            "sun": light.sun_colour.tolist(),
            "sky": light.sky_ambient.tolist(),
            "earth": light.ground_ambient.tolist(),
            "mist": light.mist,
            "weather": light.weather,
        },
    }


def _without(stop: PageStop, scene: Snapshot) -> list[str]:
    """Return the layers of trees and other copies that a stop leaves out; a page keeps all others."""
    copies = {node.id for node in bodies(scene) if isinstance(node.payload, Instances)}
    return sorted(copies - {node.id for node in bodies(veiled(scene, stop.hidden))})


def _finding(finding: PageFinding) -> dict[str, Any]:
    return {
        "title": both(finding.title),
        "scheme": finding.scheme,
        "method": both(finding.method),
        "synthetic": finding.synthetic,
        "fingerprint": finding.fingerprint,
        "verdicts": [_verdict(verdict) for verdict in finding.verdicts],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    error = _figure(verdict.quantity, verdict.error_95)
    return {
        "outcome": verdict.outcome.value,
        "name": both(verdict.subject_name),
        "reason": both(verdict.reason),
        "quantity": both(verdict.quantity.title),
        "value": _figure(verdict.quantity, verdict.value),
        "limit": _figure(verdict.quantity, verdict.limit),
        "error": f"± {error}" if error else "",
        "viewpoint": both(verdict.viewpoint_name),
        "object": both(verdict.governing_name),
        "rule": both(verdict.rule.text),
        "source": both(verdict.rule.source),
        "assumed": verdict.rule.assumed,
    }


def _figure(quantity: Quantity, value: float) -> str:
    return quantity.text(value) if math.isfinite(value) else ""


def _opinion(opinion: PageOpinion) -> dict[str, Any]:
    return {
        "key": opinion.key,
        "kind": both(opinion.kind),
        "severity": both(opinion.severity),
        "state": both(opinion.state),
        "text": opinion.text,
        "who": opinion.who,
        "about": both(opinion.about),
        "place": None if opinion.place is None else list(opinion.place),
        "eye": None if opinion.pose is None else list(opinion.pose.eye),
        "target": None if opinion.pose is None else list(opinion.pose.target),
        "angle": 0.0 if opinion.pose is None else opinion.pose.view_angle,
        "scheme": opinion.scheme,
        "moment": "" if opinion.moment is None else f"{opinion.moment:%Y-%m-%d %H:%M}",
    }


def _table(table: Table) -> dict[str, Any]:
    shown = [place for place, column in enumerate(table.columns) if column.on_paper]
    columns = [table.columns[place] for place in shown]
    return {
        "title": both(table.title),
        "columns": [
            {
                "title": both(column.title),
                "unit": column.quantity.unit if column.quantity else "",
                "number": column.quantity is not None,
            }
            for column in columns
        ],
        "rows": [
            [_cell(row[place], column) for place, column in zip(shown, columns, strict=True)]
            for row in table.rows
        ],
    }


def _cell(value: object, column: Column) -> dict[str, str]:
    if isinstance(value, bool):
        return both("yes" if value else "no")
    if isinstance(value, float) and not math.isfinite(value):
        return both("–")
    if isinstance(value, float | int) and column.quantity is not None:
        return both(f"{value:,.{column.quantity.decimals}f}")
    return both(f"{value:g}") if isinstance(value, float) else {
        "zh": in_language(value, "zh"), "en": in_language(value, "en")
    }  # fmt: skip
