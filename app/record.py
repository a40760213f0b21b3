"""What happens in a session as entries of its decision log: who, when, what, and hashes of what it was.

It knows no Qt; the window gives it what the person is called.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from analysis.common.fingerprint import fingerprint
from app.analysing import Finding, with_inputs
from app.log_words import BUILT_IN
from app.parameter_files import hashes_among
from app.results import as_json, finding_json, fingerprint_of
from app.rights import Right, demand
from app.scribe import Body, Note, Scribe, Sign
from app.session import Session
from app.settings import PersonRole
from app.viewport.optics import Pose
from scene.clock import BEIJING_TIME
from scene.frame import SceneFrame
from scene.graph import Change, Reframed, Snapshot
from scene.history import Step
from scene.messages import BilingualText
from scene.node import Node
from scene.payloads import Pin
from scene.record.entry import Deed, Entry
from scene.review.opinion import Opinion

#: What is said is a question, an opinion or a demand; what is decided is a decision.
Kind: TypeAlias = Literal["问题", "意见", "要求", "决定"]
KINDS: Final[tuple[Kind, ...]] = ("问题", "意见", "要求", "决定")
Severity: TypeAlias = Literal["", "low", "medium", "high"]
SEVERITIES: Final[tuple[Severity, ...]] = ("", "low", "medium", "high")


#: What a person puts a name to, where a key is given.
SIGNED: Final = frozenset({Deed.DECIDED, Deed.SEALED})


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at the desk.

    Parameters
    ----------
    name : str
        Empty if nobody gave one.
    role : str
        Presenter, reviewer, recorder or viewer.
    """

    name: str = ""
    role: PersonRole = "presenter"


class Recorder:
    """Follows a session and keeps its decision log.

    Parameters
    ----------
    session : Session
        Whose book is written.
    person : callable
        Says who is at the desk now.
    written, failed : callable, optional
        As for :class:`app.scribe.Scribe`.
    """

    def __init__(
        self,
        session: Session,
        person: Callable[[], Person] = Person,
        written: Callable[[Entry], None] = lambda entry: None,
        failed: Callable[[Exception], None] = lambda problem: None,
    ) -> None:
        self.session, self._person = session, person
        self._scribe = Scribe(session.book, written, failed)
        #: Signs what is decided and sealed; None while nobody gave a key.
        self.sign: Sign | None = None
        self._touched: dict[str, Node | None] = {}
        self._gesture = 0
        session.scene.changed.connect(self._on_scene)
        session.history.stepped.connect(self._on_step)

    def demand(self, right: Right) -> None:
        """Insist that the person at the desk may do something.

        Raises
        ------
        NotAllowed
            If the role has not that right.
        """
        demand(self._person().role, right)

    # -- what is entered -----------------------------------------------------------------------------------

    def opened(self) -> None:
        """Enter that the project was opened, with the hash of every layer."""
        snapshot, name = self.session.scene.snapshot(), file_name(self.session)
        self._put(Deed.OPENED, lambda: {"file": name, "nodes": hashes_of(snapshot)})

    def computed(self, finding: Finding) -> None:
        """Enter a result; of a live one that follows a drag, the last."""
        if not finding.result.interim:
            gesture = f"computed/{finding.spec.id}/{finding.scheme}"
            self._put(Deed.COMPUTED, lambda: body_of(with_inputs(finding)), gesture)

    def presented(
        self,
        name: BilingualText,
        pose: Pose,
        moment: datetime,
        stop: str = "",
        season: str = "",
        analysis: str = "",
    ) -> None:
        """Enter what the room was shown: a stop of the agenda, or a view by a name of its own.

        Parameters
        ----------
        name : BilingualText
            Of the stop.
        pose : Pose
            Where the eye was, in local metres.
        moment : datetime
            The date and hour that the view showed.
        stop : str
            Key of the stop; empty if it is none of the agenda.
        season : str
        analysis : str
            Whose result lay over the view; empty if none did.
        """
        frame = self.session.scene.frame
        body = {
            "name": as_json(name),
            "stop": stop,
            "eye": frame.to_world([pose.eye])[0].tolist(),
            "target": frame.to_world([pose.target])[0].tolist(),
            "view_angle": pose.view_angle,
            "moment": moment.isoformat(),
            "season": season,
            "analysis": analysis,
            "scheme": self._scheme(),
        }
        self._put(Deed.PRESENTED, body)

    def say(self, text: str, kind: Kind = "意见", subject: str = "", severity: Severity = "") -> None:
        """Enter what somebody said about something.

        Raises
        ------
        NotAllowed
            If the role at the desk enters no opinions.
        """
        self.demand("say")
        self._put(Deed.SAID, words(text, kind, subject, severity, self._scheme()))

    def said(self, opinion: Opinion) -> None:
        """Enter an opinion: the words, by whom, about which place and scheme.

        The hash of a picture that follows is in the entry of the change that brings it.

        Raises
        ------
        NotAllowed
            If the role at the desk enters no opinions.
        """
        self.demand("say")
        self._put(Deed.SAID, body_of_opinion(opinion, self.session.scene.frame))

    def replied(self, opinion: Opinion, text: str, by: str) -> None:
        """Enter what an opinion was answered and by whom, and the state that it has now.

        Raises
        ------
        NotAllowed
            If the role at the desk enters no opinions.
        """
        self.demand("say")
        told = {"text": text, "kind": "答复", "by": by}
        self._put(Deed.SAID, body_of_opinion(opinion, self.session.scene.frame) | told)

    def decide(self, text: str, subject: str = "", severity: Severity = "") -> None:
        """Enter what was decided.

        Raises
        ------
        NotAllowed
            If the role at the desk enters no decisions.
        """
        self.demand("decide")
        self._put(Deed.DECIDED, words(text, "决定", subject, severity, self._scheme()))

    def sealed(self, manifest: str, head: str, files: int) -> Entry:
        """Enter that the meeting was sealed, and return the entry; it is on the disk then.

        Parameters
        ----------
        manifest : str
            sha256 of the archive's list of files.
        head : str
            Head of the log as the archive holds it, which its minutes print.
        files : int
            How many files the archive has.

        Raises
        ------
        NotAllowed
            If the role at the desk does not seal.
        OSError, ProjectProblem
            If it can be written nowhere.
        """
        self.demand("seal")
        self.flush()
        return self._scribe.write(
            self._note(Deed.SEALED, {"manifest": manifest, "head": head, "files": files})
        )

    def flush(self) -> None:
        """Wait until everything is on the disk."""
        self._scribe.flush()

    def close(self) -> None:
        """Write what is left and follow the session no more."""
        self.session.scene.changed.disconnect(self._on_scene)
        self.session.history.stepped.disconnect(self._on_step)
        self._scribe.close()

    # -- following the session -----------------------------------------------------------------------------

    def _on_scene(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if not isinstance(change, Reframed):
                node = getattr(change, "after", None) or change.node  # type: ignore[union-attr]
                self._touched[node.id] = node

    def _on_step(self, step: Step) -> None:
        touched, self._touched = tuple(self._touched.values()), {}
        self._gesture += not step.joined
        scene, scheme = self.session.scene, self._scheme()
        there = tuple(node for node in touched if node is not None and node.id in scene)
        gone = tuple(node for node in touched if node is not None and node.id not in scene)

        def body() -> Body:
            return {
                "label": as_json(step.command.label),
                "way": step.way,
                "nodes": _named(there),
                "gone": {node.id: {"name": as_json(node.name)} for node in gone},
                "scheme": scheme,
            }

        self._put(Deed.CHANGED, body, f"changed/{self._gesture}")

    def _scheme(self) -> str:
        """Return the scheme that is seen; empty for the city as it stands."""
        return self.session.shown.scheme

    def _put(self, deed: Deed, body: Body | Callable[[], Body], gesture: str = "") -> None:
        if self._person().role != "viewer":  # who only looks leaves no trace
            self._scribe.put(self._note(deed, body, gesture))

    def _note(self, deed: Deed, body: Body | Callable[[], Body], gesture: str = "") -> Note:
        person = self._person()
        sign = self.sign if deed in SIGNED else None
        return Note(deed, now(), person.name, person.role, body, gesture, sign)


def now() -> str:
    """Return the moment as entries give it: Beijing time, to the millisecond."""
    return datetime.now(BEIJING_TIME).isoformat(timespec="milliseconds")


def file_name(session: Session) -> str:
    """Return the name of the project file; of the built-in city, which has none, that it is that."""
    return session.path.name if session.path else BUILT_IN if session.built_in else ""


def hashes_of(snapshot: Snapshot) -> dict[str, Any]:
    """Return name and sha256 of every layer, by node id."""
    return _named(tuple(node for node in snapshot.nodes if node.payload is not None))


def _named(nodes: tuple[Node, ...]) -> dict[str, Any]:
    return {node.id: _told(node) for node in nodes}


def _told(node: Node) -> dict[str, Any]:
    told = {"name": as_json(node.name), "sha256": fingerprint(node)}
    picture = node.payload.sha256 if isinstance(node.payload, Pin) else ""
    return told | ({"picture": picture} if picture else {})


def words(text: str, kind: Kind, subject: str, severity: Severity, scheme: str = "") -> dict[str, str]:
    """Return the body of what was said or decided."""
    return {"text": text, "kind": kind, "subject": subject, "severity": severity, "scheme": scheme}


def body_of_opinion(opinion: Opinion, frame: SceneFrame) -> dict[str, Any]:
    """Return what is entered of an opinion; its place in the coordinates of the frame."""
    subject = opinion.subject.name.zh or opinion.subject.name.en
    said: dict[str, Any] = dict(words(opinion.text, opinion.kind, subject, opinion.severity, opinion.scheme))
    return said | {
        "opinion": opinion.key,
        "number": opinion.number,
        "by": opinion.who,
        "state": opinion.state,
        "place": frame.to_world([opinion.place])[0].tolist(),
        "stop": opinion.stop,
        "picture": opinion.picture_hash,
    }


def body_of(finding: Finding) -> dict[str, Any]:
    """Return what is entered of a result: by what, from what, and its figures.

    The sha256 are those of ``results.json`` and of each part of it, so that whoever computes again can say
    which part differs.
    """
    document = finding_json(finding)
    return {
        "analysis": document["analysis"] | {"title": as_json(finding.spec.title)},
        "scheme": finding.scheme,
        "chosen": {port: [node.id for node in nodes] for port, nodes in finding.chosen.items()},
        "inputs": document["inputs"],
        "files": hashes_among(finding.spec, document["analysis"]["parameters"]),
        "verdicts": [figures(verdict) for verdict in document["verdicts"]],
        "parts": {name: fingerprint_of(part) for name, part in _parts(document).items()},
        "results": fingerprint_of(document),
    }


def figures(verdict: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry keeps of a verdict of ``results.json``."""
    kept = ("subject", "node", "name", "outcome", "quantity", "unit", "value", "limit", "error_95")
    return {key: verdict[key] for key in kept} | {"rule": verdict["rule"]["id"]}


def _parts(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return what a results document holds beside verdicts, by a name for each."""
    parts: dict[str, Mapping[str, Any]] = {f"table {key}": table for key, table in document["tables"].items()}
    for kind in ("chart", "picture"):
        parts |= {f"{kind} {part['key']}": part for part in document[f"{kind}s"]}
    return parts
