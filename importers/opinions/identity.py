"""By what an opinion of a file is told from others: its key and its moment, whatever the file has there.

It does not know file formats.
"""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from scene.clock import BEIJING_TIME


def moment_of(text: str) -> str:
    """Return a moment with its offset; one without is Beijing time, one that cannot be read is empty."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return text if moment.tzinfo is not None else moment.replace(tzinfo=BEIJING_TIME).isoformat()


def uuid_of(text: str, otherwise: str) -> str:
    """Return a key; one that is no UUID gets one that is always the same, by itself or by `otherwise`."""
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, text or otherwise))
