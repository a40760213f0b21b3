"""Every quantity the program shows, declared once: key, unit, rounding, meaning.

Legends, forms, table headers and reports read these declarations; no unit stands in prose only.
It does not know how a quantity is computed.
"""

from dataclasses import dataclass

from scene.messages import BilingualText


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measurable thing.

    Parameters
    ----------
    key : str
        ASCII identifier, used in files and column names.
    title : BilingualText
        What a legend or a table header says.
    unit : str
        Symbol as printed, empty for counts and ratios without one.
    decimals : int
        Digits after the point that are shown and that a repeated run must reproduce.
    """

    key: str
    title: BilingualText
    unit: str
    decimals: int

    def text(self, value: float) -> str:
        """Return the value with its unit, rounded as declared."""
        number = f"{value:.{self.decimals}f}"
        return f"{number} {self.unit}" if self.unit else number


QUANTITIES: dict[str, Quantity] = {}


def declare(key: str, zh: str, en: str, unit: str, decimals: int) -> Quantity:
    """Add a quantity to the table; a key can be declared once.

    Raises
    ------
    ValueError
        If the key is taken.
    """
    if key in QUANTITIES:
        raise ValueError(f"quantity {key!r} is declared twice")
    quantity = Quantity(key, BilingualText(zh, en), unit, decimals)
    QUANTITIES[key] = quantity
    return quantity


ELEVATION = declare("elevation", "高程", "Elevation", "m", 2)
HEIGHT = declare("height", "高度(自室外地面)", "Height above outdoor ground", "m", 2)
VISIBLE_HEIGHT = declare("visible_height", "可见高度", "Visible height", "m", 2)
UNSEEN_HEIGHT = declare("unseen_height", "不可见限高", "Height that stays unseen", "m", 2)
DISTANCE = declare("distance", "距离", "Distance", "m", 1)
BEARING = declare("bearing", "方位角", "Bearing from grid north", "°", 2)
ANGULAR_HEIGHT = declare("angular_height", "竖向视角", "Angular height", "°", 3)
ANGULAR_WIDTH = declare("angular_width", "水平视角", "Angular width", "°", 3)
STANDARD_ERROR = declare("error_95", "误差(95%)", "Error (95 %)", "m", 2)
STATION = declare("station", "里程", "Station along the route", "m", 1)
FLOORS = declare("floors", "层数", "Storeys", "", 0)
SEEN_SHARE = declare("seen_share", "可见比例", "Share of the silhouette seen", "%", 1)
HIDDEN_SHARE = declare("hidden_share", "遮挡比例", "Share of the silhouette hidden", "%", 1)
SHARE_ERROR = declare("share_error_95", "比例误差(95%)", "Error of the share (95 %)", "%", 1)
HEIGHT_TO_LOSE = declare("height_to_lose", "需降低的高度", "Height to lose", "m", 2)
PATH_LENGTH = declare("path_length", "游线长度", "Length of path", "m", 0)
SOLID_ANGLE = declare("solid_angle", "立体角", "Solid angle", "°²", 4)
