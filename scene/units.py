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
SHARE_OF_SKYLINE = declare("share_of_skyline", "天际线占比", "Share of the skyline", "%", 2)
OVER_SKYLINE = declare("over_skyline", "高出天际线的面积", "Area above the skyline", "°²", 4)
STANDARD_ERROR = declare("error_95", "误差(95%)", "Error (95 %)", "m", 2)
STATION = declare("station", "里程", "Station along the route", "m", 1)
FLOORS = declare("floors", "层数", "Storeys", "", 0)
SEEN_SHARE = declare("seen_share", "可见比例", "Share of the silhouette seen", "%", 1)
HIDDEN_SHARE = declare("hidden_share", "遮挡比例", "Share of the silhouette hidden", "%", 1)
SHARE_ERROR = declare("share_error_95", "比例误差(95%)", "Error of the share (95 %)", "%", 1)
HEIGHT_TO_LOSE = declare("height_to_lose", "需降低的高度", "Height to lose", "m", 2)
PATH_LENGTH = declare("path_length", "游线长度", "Length of path", "m", 0)
SOLID_ANGLE = declare("solid_angle", "立体角", "Solid angle", "°²", 4)
SOLID_ANGLE_ERROR = declare(
    "solid_angle_error_95", "立体角误差(95%)", "Error of the solid angle (95 %)", "°²", 4
)
SKY_CUT = declare("sky_cut", "遮蔽天空比例", "Share of the sky cut off", "%", 3)
SKYLINE_SHARE = declare("skyline_share", "天际线占比", "Share of the skyline", "%", 2)
OVER_PLANE = declare(
    "over_plane", "高出视廊面(须降低)", "Height over the corridor's plane, to be lost", "m", 2
)
PLANE_LEVEL = declare("plane_level", "视廊面高程", "Elevation of the corridor's plane", "m", 2)
CORRIDOR_VOLUME = declare("corridor_volume", "高出视廊面的体积", "Volume over the corridor's plane", "m³", 1)
CORRIDOR_SHARE = declare("corridor_share", "断面被遮比例", "Share of the corridor's section blocked", "%", 2)
SKY_SHARE = declare(
    "sky_share", "地标背后天空被占比例", "Share of the sky behind the landmark filled", "%", 2
)
CORRIDOR_WIDTH = declare("corridor_width", "地标处宽度", "Width at the landmark", "m", 1)
ALONG_CORRIDOR = declare("along_corridor", "距视点", "Distance from the viewing place", "m", 1)
VERIFIED_SHARE = declare("verified_share", "可见比例", "Visible share", "%", 1)
VERIFIED_ANGLE = declare("verified_angle", "可见立体角", "Solid angle that is seen", "(°)²", 4)
VERIFIED_RESIDUAL = declare("verified_residual", "残差", "Residual", "px", 2)
SEEN = declare("seen", "可见", "Seen", "", 0)
TIMES_SEEN = declare("times_seen", "看见的测站数", "Stations that see it", "", 0)
STATION_SHARE = declare("station_share", "看见的测站比例", "Share of stations that see it", "%", 1)
LOWEST_VISIBLE = declare("lowest_visible_height", "可见起始高度", "Lowest height that is seen", "m", 2)
SEEN_AREA = declare("seen_area", "可见面积", "Area seen", "m²", 0)
AREA_SHARE = declare("area_share", "可见面积比例", "Share of the area in range", "%", 2)
PERMITTED_HEIGHT = declare("permitted_height", "允许高度(自地面)", "Permissible height above ground", "m", 2)
PERMITTED_LEVEL = declare("permitted_level", "允许高程", "Permissible elevation", "m", 2)
CEILING_RULE = declare("ceiling_rule", "控制规则", "Governing rule", "", 0)
CEILING_VIEWPOINT = declare("ceiling_viewpoint", "控制视点", "Governing viewpoint", "", 0)
EXCESS_HEIGHT = declare("excess_height", "超高", "Height over the ceiling", "m", 2)
CELL_ERROR = declare("cell_error", "栅格误差", "Error of the raster", "m", 2)
HERITAGE_SKYLINE = declare("heritage_skyline", "天际线占比", "Share of the skyline", "%", 2)
HERITAGE_CUT = declare("heritage_cut", "轮廓被遮比例", "Share of the silhouette cut", "%", 2)
HERITAGE_BACKED = declare("heritage_backed", "轮廓被衬比例", "Share of the silhouette backed", "%", 2)
WATER_DEPTH = declare("water_depth", "水深", "Depth of water", "m", 2)
WATER_LEVEL = declare("water_level", "水位", "Level of water", "m", 2)
WATER_SPEED = declare("water_speed", "流速", "Speed of water", "m/s", 2)
WATER_EAST = declare("water_east", "东向流速", "Velocity to the east", "m/s", 2)
WATER_NORTH = declare("water_north", "北向流速", "Velocity to the north", "m/s", 2)
WATER_VOLUME = declare("water_volume", "水量", "Volume of water", "m³", 0)
DISCHARGE = declare("discharge", "流量", "Discharge", "m³/s", 2)
RAIN_RATE = declare("rain_rate", "雨强", "Rate of rain", "mm/h", 1)
FIRST_WET = declare("first_wet", "首次进水时刻", "First wet", "min", 1)
WET_TIME = declare("wet_time", "积水历时", "Time under water", "min", 1)
FLOOD_HAZARD = declare("flood_hazard", "洪水危险等级", "Flood hazard", "", 0)
HAZARD_RATING = declare("hazard_rating", "危险度", "Hazard rating", "m²/s", 2)
DAMAGE_SHARE = declare("damage_share", "损失比例", "Share of value lost", "%", 0)
ELAPSED = declare("elapsed", "历时", "Time since the start", "min", 0)
FLOOR_AREA = declare("floor_area", "底层面积", "Area of the ground floor", "m²", 0)
OVER_SILL = declare("over_sill", "门槛以上水深", "Depth over the doorsill", "m", 2)
OUTSIDE_DEPTH = declare("outside_depth", "室外水深", "Depth beside it", "m", 2)
LANE_DEPTH = declare("lane_depth", "最浅车道水深", "Depth over the best lane", "m", 2)
LOST_SHARE = declare("lost_share", "不能通出的街巷比例", "Share of streets that lead nowhere", "%", 0)
WET_COUNT = declare("wet_count", "进水数量", "Number that took in water", "", 0)
DEPTH_CHANGE = declare("depth_change", "水深变化", "Change of depth", "m", 2)
PLOT_AREA = declare("plot_area", "用地面积", "Area of the plot", "m²", 0)
GROSS_FLOOR_AREA = declare("gross_floor_area", "建筑面积", "Gross floor area", "m²", 0)
VIRTUAL_FLOOR_AREA = declare("virtual_floor_area", "虚拟建筑面积", "Virtual floor area", "m²", 0)
FOOTPRINT_AREA = declare("footprint_area", "基底面积", "Footprint area", "m²", 0)
PLOT_RATIO = declare("plot_ratio", "容积率", "Plot ratio", "", 2)
BUILDING_DENSITY = declare("building_density", "建筑密度", "Building density", "%", 1)
GREEN_RATIO = declare("green_ratio", "绿地率", "Green ratio", "%", 1)
EAVES_HEIGHT = declare("eaves_height", "檐口高度(自室外地面)", "Eaves height above outdoor ground", "m", 2)
STOREY_HEIGHT = declare("storey_height", "层高", "Storey height", "m", 2)
