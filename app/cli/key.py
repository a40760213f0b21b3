"""The key by which a person signs: ``key new`` makes it, ``key show`` prints its public half."""

import argparse
import getpass
import os

from app.cli.console import ConsoleFeedback, spoken
from app.cli.entering import at_the_desk
from app.signing import Signer, key_file, make_key, open_key, public_line
from app.wording import in_language
from scene.errors import AnswerNeeded, InvalidRequest, UnreadableFile
from scene.messages import Message, msg

#: Where a script gives the passphrase.
PASSPHRASE = "WEIYANG_PASSPHRASE"


def keep_key(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Make a key, or show the one that is there.

    Raises
    ------
    WeiyangError
        If there is none to show, one already, or no name for a new one.
    """
    path = key_file()
    if asked.what == "new":
        name = asked.name or at_the_desk().name
        if not name:
            raise InvalidRequest(
                msg("A key belongs to a person, and nobody has a name here."), msg("Add --name NAME.")
            )
        make_key(path, name, _passphrase(msg("Passphrase, or nothing for a key without: "), asked.passphrase))
    line = public_line(path)
    if not line:
        raise UnreadableFile(msg("There is no signing key."), msg("`main.py key new` makes one."))
    print(line)
    return 0


def unlocked() -> Signer:
    """Return this person's key, open for signing; ask for its passphrase if it is locked.

    Raises
    ------
    WeiyangError
        If there is none, or it stays locked.
    """
    try:
        return open_key(key_file())
    except AnswerNeeded:
        return open_key(key_file(), _passphrase(msg("Passphrase of the signing key: "), True))


def _passphrase(question: Message, wanted: bool) -> str:
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    return getpass.getpass(in_language(question, spoken())) if wanted else ""
