"""Name the importers and analyses with their parameters. Imports no numerical library."""

from collections.abc import Mapping
from typing import Any

from app.cli.console import spoken
from app.wording import in_language


def list_parts(what: str) -> int:
    """Print importers, analyses or both."""
    if what in ("all", "importers"):
        from importers.registry import discover

        found, warnings = discover()
        print("importers")
        for spec in found:
            print(f"  {spec.id:<28} {in_language(spec.title, spoken())}  ({', '.join(spec.patterns)})")
        for warning in warnings:
            print(f"  ! {in_language(warning, spoken())}")
    if what in ("all", "analyses"):
        from analysis import registry

        analyses, warnings = registry.discover()
        print("analyses")
        for analysis in analyses:
            print(f"  {analysis.id:<28} {in_language(analysis.title, spoken())}")
            for name, field in analysis.params_type().model_json_schema().get("properties", {}).items():
                print(f"    {name:<26} {_described(field)}")
        for warning in warnings:
            print(f"  ! {in_language(warning, spoken())}")
    return 0


def _described(field: Mapping[str, Any]) -> str:
    unit = f" [{field['unit']}]" if field.get("unit") else ""
    default = f", default {field['default']}" if "default" in field else ""
    return f"{in_language(field.get('title', ''), spoken())}{unit}{default}"
