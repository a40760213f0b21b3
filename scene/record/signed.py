"""What a person signs of an entry: all that it says, and not where in the log it stands.

An entry that is put behind another one after a crash keeps its signature; its place is vouched for by the
chain, and that of a seal by the head that it names. It knows no keys.
"""

from collections.abc import Mapping
from typing import Any, Final

from scene.record.entry import Deed, Entry, canonical, plain

#: In the body of an entry that is signed: key and value, both as text.
SIGNATURE: Final = "signature"


def statement(deed: Deed, moment: str, who: str, role: str, program: str, body: Mapping[str, Any]) -> bytes:
    """Return what is signed, as bytes."""
    said = {key: value for key, value in plain(body).items() if key != SIGNATURE}
    told = {"deed": deed.value, "moment": moment, "who": who, "role": role, "program": program, "body": said}
    return canonical(told).encode()


def statement_of(entry: Entry) -> bytes:
    """Return what was signed of an entry."""
    return statement(entry.deed, entry.moment, entry.who, entry.role, entry.program, entry.body)
