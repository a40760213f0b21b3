"""The frames of a verified view: existing, proposed, wire line, and the photograph under the same camera.

Each bears what makes it again: place, lens, moment, accuracy. The painter is brought by the caller.
"""

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.base import Picture
from analysis.sightline.balloon.targets import proposals_in
from analysis.verified.camera import Camera
from analysis.verified.params import VerifiedParams
from analysis.verified.request import Request, request_of
from app.analysing import Finding
from app.verified_print import composed, printed, rectified, with_wire
from app.viewport.framing import Framed
from app.viewport.optics import Pose
from app.viewport.sun import daylight_at
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Role
from scene.payloads import TriangleMesh

if TYPE_CHECKING:
    from app.viewport.daylight import Daylight

Pixels = NDArray[np.uint8]
#: Longest side of a frame, pixels.
LARGEST: Final = 3000
#: Air: a record is taken in clear weather.
MIST, WEATHER = 0.35, 0.6
#: A massing says no material.
WHITE: Final = (0xE9, 0xE4, 0xDA)

EXISTING = BilingualText("现状", "Existing")
PROPOSED = BilingualText("方案", "Proposed")
WIRE = BilingualText("线框", "Wire line")
PHOTOGRAPH = BilingualText("照片", "Photograph")
PHOTOGRAPH_PROPOSED = BilingualText("照片与方案", "Photograph with the proposal")
PHOTOGRAPH_WIRE = BilingualText("照片与线框", "Photograph with the wire line")


def frames(
    finding: Finding, painting: Callable[[Framed], Generator[float, None, Any]]
) -> Generator[float, None, tuple[Picture, ...]]:
    """Paint the frames in small steps: yield the share that is done, return the pictures."""
    from app.chart_files import offscreen_application

    params, scene = finding.params, finding.scene
    assert isinstance(params, VerifiedParams)
    application = offscreen_application()
    proposals = scene.of_role(Role.PROPOSALS)
    request = request_of(
        params,
        scene.frame,
        scene.of_role(Role.TERRAIN),
        scene.of_role(Role.VIEWPOINTS, Role.ROUTES),
        proposals,
    )
    camera = shrunk(request.camera.level())
    light = daylight_at(request.moment, scene.frame, mist=MIST, weather=WEATHER)
    plain = Framed(pose_of(camera), light, camera.width, camera.height, frozenset(n.id for n in proposals))
    existing: Pixels = yield from _share(painting(plain), 0.0, 0.5)
    built = replace(plain, extra=tuple(as_built(proposals, params)))
    proposed: Pixels = yield from _share(painting(built), 0.5, 0.95)
    shown = [("existing", EXISTING, existing), ("proposed", PROPOSED, proposed)]
    wire = finding.result.nodes[0]
    named = {one.id: one.name for one in proposals_in(proposals) if one.id in chosen_ids(finding)}
    shown.append(("wire_line", WIRE, with_wire(existing, wire, camera, named)))
    if params.photograph:
        photograph = rectified(params.photograph, request.camera, camera)
        added = composed(photograph, existing, proposed, built.extra, camera)
        shown += [
            ("photograph", PHOTOGRAPH, photograph),
            ("photograph_proposed", PHOTOGRAPH_PROPOSED, added),
            ("photograph_wire_line", PHOTOGRAPH_WIRE, with_wire(photograph, wire, camera, named)),
        ]
    said = camera_lines(request, params, finding, light)
    caption = msg("{place} {lens} {moment} {accuracy}", **said)
    made = tuple(
        Picture(key, title, caption, printed(pixels, title, tuple(said.values())))
        for key, title, pixels in shown
    )
    yield 1.0
    del application
    return made


def chosen_ids(finding: Finding) -> set[str]:
    """Return the ids of the proposals that are shown."""
    return {str(row[0]) for table in finding.result.tables if table.key == "proposals" for row in table.rows}


def pose_of(camera: Camera) -> Pose:
    """Return the pose that draws what an upright camera sees."""
    x, y, z = (own + 100.0 * way for own, way in zip(camera.eye, camera.axes[2].tolist(), strict=True))
    return Pose(camera.eye, (x, y, z), camera.vertical_field)


def shrunk(camera: Camera) -> Camera:
    """Return the camera with a picture that is not larger than a painter takes."""
    share = min(1.0, LARGEST / max(camera.width, camera.height))
    width, height = round(camera.width * share), round(camera.height * share)
    return replace(camera, width=width, height=height, focal=camera.focal * width / camera.width)


def as_built(nodes: tuple[Node, ...], params: VerifiedParams) -> list[Node]:
    """Return proposals as plain solids that throw shadows, in place of their balloons."""
    built = []
    for proposal in proposals_in(nodes):
        if params.proposals and proposal.id not in params.proposals:
            continue
        for number, part in enumerate(proposal.parts):
            colour = np.broadcast_to(np.array(WHITE, np.uint8), (len(part.faces), 3))
            mesh = TriangleMesh(part.vertices, part.faces, colour_of_face=colour)
            name = f"as built {proposal.node} {proposal.id} {number}"
            built.append(Node(proposal.name, Role.MODEL, mesh, id=name))
    return built


def camera_lines(
    request: Request, params: VerifiedParams, finding: Finding, light: "Daylight"
) -> dict[str, Message]:
    """Return what is printed on every frame."""
    camera, solution = request.camera, request.solution
    east, north, height = finding.scene.frame.to_world(np.array([camera.eye]))[0].tolist()
    place = msg(
        "{name}: E {east:.3f}, N {north:.3f}, lens at {height:.3f} m, {eye:.2f} m above the ground "
        "({frame}).",
        name=request.stand.name,
        east=east,
        north=north,
        height=height,
        eye=camera.eye[2] - request.stand.ground,
        frame=" + ".join(part for part in (finding.scene.frame.crs, finding.scene.frame.vertical) if part),
    )
    lens = msg(
        "Bearing {bearing:.3f}° from grid north, pitch {pitch:.3f}°, roll {roll:.3f}°; field of view "
        "{wide:.2f}° × {high:.2f}°; {focal:.2f} mm on {sensor:.1f} mm.",
        bearing=camera.bearing,
        pitch=camera.pitch,
        roll=camera.roll,
        wide=camera.horizontal_field,
        high=camera.vertical_field,
        focal=camera.focal * params.sensor_width / camera.width,
        sensor=params.sensor_width,
    )
    moment = msg(
        "{moment:%Y-%m-%d %H:%M %Z}; sun at {azimuth:.1f}°, {altitude:.1f}° high.",
        moment=request.moment,
        azimuth=light.azimuth,
        altitude=light.altitude,
    )
    if solution is None:
        accuracy = msg(
            "Position ± {place:.2f} m (95 %); not aligned to a photograph.", place=params.position_accuracy
        )
    else:
        accuracy = msg(
            "Position ± {place:.2f} m, bearing ± {turn:.3f}° (95 %); {count} control points, reprojection "
            "error {rms:.2f} px.",
            place=params.position_accuracy
            if not params.solve_position
            else float(np.max(solution.errors[4:6])),
            turn=float(solution.errors[0]),
            count=len(params.control_points),
            rms=solution.rms,
        )
    lines = {"place": place, "lens": lens, "moment": moment, "accuracy": accuracy}
    if any(n.provenance is not None and n.provenance.synthetic for n in finding.scene.nodes):
        lines["accuracy"] = msg(
            "{accuracy} {synthetic}",
            accuracy=accuracy,
            synthetic=msg("Illustrative: layers of this project are synthetic."),
        )
    return lines


def _share(steps: Generator[float, None, Pixels], low: float, high: float) -> Generator[float, None, Pixels]:
    """Run steps as a part of a longer work."""
    while True:
        try:
            yield low + (high - low) * next(steps)
        except StopIteration as finished:
            return finished.value  # type: ignore[no-any-return]
