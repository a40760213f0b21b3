"""Opinions go out as BCF 3.0 and tables and come back whole; hostile and foreign files get their sentence."""

import csv
import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lxml import etree

from importers.base import ImportResult, ImportTarget
from importers.export.registry import by_id as exporter
from importers.registry import by_id, for_file
from scene.errors import AnswerNeeded, OutOfReach, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME, SceneFrame
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.review.opinion import KINDS, SEVERITIES, STATES, Opinion, node_of, opinion_of
from tests.contracts.layers import buildings
from tests.importers.bcf_schema import breaches
from tests.scene.review.opinions import DOT, FULL, opinion

#: As much of an opinion as every word of BCF can tell, and words that are hard to write.
EVERY = tuple(
    replace(
        FULL,
        key=f"00000000-0000-4000-8000-{number:012d}",
        number=number,
        kind=KINDS[number % 3],
        severity=SEVERITIES[number % 4],
        state=STATES[number % 5],
        text=f"第 {number} 条 <&> “引号”\n第二行",
    )
    for number in range(1, 8)
)


def export(kind: str, path: Path, *opinions: Opinion, **answers: object) -> Path:
    worker = exporter(kind).load()
    nodes = [node_of(one) for one in opinions]
    worker.write(nodes, YANGZHOU_FRAME, path, worker.params_type(**answers), SilentFeedback())
    return path


def read(path: Path, scene: SceneGraph | None = None, **answers: object) -> ImportResult:
    worker = for_file(path).load()
    graph = SceneGraph(YANGZHOU_FRAME) if scene is None else scene  # an empty one is false
    target = ImportTarget(graph.frame, graph.snapshot())
    return worker.read(path, worker.params_type(**answers), target, SilentFeedback())


def opinions(result: ImportResult) -> list[Opinion]:
    return [opinion_of(node) for node in result.nodes]


def repacked(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Write an archive anew with some of its files changed, or left out."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in held.items():
            changed = change(name, content)
            if changed is not None:
                archive.writestr(name, changed)
    return path


@pytest.mark.parametrize("kind", ["bcf", "opinions.csv"])
@pytest.mark.parametrize("crs", ["", "EPSG:4528"])
def test_what_goes_out_comes_back(kind: str, crs: str, tmp_path: Path) -> None:
    path = export(kind, tmp_path / f"意见{exporter(kind).suffix}", *EVERY, crs=crs)
    back = opinions(read(path))

    for sent, found in zip(EVERY, back, strict=True):
        for field in ("place", "eye", "target"):
            np.testing.assert_allclose(
                getattr(found, field), getattr(sent, field), atol=2e-5 if crs else 1e-9
            )
        found = replace(found, place=sent.place, eye=sent.eye, target=sent.target)  # noqa: PLW2901
        if kind == "opinions.csv":  # a table holds no picture, and one language
            keys = [one.key for one in sent.comments]
            comments = tuple(replace(one, key=key) for one, key in zip(found.comments, keys, strict=True))
            names = {"scheme_name": sent.scheme_name, "stop_name": sent.stop_name, "subject": sent.subject}
            assert sent.subject.row == found.subject.row
            found = replace(found, picture=DOT, comments=comments, **names)  # noqa: PLW2901
        assert sent == found


def test_every_document_keeps_to_the_schema(tmp_path: Path) -> None:
    path = export("bcf", tmp_path / "a.bcf", *EVERY, opinion("", who="", created="?", key="no uuid"))
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        documents = [name for name in names if name.endswith((".bcf", ".bcfv", ".bcfp", ".xml", ".version"))]
        assert 3 + 2 * 8 == len(documents)
        for name in documents:
            assert [] == breaches(etree.fromstring(archive.read(name))), name
        words = etree.fromstring(archive.read("extensions.xml"))
        allowed = {element.text for element in words.iter() if element.text}
        for name in names:
            if name.endswith("markup.bcf"):
                (topic,) = etree.fromstring(archive.read(name)).iter("Topic")
                used = {topic.get("TopicType"), topic.get("TopicStatus"), topic.findtext("CreationAuthor")}
                assert used <= allowed


def test_the_checker_finds_what_the_schema_forbids(tmp_path: Path) -> None:
    with zipfile.ZipFile(export("bcf", tmp_path / "a.bcf", FULL)) as archive:
        name = next(name for name in archive.namelist() if name.endswith("markup.bcf"))
        markup = archive.read(name).decode()
    for right, wrong in (
        ('TopicType="意见"', ""),
        ("<Title>", "<Index>1</Index><Title>"),
        ("09:30:00.000+08:00", "morning"),
        (f'Guid="{FULL.key}"', 'Guid="{1}"'),
    ):
        assert right in markup
        assert breaches(etree.fromstring(markup.replace(right, wrong, 1).encode()))


@pytest.mark.skipif("BCF_SCHEMAS" not in os.environ, reason="BCF_SCHEMAS names no folder of the schemas")
def test_the_schemas_themselves_accept_it(tmp_path: Path) -> None:
    folder = Path(os.environ["BCF_SCHEMAS"])
    schemas = {"markup.bcf": "markup", ".bcfv": "visinfo", ".bcfp": "project", ".xml": "extensions"}
    schemas |= {".version": "version"}
    with zipfile.ZipFile(
        export("bcf", tmp_path / "a.bcf", *EVERY, opinion("", who="", created="?"))
    ) as archive:
        for ending, name in schemas.items():
            schema = etree.XMLSchema(etree.parse(folder / f"{name}.xsd"))
            held = [file for file in archive.namelist() if file.endswith(ending)]
            assert held
            for file in held:
                schema.assertValid(etree.fromstring(archive.read(file)))


def test_the_camera_stands_where_other_programs_place_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(export("bcf", tmp_path / "a.bcf", FULL)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".bcfv"))
        view = etree.fromstring(archive.read(name))
    eye = [float(view.findtext(f"PerspectiveCamera/CameraViewPoint/{axis}")) for axis in "XYZ"]
    np.testing.assert_allclose(eye, np.add(FULL.eye, YANGZHOU_FRAME.origin))
    ahead = np.array([float(view.findtext(f"PerspectiveCamera/CameraDirection/{axis}")) for axis in "XYZ"])
    up = np.array([float(view.findtext(f"PerspectiveCamera/CameraUpVector/{axis}")) for axis in "XYZ"])
    np.testing.assert_allclose(np.linalg.norm([ahead, up], axis=1), 1.0)
    np.testing.assert_allclose(ahead @ up, 0.0, atol=1e-12)
    np.testing.assert_allclose(np.cross(ahead, np.subtract(FULL.target, FULL.eye)), 0.0, atol=1e-12)
    assert str(FULL.view_angle) == view.findtext("PerspectiveCamera/FieldOfView")
    assert "houses/b7" == view.findtext("Components/Selection/Component/AuthoringToolId")


def test_the_same_opinions_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (export("bcf", tmp_path / name, *EVERY).read_bytes() for name in ("a.bcf", "b.bcf"))
    assert one == other


# -- files of other programs -------------------------------------------------------------------------------

_TOPIC_21 = """<?xml version="1.0" encoding="utf-8"?>
<Markup>
<Topic Guid="9A3F0F2E-70D0-4B6C-9B4B-0D6C0B4A5A11" TopicType="Clash" TopicStatus="Resolved">
<Title>Eaves meet the pipe</Title><Priority>Critical</Priority><Index>4</Index>
<CreationDate>2024-03-01T12:00:00</CreationDate><CreationAuthor>a@b.org</CreationAuthor>
<Description>Lower it.</Description></Topic>
<Comment Guid="1A3F0F2E-70D0-4B6C-9B4B-0D6C0B4A5A11"><Date>2024-03-02T12:00:00Z</Date>
<Author>c@d.org</Author><Comment>Done.</Comment></Comment>
<Viewpoints Guid="2A3F0F2E-70D0-4B6C-9B4B-0D6C0B4A5A11"><Viewpoint>v.bcfv</Viewpoint>
<Snapshot>s.png</Snapshot></Viewpoints></Markup>"""
_VIEW_21 = """<VisualizationInfo Guid="2A3F0F2E-70D0-4B6C-9B4B-0D6C0B4A5A11"><Components><Selection>
<Component><AuthoringToolId>YZ-001</AuthoringToolId></Component></Selection></Components><PerspectiveCamera>
<CameraViewPoint><X>10.5</X><Y>-20</Y><Z>8</Z></CameraViewPoint>
<CameraDirection><X>0</X><Y>2</Y><Z>0</Z></CameraDirection>
<CameraUpVector><X>0</X><Y>0</Y><Z>1</Z></CameraUpVector><FieldOfView>60</FieldOfView>
</PerspectiveCamera></VisualizationInfo>"""


def foreign(path: Path, markup: str = _TOPIC_21, view: str = _VIEW_21) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bcf.version", '<Version VersionId="2.1"/>')
        archive.writestr("9A3F/markup.bcf", markup)
        archive.writestr("9A3F\\V.bcfv", view)  # as some programs for Windows name it
        archive.writestr("9A3F/s.png", DOT)
    return path


def test_a_topic_of_version_2_1_keeps_its_words_and_is_placed_by_its_camera(tmp_path: Path) -> None:
    scene = SceneGraph(YANGZHOU_FRAME)
    scene.insert(replace(buildings(), id="houses"))
    result = read(foreign(tmp_path / "clash.bcfzip"), scene)
    (found,) = opinions(result)

    assert ("Eaves meet the pipe\nLower it.", "问题", "answered", "high", "a@b.org") == (
        found.text, found.kind, found.state, found.severity, found.who,
    )  # fmt: skip
    assert ("Done.", "c@d.org") == (found.comments[0].text, found.comments[0].who)
    assert (10.5, -20.0, 8.0) == found.eye
    assert (10.5, 40.0, 8.0) == found.target
    assert 60.0 == found.view_angle
    assert DOT == found.picture
    assert "2024-03-01T12:00:00+08:00" == found.created
    assert ("houses", "YZ-001", BilingualText("片石山房", "片石山房")) == (
        found.subject.node, found.subject.row, found.subject.name,
    )  # fmt: skip
    assert "read as metres from the origin" in str(result.issues[0].message)


def test_unknown_words_are_named_and_an_empty_project_asks_for_the_system(tmp_path: Path) -> None:
    path = foreign(tmp_path / "x.bcf", _TOPIC_21.replace("Clash", "Zeichnung").replace("Resolved", "offen"))
    said = " ".join(str(issue.message) for issue in read(path).issues)
    assert "Types of 1 topics" in said
    assert "States of 1 topics" in said
    worker = by_id("opinions.bcf").load()
    with pytest.raises(AnswerNeeded, match="coordinate system"):
        worker.read(path, worker.params_type(), ImportTarget(), SilentFeedback())


def test_a_file_of_another_city_is_out_of_reach(tmp_path: Path) -> None:
    path = export("bcf", tmp_path / "a.bcf", FULL)
    scene = SceneGraph(SceneFrame("EPSG:4549", (846_000.0, 3_586_000.0, 0.0)))
    with pytest.raises(OutOfReach):
        read(path, scene)


ENTITY = b'<!DOCTYPE m [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("entities", lambda text: text.replace(b"<Markup>", ENTITY + b"<Markup>")),
        ("well-formed", lambda text: text[: len(text) // 2]),
        ("no topic", lambda text: b"<Markup/>"),
        ("unfolds", lambda text: b"<Markup>" + b" " * 9_000_000),
    ],
)  # fmt: skip
def test_hostile_archives_get_one_sentence(
    said: str, change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = export("bcf", tmp_path / "a.bcf", FULL)
    repacked(path, lambda name, content: change(content) if name.endswith("markup.bcf") else content)
    with pytest.raises(UnreadableFile, match=said):
        read(path)


def test_names_that_lead_out_of_the_archive_lead_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "secret.png"
    outside.write_bytes(DOT)
    markup = _TOPIC_21.replace("s.png", "../../secret.png").replace("v.bcfv", str(tmp_path / "v.bcfv"))
    (found,) = opinions(read(foreign(tmp_path / "x.bcf", markup)))
    assert b"" == found.picture
    assert ["secret.png", "x.bcf"] == sorted(file.name for file in tmp_path.iterdir())


def test_a_picture_that_is_none_is_left_out_and_named(tmp_path: Path) -> None:
    path = repacked(
        export("bcf", tmp_path / "a.bcf", FULL),
        lambda name, content: b"GIF89a" if name.endswith(".png") else content,
    )
    result = read(path)
    assert b"" == opinions(result)[0].picture
    assert "no PNG" in str(result.issues[0].message)


def test_a_topic_that_comes_twice_is_taken_once(tmp_path: Path) -> None:
    path = export("bcf", tmp_path / "a.bcf", FULL)
    with zipfile.ZipFile(path, "a") as archive:
        name = next(name for name in archive.namelist() if name.endswith("markup.bcf"))
        archive.writestr("again/markup.bcf", archive.read(name))
    result = read(path)
    assert 1 == len(result.nodes)
    assert "come twice" in " ".join(str(issue.message) for issue in result.issues)


def test_a_height_that_nobody_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,x,y,z\nA,446000,3586000,1e300\n", "utf-8")
    with pytest.raises(OutOfReach, match="high"):
        read(path)


# -- tables ------------------------------------------------------------------------------------------------


def test_a_spreadsheet_opens_the_table_in_chinese_and_computes_nothing(tmp_path: Path) -> None:
    path = export("opinions.csv", tmp_path / "a.csv", opinion('=HYPERLINK("http://x")', number=3))
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert ("3", "意见", "待办", "王工") == (row["编号"], row["类别"], row["状态"], row["提出人"])
    assert '\'=HYPERLINK("http://x")' == row["内容"]
    assert '=HYPERLINK("http://x")' == opinions(read(path))[0].text


def test_a_list_kept_by_hand_in_excel_is_read(tmp_path: Path) -> None:
    path = tmp_path / "意见.csv"
    rows = "编号,内容,提出人,类别,严重程度,东坐标(米),北坐标(米)\r\n5,太高,赵,要求,严重,446100.5,3586200\r\n"
    path.write_bytes((rows + ",没有位置,钱,,,,\r\n").encode("gb18030"))
    result = read(path)

    (found,) = opinions(result)
    assert (5, "太高", "赵", "要求", "high", "open") == (
        found.number, found.text, found.who, found.kind, found.severity, found.state,
    )  # fmt: skip
    assert (100.5, 200.0, 0.0) == found.place
    assert "1 rows have no words or no place" in str(result.issues[0].message)
    assert opinions(read(path)) == [found]


def test_a_geographic_information_system_opens_the_points(tmp_path: Path) -> None:
    import pyogrio

    path = export("opinions.geopackage", tmp_path / "a.gpkg", *EVERY, language="en")
    info = pyogrio.read_info(path)
    assert (7, "Point Z", "EPSG:4549") == (info["features"], info["geometry_type"], info["crs"])
    assert {"number", "kind", "text", "state", "key"} <= set(info["fields"])
