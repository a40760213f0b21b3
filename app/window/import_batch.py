"""Several files, read one after the other in the background: each one command, none stops the others.

What needs no answer comes in by itself; what leaves a question open is marked, and whoever shows the list
asks it. It knows no widget.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from app.gathering import DataSet
from app.jobs import Job
from app.recipes import RecipeBook
from app.window.deliveries import Reading, bring_in, read
from app.wording import Text
from app.workbench import Workbench
from importers.base import ImporterSpec
from importers.registry import for_file
from scene.errors import AnswerNeeded, WeiyangError
from scene.feedback import Feedback
from scene.messages import Message, msg


class State(StrEnum):
    """Where one data set of the list stands."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    QUESTION = "question"
    FAILED = "failed"
    LEFT = "left"  # the person asked to stop before its turn


@dataclass
class Item:
    """One line of the list.

    Parameters
    ----------
    data : DataSet
        The file and its companions.
    spec : ImporterSpec, optional
        What reads it, once that is known.
    state : State
    sentence : Text
        What became of it.
    hint : Message, optional
        What to do about it.
    parameter : str
        The answer that is missing.
    answers : Mapping
        What a person answered for several files at once.
    """

    data: DataSet
    spec: ImporterSpec | None = None
    state: State = State.WAITING
    sentence: Text = ""
    hint: Message | None = None
    parameter: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)


class ImportBatch(QObject):
    """Reads data sets into the open project.

    Parameters
    ----------
    bench : Workbench
        Whose project.
    data : iterable of DataSet
        What to read, in order.
    """

    #: A line changed; carries its number.
    changed = Signal(int)
    #: Nothing is left to read.
    ended = Signal()

    def __init__(self, bench: Workbench, data: Iterable[DataSet], parent: QObject | None = None) -> None:
        super().__init__(parent or bench)
        self._bench = bench
        self.items = [Item(one) for one in data]
        self._job: Job | None = None
        self._at = -1
        self._session = bench.session
        bench.session_changed.connect(self.stop)

    @property
    def running(self) -> bool:
        """Whether something is being read."""
        return self._job is not None

    @property
    def fraction(self) -> float:
        """How much of the file that is being read is done, 0 to 1."""
        return self._job.fraction if self._job is not None else 0.0

    def count(self, *states: State) -> int:
        """Return how many lines are in one of some states."""
        return sum(item.state in states for item in self.items)

    def start(self) -> None:
        """Read what waits."""
        if not self.running:
            self._next()

    def stop(self) -> None:
        """Read no more; what has come in stays, each file its own step of undo."""
        for number, item in enumerate(self.items):
            if item.state is State.WAITING:
                self._mark(number, State.LEFT, msg("Not read."))
        if self._job is not None:
            self._job.cancel()

    def alike(self, number: int) -> tuple[int, ...]:
        """Return the other lines that ask what a line asked."""
        asked = self.items[number].parameter
        return tuple(
            other
            for other, item in enumerate(self.items)
            if other != number and item.state is State.QUESTION and item.parameter == asked
        )

    def answer_alike(self, numbers: Iterable[int], answers: Mapping[str, object]) -> None:
        """Read lines again with an answer that was given for another."""
        for number in numbers:
            self.items[number].answers = {**self.items[number].answers, **answers}
            self._mark(number, State.WAITING, "")
        self.start()

    def answered(self, number: int, sentence: Text) -> None:
        """Take note that a person answered a question and the file came in."""
        self._mark(number, State.DONE, sentence)

    def _next(self) -> None:
        waiting = [number for number, item in enumerate(self.items) if item.state is State.WAITING]
        if not waiting:
            self._job = None
            self.ended.emit()
            return
        self._at = number = waiting[0]
        item, session = self.items[number], self._bench.session
        path, target = item.data.path, session.import_target
        book = RecipeBook.beside(self._bench.settings.path)
        self._mark(number, State.READING, msg("Reading…"))

        def task(feedback: Feedback) -> Reading:
            item.spec = for_file(path)
            return read(path, item.spec, None, target, book, feedback, item.answers)

        self._job = self._bench.jobs.run(
            task,
            msg("Importing {name}", name=path.name),
            done=self._on_read,
            failed=self._on_problem,
        )
        self._job.changed.connect(lambda: self.changed.emit(number))
        self._job.ended.connect(self._on_end)

    def _on_read(self, reading: Reading) -> None:
        if self._bench.session is not self._session:
            return
        if bring_in(self._bench, reading):
            self._mark(self._at, State.DONE, reading.sentence)
        else:
            self._mark(self._at, State.FAILED, msg("It could not be put into the scene."))

    def _on_problem(self, problem: WeiyangError) -> None:
        item = self.items[self._at]
        item.hint = problem.hint
        if isinstance(problem, AnswerNeeded):
            item.parameter = problem.parameter
            self._mark(self._at, State.QUESTION, problem.message)
        else:
            self._mark(self._at, State.FAILED, problem.message)

    def _on_end(self, job: Job) -> None:
        if self.items[self._at].state is State.READING:
            self._mark(self._at, State.LEFT, msg("Not read."))
        self._next()

    def _mark(self, number: int, state: State, sentence: Text) -> None:
        self.items[number].state, self.items[number].sentence = state, sentence
        self.changed.emit(number)
