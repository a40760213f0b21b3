"""Draw the site: click the corners of the plot that figures refer to, and close it."""

from dataclasses import replace

from app.commands import Together
from app.proposals import LOWEST, footprint_node
from app.tools.draw_footprint import DrawFootprint
from app.tools.tool import Sketch
from scene.commands import Command, Insert, Replace
from scene.errors import WeiyangError
from scene.messages import BilingualText, msg
from scene.node import Node, NodeId, Role, Style
from scene.payloads import Buildings
from scene.schemes.site import GREEN, SITE, site_of, unchosen

PLOT = "site"
#: sRGB of planted areas.
LEAF = (104, 132, 86)


class DrawSite(DrawFootprint):
    """The corners alone: a plot has no height."""

    def _close(self) -> None:
        self._finish()

    def _finish(self) -> None:
        try:
            drawn = footprint_node([(x, y) for x, y, _ in self.corners], self.ground, LOWEST, 1)
        except WeiyangError as problem:
            self.bench.report(problem)
        else:
            self.bench.run(self._command(_plot(drawn)))
        self.finished = True
        self.sketch = Sketch()

    def _command(self, plot: Node) -> Command:
        """Return what puts a plot in the place of the site that there is: of the scheme shown, else of all.

        A plot is no part of a scheme: all are held to the same, unless one is given its own.
        """
        session, label = self.bench.session, msg("Draw the site")
        held = site_of(session.scene, session.shown.scheme)
        if held is None:
            return Insert([plot], label=label)
        if session.shown.scheme:
            group = session.scene.node(session.shown.scheme)
            chosen: tuple[NodeId, str] = (plot.id, PLOT)
            other = replace(group, attributes={**group.attributes, SITE: list(chosen)})
            steps = [Insert([unchosen(plot)]), Replace(session.scene, [other], label)]
        else:
            steps = [Insert([plot]), Replace(session.scene, [unchosen(held.node)], label)]
        return Together(steps, label)


class DrawGreen(DrawSite):
    """A planted area: it is part of the scheme that is shown, and counts for the green ratio."""

    def _command(self, plot: Node) -> Command:
        name = BilingualText("绿地", "Planted area")
        payload = plot.payload
        assert isinstance(payload, Buildings)
        columns = {"name_zh": [name.zh], "name_en": [name.en], "use": [GREEN[0]]}
        green = replace(payload, ids=(f"green-{plot.id[:8]}",), columns=columns)  # type: ignore[arg-type]
        planted = unchosen(replace(plot, name=name, payload=green, style=Style(colour=LEAF)))
        return self.bench.session.placed([planted], msg("Draw a planted area"))


def _plot(drawn: Node) -> Node:
    name = BilingualText("用地", "Site")
    payload = drawn.payload
    assert isinstance(payload, Buildings)
    ground, named = payload.bottom, {"name_zh": [name.zh], "name_en": [name.en]}
    flat = replace(payload, eaves=ground, top=ground, ids=(PLOT,), columns=named)  # type: ignore[arg-type]
    return replace(drawn, name=name, role=Role.PARCELS, payload=flat, attributes={SITE: PLOT})
