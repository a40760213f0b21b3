"""What can go wrong, sorted by what the person in front of the screen can do about it.

::

    WeiyangError            one sentence that may be shown as it is, and a hint what to do
    ├── UnreadableFile      repair the file or choose another
    ├── AnswerNeeded        give the answer that the data does not hold (a CRS, a height field)
    ├── OutOfReach          the data lies too far from the scene: choose another frame or project
    ├── InvalidRequest      correct the parameter or the input that is named
    ├── MissingPart         install or enable what is named
    └── ProjectProblem      the project file cannot be used as it is
    Cancelled               somebody pressed cancel: not an error, and not a WeiyangError

It does not know how an error is shown.
"""

from scene.messages import Message


class WeiyangError(Exception):
    """An error that a person can act on.

    Parameters
    ----------
    message : Message
        One sentence: what is wrong, and where.
    hint : Message, optional
        What to do about it.
    """

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return message and hint in English on one line."""
        return f"{self.message} {self.hint}" if self.hint else str(self.message)


class UnreadableFile(WeiyangError):
    """A file is broken, empty, or not what its name says."""


class AnswerNeeded(WeiyangError):
    """The data leaves a question open that only a person can answer.

    Parameters
    ----------
    message : Message
        The question, as a sentence.
    parameter : str
        Name of the importer's or the analysis' parameter that holds the answer.
    hint : Message, optional
        What to do about it.
    """

    def __init__(self, message: Message, parameter: str, hint: Message | None = None) -> None:
        super().__init__(message, hint)
        self.parameter = parameter


class OutOfReach(WeiyangError):
    """Data lies so far from the scene's origin that float32 metres would lose it."""


class InvalidRequest(WeiyangError):
    """A parameter or an input does not fit what was asked for."""


class MissingPart(WeiyangError):
    """A library, a font or a plugin that this needs is not there."""


class ProjectProblem(WeiyangError):
    """The project file cannot be opened or saved as it is."""


class Cancelled(Exception):
    """The person asked the work to stop."""
