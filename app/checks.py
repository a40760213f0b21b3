"""What looking into something brought out: a sentence, and whether all is well with it."""

from dataclasses import dataclass

from scene.messages import Message


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was looked at.

    Parameters
    ----------
    holds : bool
    sentence : Message
    """

    holds: bool
    sentence: Message
