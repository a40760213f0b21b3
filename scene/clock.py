"""The moment the scene shows: date and hour, from which the sun follows.

It does not know where the sun stands then.
"""

from datetime import datetime, timedelta, timezone
from typing import Final

from psygnal import Signal

#: China keeps one time, eight hours before Greenwich, without summer time.
BEIJING_TIME: Final = timezone(timedelta(hours=8))

#: A spring morning, 烟花三月: the light of the opening view.
SPRING_MORNING: Final = datetime(2026, 4, 15, 7, 50, tzinfo=BEIJING_TIME)


class SceneClock:
    """The moment that is shown."""

    #: Emitted with the new moment.
    changed = Signal(datetime)

    def __init__(self, moment: datetime = SPRING_MORNING) -> None:
        self._moment = moment

    @property
    def moment(self) -> datetime:
        """The moment, with its time zone."""
        return self._moment

    def set(self, moment: datetime) -> None:
        """Show another moment.

        Raises
        ------
        ValueError
            If it has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        if moment != self._moment:
            self._moment = moment
            self.changed.emit(moment)
