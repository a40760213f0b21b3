"""Name the importers, exporters and analyses with their parameters. Imports no numerical library."""

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from app.cli.console import spoken
from app.wording import in_language
from scene.messages import Message


def list_parts(what: str) -> int:
    """Print importers, exporters, analyses or all of them."""
    if what in ("all", "importers"):
        from importers import registry as importers

        print("importers")
        for spec in importers.specs():
            print(f"  {spec.id:<28} {in_language(spec.title, spoken())}  ({', '.join(spec.patterns)})")
            _print_parameters(spec.load().params_type)
        _print_warnings(importers.plugins().warnings)
    if what in ("all", "exporters"):
        from importers.export import registry as exporters

        print("exporters")
        for writer in exporters.specs():
            held = ", ".join(writer.payloads)
            patterns = ", ".join(writer.patterns)
            print(f"  {writer.id:<28} {in_language(writer.title, spoken())}  ({patterns}: {held})")
            _print_parameters(writer.load().params_type)
        _print_warnings(exporters.plugins().warnings)
    if what in ("all", "analyses"):
        from analysis import registry as analyses

        print("analyses")
        for analysis in analyses.specs():
            print(f"  {analysis.id:<28} {in_language(analysis.title, spoken())}")
            _print_parameters(analysis.params_type())
        _print_warnings(analyses.plugins().warnings)
    return 0


def _print_warnings(warnings: tuple[Message, ...]) -> None:
    for warning in warnings:
        print(f"  ! {in_language(warning, spoken())}")


def _print_parameters(params: type[BaseModel]) -> None:
    for name, field in params.model_fields.items():  # a schema would say the same, and cost time
        print(f"    {name:<26} {_described(field)}")


def _described(field: FieldInfo) -> str:
    more = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    unit = f" [{more['unit']}]" if more.get("unit") else ""
    given = field.get_default(call_default_factory=False)
    default = "" if given in (None, "", PydanticUndefined) else f" = {given}"
    return f"{in_language(field.title or '', spoken())}{unit}{default}"
