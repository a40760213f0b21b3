"""The opinions of the open project: which are listed, which is looked at, and every verb on them.

Panel, pins, sheet and actions speak with it and not with each other. It knows no widget.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.opinions import Occasion, Sieve, people, subject_of
from app.panels.opinions.picture import packed
from app.record import now
from app.viewport.optics import Pose
from app.workbench import Workbench
from scene.feedback import Feedback
from scene.graph import Change
from scene.messages import NO_NAME, msg
from scene.node import Node, NodeId, Role
from scene.review.opinion import Opinion, OpinionKind, Point, Severity, State, node_of, opinions_of
from scene.review.saying import answer, change, named, next_number, picture, say, take_back
from scene.review.words import STATE_WORDS
from scene.schemes.scheme import schemes_of
from scene.selection import Selected

#: Endings of the files that opinions are written to, the first the usual one.
FORMATS: Final = (("bcf", "*.bcf"), ("opinions.csv", "*.csv"), ("opinions.geopackage", "*.gpkg"))


class OpinionDesk(QObject):
    """Opinions of one window.

    Parameters
    ----------
    bench : Workbench
    """

    #: There are other opinions, or others are listed.
    changed = Signal()
    #: Another opinion is looked at, or none.
    chosen = Signal()
    #: Somebody pointed at a place to say something; carries the `Occasion`, and where on the view.
    asked = Signal(object, float, float)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self.sieve = Sieve()
        self.all: tuple[Opinion, ...] = ()
        self.pins_shown = True
        self._current = ""
        #: What was seen at opinions whose picture is being packed, by their keys.
        self._seen: dict[str, QImage] = {}
        bench.scene_changed.connect(self._on_scene)
        bench.session_changed.connect(self._on_session)
        bench.selection_changed.connect(self._on_selection)
        self._read()

    # -- reading -------------------------------------------------------------------------------------------

    @property
    def listed(self) -> tuple[Opinion, ...]:
        """The opinions that the sieve lets through."""
        return self.sieve.passed(self.all)

    @property
    def current(self) -> Opinion | None:
        """The opinion that is looked at."""
        return next((one for one in self.all if one.key == self._current), None)

    @property
    def people(self) -> tuple[str, ...]:
        """Who was named before, the latest first."""
        return people(self.all, self.at_desk)

    @property
    def at_desk(self) -> str:
        """Who is at the desk."""
        return self._bench.recording.person.name

    @property
    def number(self) -> int:
        """The number of the next opinion."""
        return next_number(self._bench.session.scene)

    def shown(self, opinion: Opinion) -> bool:
        """Return whether its pin is to be seen: neither it nor its group is hidden in the layer tree."""
        scene = self._bench.session.scene
        at: NodeId | None = opinion.key
        while at is not None and at in scene:
            if not scene.node(at).visible:
                return False
            at = scene.parent(at)
        return True

    def narrow(self, sieve: Sieve) -> None:
        """List what another sieve lets through."""
        self.sieve = sieve
        self.changed.emit()

    def choose(self, key: str) -> None:
        """Look at an opinion; an empty key at none."""
        if key and key in self._bench.session.scene:
            self._bench.session.selection.select(Selected(key))
        elif self._current:
            self._current = ""
            self.chosen.emit()

    # -- saying --------------------------------------------------------------------------------------------

    def occasion(self, place: Point, under: Selected | None) -> Occasion:
        """Return the occasion of pointing at a place now: camera, moment, scheme and stop."""
        session, view = self._bench.session, self._bench.view
        scheme = session.shown.scheme
        schemes = {each.id: each.name for each in schemes_of(session.scene)}
        stop = self._bench.presenting.stop
        return Occasion(
            place,
            view.pose,
            session.clock.moment.isoformat(),
            subject_of(session.shown.graph, under),
            scheme,
            schemes.get(scheme, NO_NAME),
            stop.key if stop is not None else "",
            stop.name if stop is not None else NO_NAME,
        )

    def ask(self, place: Point, under: Selected | None, x: float, y: float) -> None:
        """Have the sheet opened for a place that somebody pointed at."""
        self.asked.emit(self.occasion(place, under), x, y)

    def draft(self, occasion: Occasion) -> Opinion:
        """Return an opinion of that occasion, without words."""
        return occasion.seen_by(Opinion("", "意见", "", occasion.place, now(), number=self.number))

    def say(self, opinion: Opinion, seen: QImage | None = None) -> None:
        """Put an opinion into the scene and the log at once, and look at it; its picture follows.

        Parameters
        ----------
        opinion : Opinion
            The words, and when and where they were said.
        seen : QImage, optional
            What the view showed.
        """
        said = replace(opinion, created=now(), number=self.number)
        if not self._bench.run(say(self._bench.session.scene, said)):
            return
        if self._bench.recording.recorder is not None:
            self._bench.recording.recorder.said(said)
        self.choose(said.key)
        self._bench.tell(msg("{name} is kept.", name=named(said)))
        if seen is not None and not seen.isNull():
            self._seen[said.key] = seen
            self._bench.keeping.run(
                lambda feedback: packed(seen, said), msg("Keeping what is seen"),
                done=lambda png: self._picture(said.key, png), quiet=True,
            )  # fmt: skip

    def settle(self) -> None:
        """Pack the pictures that are still to follow, now: what is open will be left or sealed."""
        for key, seen in tuple(self._seen.items()):
            opinion = next((one for one in self.all if one.key == key), None)
            self._picture(key, packed(seen, opinion) if opinion is not None else b"")

    def _picture(self, key: str, png: bytes) -> None:
        """Put a picture to its opinion, unless that has been settled, taken back or left meanwhile."""
        scene = self._bench.session.scene
        if self._seen.pop(key, None) is not None and key in scene:
            self._bench.run(picture(scene, key, png))

    def answer(self, opinion: Opinion, state: State, text: str, who: str) -> None:
        """Give an opinion a state and, if there are words, an answer; both enter the log."""
        words = text.strip()
        if not words and state == opinion.state:
            return
        if not self._bench.run(answer(self._bench.session.scene, opinion, state, words, who, now())):
            return
        answered = next(one for one in self.all if one.key == opinion.key)
        if self._bench.recording.recorder is not None:
            self._bench.recording.recorder.replied(answered, words or STATE_WORDS[state].zh, who)

    def edit(self, opinion: Opinion, text: str, kind: OpinionKind, severity: Severity, who: str) -> None:
        """Change what was said; the log keeps what it was."""
        after = replace(opinion, text=text.strip(), kind=kind, severity=severity, who=who)
        if after != opinion:
            self._bench.run(change(self._bench.session.scene, after, now(), self.at_desk))

    def take_back(self, opinion: Opinion) -> None:
        """Take an opinion out of the scene; undo brings it back, and the log keeps it."""
        self._bench.run(take_back(self._bench.session.scene, opinion.key))

    # -- seeing and sending --------------------------------------------------------------------------------

    def fly_to(self, opinion: Opinion) -> None:
        """See what was seen when it was said: camera, scheme, hour."""
        session = self._bench.session
        session.shown.choose(opinion.scheme)
        if opinion.moment:
            moment = datetime.fromisoformat(opinion.moment)
            if moment.tzinfo is not None:
                session.clock.set(moment)
        self._bench.window.fly_to(Pose(opinion.eye, opinion.target, opinion.view_angle))

    def show_pins(self, shown: bool) -> None:
        """Show or hide the pins in the view."""
        self.pins_shown = shown
        self.changed.emit()
        self._bench.touch()

    def export(self, path: Path, opinions: Sequence[Opinion]) -> None:
        """Write opinions into a file of another program, whose ending names the format."""
        scene, project = self._bench.session.scene.snapshot(), self._bench.session.path
        nodes = [node_of(one) for one in opinions]

        def task(feedback: Feedback) -> object:
            from app.exporting import export_layers

            return export_layers(scene, nodes, path, {}, feedback, project=project)

        def done(report: object) -> None:
            self._bench.tell(msg("{count} opinions are in {file}.", count=len(nodes), file=path.name))

        self._bench.jobs.run(task, msg("Exporting opinions"), done=done)

    # -- following -----------------------------------------------------------------------------------------

    @Slot(tuple)
    def _on_scene(self, changes: tuple[Change, ...]) -> None:
        for change_made in changes:
            node = getattr(change_made, "after", None) or getattr(change_made, "node", None)
            if isinstance(node, Node) and node.role in (Role.OPINIONS, Role.GROUP):
                self._read()
                return

    @Slot()
    def _on_session(self) -> None:
        self.sieve, self._current = Sieve(), ""
        self._seen.clear()  # words about one project belong into no other
        self._read()

    @Slot(object)
    def _on_selection(self, selected: Selected | None) -> None:
        key = selected.node_id if selected is not None else ""
        if any(one.key == key for one in self.all) and key != self._current:
            self._current = key
            self.chosen.emit()

    def _read(self) -> None:
        before = self.current
        self.all = opinions_of(self._bench.session.scene)
        if self._current and self.current is None:
            self._current = ""
        self.changed.emit()
        if self.current != before:
            self.chosen.emit()
