"""Which icon stands for which analysis. A plugin's own analysis has the general one."""

from typing import Final

ICONS: Final = {
    "sightline.viewshed": "viewshed",
    "sightline.obstruction": "obstruction",
    "sightline.balloon": "balloon",
    "sightline.ceiling": "ceiling",
    "corridor.view": "corridor",
    "skyline.change": "skyline",
    "view.verified": "camera",
    "heritage.impact": "pavilion",
}


def icon_of(analysis_id: str) -> str:
    """Return the name of the icon of an analysis."""
    return ICONS.get(analysis_id, "analysis")
