"""What a person entered about heritage items and proposals, kept in the project as attributes of one node.

Beside each grade stands what the numbers suggested at the time. It does not know forms or commands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from analysis.base import Column, Table
from analysis.heritage.matrix import structure
from scene.messages import NO_NAME, BilingualText
from scene.node import Node, Provenance, Role

#: Id of the node that holds the sheet, and the attribute of it that does.
SHEET_NODE: Final = "heritage impact sheet"
SHEET: Final = "heritage_impact"


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One row of the sheet.

    Parameters
    ----------
    heritage, proposal : str
        Id of the item's node, and of the proposal.
    suggested : str
        Degree of change that the numbers suggested, a key of the structure; empty if none were computed.
    value, change : str
        What the person entered; empty while open.
    fields : Mapping[str, str]
        The other fields by key; choices by their keys.
    """

    heritage: str
    proposal: str
    suggested: str = ""
    value: str = ""
    change: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def entries_in(nodes: Iterable[Node]) -> tuple[SheetEntry, ...]:
    """Return what was entered so far."""
    for node in nodes:
        kept = node.attributes.get(SHEET)
        if node.id == SHEET_NODE and isinstance(kept, list | tuple):
            return tuple(_read(entry) for entry in kept if isinstance(entry, Mapping))
    return ()


def sheet_node(entries: Iterable[SheetEntry]) -> Node:
    """Return the node that holds entries."""
    kept: list[dict[str, Any]] = [{**asdict(entry), "fields": dict(entry.fields)} for entry in entries]
    return Node(
        BilingualText("遗产影响评估表", "Heritage impact sheet"),
        Role.GROUP,
        provenance=Provenance("user"),
        attributes={SHEET: kept},
        id=SHEET_NODE,
    )


def with_entry(entries: Iterable[SheetEntry], entry: SheetEntry) -> tuple[SheetEntry, ...]:
    """Return entries with one put in place of that of the same item and proposal."""
    key = (entry.heritage, entry.proposal)
    held = list(entries)
    for place, one in enumerate(held):
        if (one.heritage, one.proposal) == key:
            held[place] = entry
            return tuple(held)
    return (*held, entry)


def open_entry(entries: Iterable[SheetEntry], heritage: str, proposal: str, suggested: str) -> SheetEntry:
    """Return what is held of an item and a proposal, with what the numbers suggest now."""
    for entry in entries:
        if (entry.heritage, entry.proposal) == (heritage, proposal):
            return replace(entry, suggested=suggested or entry.suggested)
    return SheetEntry(heritage, proposal, suggested)


def sheet_tables(nodes: Iterable[Node]) -> tuple[Table, ...]:
    """Return the sheet for the report, a table an entry: what was suggested, entered, and follows."""
    held = tuple(nodes)
    names = {node.id: node.name for node in held} | _row_names(held)
    built = structure()
    changes = {choice.key: choice.name for choice in built.changes}
    values = {choice.key: choice.name for choice in built.values}
    columns = (
        Column("field", BilingualText("项目", "Field")),
        Column("entered", BilingualText("内容", "Entry")),
    )
    tables = []
    for number, entry in enumerate(entries_in(held), start=1):
        item, proposal = (names.get(id_, BilingualText.same(id_)) for id_ in (entry.heritage, entry.proposal))
        rows = (
            (BilingualText("建议的变化程度", "Change, suggested"), changes.get(entry.suggested, NO_NAME)),
            (BilingualText("价值", "Value"), values.get(entry.value, NO_NAME)),
            (BilingualText("填写的变化程度", "Change, entered"), changes.get(entry.change, NO_NAME)),
            (
                BilingualText("影响等级", "Significance"),
                built.grade(entry.value, entry.change) or BilingualText("未定", "open"),
            ),
            *((one.name, _word(one.choices, entry.fields.get(one.key, ""))) for one in built.fields),
        )
        title = BilingualText(
            f"遗产影响评估表：{item.zh or item.en}、{proposal.zh or proposal.en}",
            f"Heritage impact sheet: {item.en or item.zh}, {proposal.en or proposal.zh}",
        )
        tables.append(Table(f"heritage_sheet_{number}", title, columns, rows))
    return tuple(tables)


def _word(choices: Iterable[Any], key: str) -> BilingualText | str:
    return next((choice.name for choice in choices if choice.key == key), key)


def _row_names(nodes: tuple[Node, ...]) -> dict[str, BilingualText]:
    from scene.payloads import Buildings

    found = {}
    for node in nodes:
        if node.role is Role.PROPOSALS and isinstance(node.payload, Buildings):
            for row, id_ in enumerate(node.payload.ids):
                name = BilingualText(node.payload.text("name_zh", row), node.payload.text("name_en", row))
                found[id_] = name if name != NO_NAME else BilingualText.same(id_)
    return found


def _read(kept: Mapping[str, Any]) -> SheetEntry:
    fields = kept.get("fields", {})
    texts = {key: str(kept.get(key, "")) for key in ("heritage", "proposal", "suggested", "value", "change")}
    return SheetEntry(**texts, fields={str(k): str(v) for k, v in dict(fields).items()})
