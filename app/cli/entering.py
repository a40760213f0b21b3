"""What the command line computed, entered in the decision log of the project that it was computed on."""

from app.analysing import Finding
from app.record import Person, Recorder
from app.session import Session
from app.settings import SettingsFile
from scene.feedback import Feedback
from scene.messages import msg


def at_the_desk() -> Person:
    """Return who is at this machine, as the window's settings say."""
    settings = SettingsFile().current
    return Person(settings.person, settings.person_role)


def enter(session: Session, finding: Finding, feedback: Feedback) -> None:
    """Enter a result; a session without a file has no log that outlives it, a file that is locked is told."""
    if session.path is None:
        return

    def failed(problem: Exception) -> None:
        feedback.warn(msg("The decision log cannot be written: {problem}", problem=problem))

    recorder = Recorder(session, at_the_desk, failed=failed)
    recorder.computed(finding)
    recorder.close()
