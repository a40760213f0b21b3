"""Keys by which a person signs what is decided and sealed: made, kept and used; and signatures held to them.

ed25519, by the library cryptography, which is loaded when somebody signs or verifies. It knows no window.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.checks import Check
from app.log_words import deed_of
from app.settings import SettingsFile
from scene.errors import AnswerNeeded, InvalidRequest, MissingPart, UnreadableFile
from scene.messages import msg
from scene.record.entry import Deed, Entry
from scene.record.signed import SIGNATURE, statement_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: What a line of a public key begins with, as OpenSSH writes it.
KIND: Final = "ssh-ed25519"
#: Letters of a key by which a reader tells two apart.
_TELLING: Final = 12


@dataclass(frozen=True)
class Signer:
    """A key that is open for signing.

    Parameters
    ----------
    key : Ed25519PrivateKey
    name : str
        Whose it is.
    """

    key: "Ed25519PrivateKey"
    name: str

    @property
    def public(self) -> str:
        """The public key on one line, with the name."""
        return f"{_line(self.key.public_key())} {self.name}".rstrip()

    def __call__(self, said: bytes) -> dict[str, str]:
        """Return the signature of a statement, as an entry keeps it."""
        return {"key": _line(self.key.public_key()), "value": self.key.sign(said).hex()}


def key_file() -> Path:
    """Return where this person's key is kept: beside the settings."""
    return SettingsFile().path.with_name("signing-key.pem")


def make_key(path: Path, name: str, passphrase: str = "") -> Signer:
    """Make a key and keep it so that only this person can read it; its public half lies beside it.

    Raises
    ------
    InvalidRequest
        If there is one already, or it cannot be written.
    MissingPart
        If the library is not installed.
    """
    _library()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        locked = serialization.BestAvailableEncryption(passphrase.encode())
    held = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    signer = Signer(key, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(held)
        path.with_suffix(".pub").write_text(signer.public + "\n", "utf-8")
    except FileExistsError as problem:
        raise InvalidRequest(
            msg("There is a signing key already: {file}.", file=path),
            msg("Move it away first, and keep it: what it signed is known by it."),
        ) from problem
    except OSError as problem:
        raise InvalidRequest(
            msg("{file} cannot be written: {problem}.", file=path, problem=problem.strerror or problem),
            msg("Check the permission of the folder."),
        ) from problem
    return signer


def open_key(path: Path, passphrase: str = "") -> Signer:
    """Open a key for signing.

    Raises
    ------
    AnswerNeeded
        If it is locked, and the passphrase does not open it.
    UnreadableFile
        If there is none, or none that can be read.
    MissingPart
        If the library is not installed.
    """
    _library()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        held = path.read_bytes()
        key = serialization.load_pem_private_key(held, passphrase.encode() or None)
    except OSError as problem:
        raise UnreadableFile(
            msg("There is no signing key."), msg("`main.py key new` makes one.")
        ) from problem
    except TypeError as problem:
        raise AnswerNeeded(msg("The signing key is locked."), "passphrase") from problem
    except ValueError as problem:
        if passphrase:
            raise AnswerNeeded(
                msg("The passphrase does not open the signing key."), "passphrase", ()
            ) from problem
        raise _unreadable(path) from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise _unreadable(path)
    return Signer(key, name_in(path))


def public_line(path: Path) -> str:
    """Return the public half of a key with its name; empty if there is none."""
    try:
        return path.with_suffix(".pub").read_text("utf-8").strip()
    except OSError:
        return ""


def name_in(path: Path) -> str:
    """Return whose key it is."""
    return " ".join(public_line(path).split()[2:])


def known_keys(path: Path) -> dict[str, str]:
    """Read the public keys that are known, one a line as ``key show`` prints them: name by key.

    Raises
    ------
    UnreadableFile
        If the file cannot be read, or holds none.
    """
    try:
        lines = [line.split() for line in path.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as problem:
        raise _unreadable(path) from problem
    known = {
        f"{KIND} {words[1]}": " ".join(words[2:]) for words in lines if words[:1] == [KIND] and words[1:]
    }
    if not known:
        raise _unreadable(path)
    return known


def checked_signatures(entries: Iterable[Entry], known: Mapping[str, str] | None = None) -> Iterator[Check]:
    """Yield who signed, and whether the signatures hold.

    Parameters
    ----------
    entries : iterable of Entry
    known : Mapping of str, optional
        Names by the keys that are known; then another key, and a seal without a signature, are flaws.
    """
    for entry in entries:
        named = {"number": entry.number, "deed": deed_of(entry)}
        signature = entry.body.get(SIGNATURE)
        if not isinstance(signature, Mapping):
            if entry.deed is Deed.SEALED:
                yield Check(known is None, msg("Entry {number}, {deed}: not signed.", **named))
            continue
        key, value = str(signature.get("key", "")), str(signature.get("value", ""))
        named |= {"who": entry.who, "key": telling(key)}
        if not holds(key, value, statement_of(entry)):
            yield Check(False, msg("Entry {number}, {deed}: the signature does not hold.", **named))
        elif known is None:
            yield Check(
                True,
                msg("Entry {number}, {deed}: signed by {who} with the key {key}; nobody vouched for it here.",
                    **named),
            )  # fmt: skip
        elif key not in known:
            yield Check(
                False, msg("Entry {number}, {deed}: signed with the key {key}, which is not known.", **named)
            )
        else:
            named["who"] = known[key] or entry.who
            yield Check(True, msg("Entry {number}, {deed}: signed by {who}, whose key is known.", **named))


def holds(key: str, value: str, said: bytes) -> bool:
    """Return whether a signature is one of a statement by a key."""
    _library()
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = serialization.load_ssh_public_key(key.encode())
        if not isinstance(public, Ed25519PublicKey):
            return False
        public.verify(bytes.fromhex(value), said)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def telling(key: str) -> str:
    """Return the end of a public key, by which a reader tells two apart."""
    return f"…{key.split()[1][-_TELLING:]}" if len(key.split()) > 1 else key


def _line(key: "Ed25519PublicKey") -> str:
    from cryptography.hazmat.primitives import serialization

    made = key.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return made.decode("ascii")


def _unreadable(path: Path) -> UnreadableFile:
    return UnreadableFile(
        msg("{file} holds no ed25519 key that can be read.", file=path.name),
        msg("`main.py key show` prints the public key of this machine's person."),
    )


def _library() -> None:
    try:
        import cryptography  # noqa: F401
    except ImportError as problem:
        raise MissingPart(
            msg("The library for signatures is not installed."), msg("Run ./run once; it installs it.")
        ) from problem
