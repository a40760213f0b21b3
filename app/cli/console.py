"""Progress, warnings and errors on a terminal. It does not know what is being done."""

import io
import os
import sys
from typing import TextIO

from app.wording import Language, in_language
from scene.errors import WeiyangError
from scene.messages import Message


def prefer_utf8() -> None:
    """Write UTF-8 whatever the terminal says, so that Chinese never stops the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def spoken() -> Language:
    """Return the language of the terminal: Chinese where the environment is, English elsewhere."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.startswith("zh") else "en"


def complain(problem: WeiyangError) -> None:
    """Print an error on one line of standard error: what is wrong and what to do."""
    sentences = [in_language(problem.message, spoken())]
    if problem.hint:
        sentences.append(in_language(problem.hint, spoken()))
    print(" ".join(" ".join(sentences).split()), file=sys.stderr)


class ConsoleFeedback:
    """Says on standard error what is being done: a moving line on a terminal, only warnings in a pipe."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._moving = self._stream.isatty()
        self._shown = ""
        self._doing = ""

    def progress(self, fraction: float, message: Message | None = None) -> None:
        """Show the share that is done, and what is being done."""
        if message is not None:
            self._doing = in_language(message, spoken())
        line = f"{fraction:4.0%}  {self._doing}"[:100]
        if self._moving and line != self._shown:
            self._stream.write(f"\r\033[K{line}")
            self._stream.flush()
            self._shown = line

    def check(self) -> None:
        """Go on; Ctrl-C raises by itself."""

    def warn(self, message: Message) -> None:
        """Print a warning on a line of its own."""
        self.close()
        print(in_language(message, spoken()), file=self._stream)

    def preview(self, result: object) -> None:
        """Show no interim results."""

    def close(self) -> None:
        """Take the moving line away."""
        if self._shown:
            self._stream.write("\r\033[K")
            self._stream.flush()
            self._shown = ""
