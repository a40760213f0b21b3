"""The last chapters: where data and figures come from, the log itself, and who signs."""

from collections.abc import Iterator
from typing import Final

from app.archive.matter import Matter
from app.archive.tables import log_table
from app.report.blocks import Block, Cell, Grid, Heading, Paragraph
from app.report.content import Source, sources_of
from app.wording import Language, Text, in_language
from scene.messages import BilingualText, msg

#: Entries of the log that paper shows; all are in the tables.
MOST_ENTRIES: Final = 120
#: Letters of a hash by which a reader tells two apart.
_TELLING: Final = 12


def provenance(matter: Matter, language: Language) -> Iterator[Block]:
    """Yield every layer with its source, and the layers that each result read, by their hashes."""

    def say(text: Text) -> str:
        return in_language(text, language)

    yield Heading(say(msg("Provenance")))
    yield Heading(say(msg("Data")), 3)
    sources = sources_of(matter.scene)
    heads = (msg("Layer"), msg("Kind"), msg("Source"))
    yield Grid(
        tuple(_source(source, language) for source in sources),
        tuple(Cell(say(head)) for head in heads),
        (32, 20, 48),
        "cell",
    )
    named = sorted({credit for source in sources for credit in source.credits})
    if named:
        yield Paragraph(" · ".join(named), "small")
    if matter.results:
        yield Heading(say(msg("What the results read")), 3)
        heads = (msg("Layer"), BilingualText("sha256", "sha256"), msg("Entries of the results"))
        rows = tuple(_inputs(matter, language))
        yield Grid(rows, tuple(Cell(say(head)) for head in heads), (44, 34, 22), "cell")


def _source(source: Source, language: Language) -> tuple[Cell, ...]:
    kind = in_language(msg("synthetic, illustrative") if source.synthetic else msg("as imported"), language)
    digest = f"sha256 {source.sha256}" if source.sha256 else ""
    return (
        Cell(in_language(source.name, language)),
        Cell(kind),
        Cell(f"{source.source or source.maker} {digest}".strip()),
    )


def _inputs(matter: Matter, language: Language) -> Iterator[tuple[Cell, ...]]:
    """Yield every layer that a result read, once for each state that it was read in."""
    read: dict[tuple[str, str], dict[int, None]] = {}
    names: dict[str, Text] = {}
    for result in matter.results:
        names |= {node.id: node.name for node in result.finding.scene.nodes}
        for key, digest in result.finding.result.inputs.items():
            node_id = key.partition("/")[2]
            read.setdefault((node_id, digest), {})[result.entry.number] = None
    for (node_id, digest), numbers in read.items():
        name = in_language(names.get(node_id, BilingualText.same(node_id)), language)
        yield Cell(name), Cell(f"{digest[: 2 * _TELLING]}…"), Cell(", ".join(map(str, numbers)))


def log(matter: Matter, language: Language) -> Iterator[Block]:
    """Yield the decision log, its last entries if it is long."""

    def say(text: Text) -> str:
        return in_language(text, language)

    table = log_table(matter)
    yield Heading(say(table.title))
    heads = tuple(Cell(say(column.title)) for column in table.columns)
    rows = tuple(
        tuple(
            Cell(text)
            for text in (str(number), time, say(who), say(deed), say(words), f"{digest[:_TELLING]}…")
        )
        for number, time, who, deed, words, digest in table.rows[-MOST_ENTRIES:]
    )
    yield Grid(rows, heads, (6, 17, 11, 9, 40, 17), "cell")
    if len(table.rows) > MOST_ENTRIES:
        more = msg(
            "{count:,} more are in {file}.", count=len(table.rows) - MOST_ENTRIES, file="tables/log.csv"
        )
        yield Paragraph(say(more), "small")
    yield Paragraph(say(msg("Head: {head}", head=matter.head)), "small")


def signatures(language: Language) -> Iterator[Block]:
    """Yield where persons sign by hand."""
    yield Heading(in_language(msg("Signatures"), language))
    roles = (msg("Presenter"), msg("Reviewer"), msg("Recorder"))
    line = "\N{NO-BREAK SPACE}\n______________________"
    yield Grid(
        (tuple(Cell(f"{in_language(role, language)}\n{line}") for role in roles),), widths=(33, 33, 34)
    )
