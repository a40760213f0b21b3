"""One widget for one parameter: number with unit, choice, text, or a switch."""

from collections.abc import Callable
from typing import Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QFileDialog, QLineEdit, QSpinBox, QWidget

from app.forms.from_scene import Offers, asks_the_scene, from_scene
from app.i18n import renew_with_language, tr
from app.theme import icon
from app.wording import Text
from scene.messages import BilingualText, msg

#: A number without a stated limit stays within these.
FAR: Final = 1e9

#: Words of choices, as people say them.
CHOICES: Final[dict[str, BilingualText]] = {
    "none": BilingualText("无", "None"),
    "gcj02": BilingualText("GCJ-02（国内网络地图偏移）", "GCJ-02 (offset of Chinese web maps)"),
    "bd09": BilingualText("BD-09（百度地图偏移）", "BD-09 (offset of Baidu's maps)"),
    "terrain": BilingualText("地面（建筑立于其上）", "ground, which buildings stand on"),
    "surface": BilingualText("表面（含屋顶与树冠）", "surface, roofs and trees included"),
    "auto": BilingualText("自动", "Automatic"),
    "highest": BilingualText("最高", "Highest"),
    "east_first": BilingualText("东坐标(经度)在前", "East or longitude first"),
    "north_first": BilingualText("北坐标(纬度)在前", "North or latitude first"),
    "metres": BilingualText("米", "metres"),
    "m": BilingualText("米", "metres"),
    "feet": BilingualText("英尺", "feet"),
    "floors": BilingualText("层数 × 层高", "storeys × storey height"),
    "height": BilingualText("高度字段", "height field"),
    "up": BilingualText("向上", "up"),
    "y": BilingualText("Y 轴向上", "Y is up"),
    "z": BilingualText("Z 轴向上", "Z is up"),
    "Y": BilingualText("Y 轴向上", "Y is up"),
    "Z": BilingualText("Z 轴向上", "Z is up"),
    "buildings": BilingualText("建筑", "buildings"),
    "zones": BilingualText("控制区", "control zones"),
    "parcels": BilingualText("地块", "parcels"),
    "corridors": BilingualText("视廊", "view corridors"),
    "eaves": BilingualText("檐口", "the eaves"),
    "top": BilingualText("最高点", "the highest point"),
    "outlines": BilingualText("轮廓线", "outlines"),
    "metre": BilingualText("米", "metres"),
    "foot": BilingualText("英尺", "feet"),
    "us-foot": BilingualText("美制测量英尺", "US survey feet"),
    "stream": BilingualText("随看随读", "read while you look"),
    "sample": BilingualText("取固定样本", "keep an even sample"),
    "km": BilingualText("千米", "kilometres"),
    "cm": BilingualText("厘米", "centimetres"),
    "mm": BilingualText("毫米", "millimetres"),
    "ft": BilingualText("英尺", "feet"),
    "in": BilingualText("英寸", "inches"),
    "above_ground": BilingualText("自地面起算", "above ground"),
    "exact": BilingualText("精确", "Exact"),
    "fast": BilingualText("快速（近似，注明误差）", "Fast, with its error stated"),
    "each": BilingualText("逐个", "Each by itself"),
    "all": BilingualText("全部", "All"),
    "marked": BilingualText("仅按标注", "Where marked"),
    "governing": BilingualText("变化最大处", "Where most is added"),
    "silhouette": BilingualText("按轮廓", "By the outline"),
    "plane": BilingualText("单一平面", "One plane"),
    "absolute": BilingualText("绝对高程", "absolute elevation"),
    "design_storm": BilingualText("设计暴雨（芝加哥雨型）", "Design storm (Chicago)"),
    "uniform_rain": BilingualText("恒定雨强", "The same rate all the time"),
    "rain_file": BilingualText("来自文件", "From a file"),
    "no_rain": BilingualText("无雨", "No rain"),
    "constant": BilingualText("恒定", "Constant"),
    "horton": BilingualText("霍顿公式", "Horton"),
    "green_ampt": BilingualText("格林—安普特公式", "Green and Ampt"),
    "of_the_terrain": BilingualText("地形自身的零点", "The terrain's own zero"),
    "EPSG:5737": BilingualText("1985 国家高程基准", "Yellow Sea 1985"),
    "wusong": BilingualText("吴淞高程", "Wusong zero"),
    "guazhou": BilingualText("瓜洲站水尺", "Scale of the Guazhou gauge"),
    "old_yellow_river": BilingualText("废黄河零点", "Zero of the old Yellow River mouth"),
    "closed": BilingualText("封闭", "Closed"),
    "stage": BilingualText("维持水位", "Held at a level"),
    "discharge": BilingualText("给定流量", "Fed with a discharge"),
    "blocking": BilingualText("阻水", "Block"),
    "raised": BilingualText("门槛以上进水", "Let water in over the sill"),
    "resistance": BilingualText("按阻力计", "Resist as rough ground"),
    "inertial": BilingualText("局部惯性（快）", "Local inertial (fast)"),
    "shallow": BilingualText("完全浅水方程", "Full shallow water"),
    "centre": BilingualText("中心城区", "City centre"),
    "outside": BilingualText("非中心城区", "Outside the centre"),
    "key_area": BilingualText("中心城区重要地区", "Key area of the centre"),
    "aidr": BilingualText("AIDR H1–H6", "AIDR H1–H6"),
    "defra_2008": BilingualText("DEFRA HR（2008）", "DEFRA HR (2008)"),
    "defra_tr2_urban": BilingualText("DEFRA HR（TR2 城区）", "DEFRA HR (TR2, urban)"),
}


class Field(QObject):
    """A widget that holds one parameter.

    Parameters
    ----------
    name : str
        Of the parameter.
    info : FieldInfo
        Its declaration.
    offered : tuple of (value, text)
        Texts to choose from, where something but the declaration knows them.
    offers : Offers, optional
        Rows and places of a scene, for parameters that ask for them.
    """

    changed = Signal()

    def __init__(
        self,
        name: str,
        info: FieldInfo,
        parent: QObject,
        offered: tuple[tuple[str, Text], ...] = (),
        offers: Offers | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.info = info
        kind, self.optional = _plain(info.annotation)
        if offered:
            make = _offer(offered, self)
        elif offers is not None and asks_the_scene(info):
            make = from_scene(info, offers, self.changed.emit)
        else:
            make = _make(kind, info, self)
        self.widget, self._read, self._write = make

    @property
    def value(self) -> Any:
        """What the widget holds now."""
        return self._read()

    def put(self, value: Any) -> None:
        """Show a value without saying that it changed."""
        self.widget.blockSignals(True)
        self._write(value)
        self.widget.blockSignals(False)

    def mark(self, wrong: bool) -> None:
        """Draw a red edge around a wrong value."""
        self.widget.setProperty("wrong", wrong)
        self.widget.style().unpolish(self.widget)
        self.widget.style().polish(self.widget)


def is_shown(info: FieldInfo, offers: Offers | None = None) -> bool:
    """Return whether a parameter has a widget: lists are for job files, unless a scene offers them."""
    if asks_the_scene(info) and offers is not None:
        return True
    kind, _ = _plain(info.annotation)
    return kind in (bool, int, float, str) or get_origin(kind) is Literal


def unit_of(info: FieldInfo) -> str:
    """Return the unit that a parameter declares."""
    return str(extra_of(info, "unit") or "")


def extra_of(info: FieldInfo, key: str) -> object:
    """Return what a parameter says under a key beside its type, None if nothing."""
    extra = info.json_schema_extra
    return extra.get(key) if isinstance(extra, dict) else None


def _plain(annotation: Any) -> tuple[Any, bool]:
    """Return the type without ``| None``, and whether None was allowed."""
    import types

    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        optional = len(kinds) < len(get_args(annotation))
        # Of several kinds the number is the one that a form can hold.
        chosen = next((kind for kind in kinds if kind in (float, int)), kinds[0])
        return chosen, optional
    return annotation, False


Made = tuple[QWidget, Callable[[], Any], Callable[[Any], None]]


def _make(kind: Any, info: FieldInfo, field: Field) -> Made:
    if get_origin(kind) is Literal:
        return _choice(get_args(kind), field)
    if kind is bool:
        return _switch(field)
    if kind is int and not field.optional:
        return _whole(info, field)
    if kind is float and not field.optional:
        return _number(info, field)
    return _text(kind, info, field)


def _limits(info: FieldInfo) -> tuple[float, float]:
    low, high = -FAR, FAR
    for rule in info.metadata:
        if isinstance(rule, Ge):
            low = float(rule.ge)  # type: ignore[arg-type]
        elif isinstance(rule, Gt):
            low = float(rule.gt)  # type: ignore[arg-type]
        elif isinstance(rule, Le):
            high = float(rule.le)  # type: ignore[arg-type]
        elif isinstance(rule, Lt):
            high = float(rule.lt)  # type: ignore[arg-type]
    return low, high


def _number(info: FieldInfo, field: Field) -> Made:
    box = QDoubleSpinBox()
    low, high = _limits(info)
    box.setRange(low, high)
    default = float(info.default) if isinstance(info.default, int | float) else 1.0
    span = high - low if high - low < FAR else abs(default) or 1.0
    box.setDecimals(3 if span <= 1 else 2)
    box.setSingleStep(0.01 if span <= 1 else 0.1 if span <= 20 else 1.0)
    if unit := unit_of(info):
        box.setSuffix(f" {unit}")
    return _spin(box, field)


def _whole(info: FieldInfo, field: Field) -> Made:
    box = QSpinBox()
    low, high = _limits(info)
    box.setRange(int(max(low, -(2**31))), int(min(high, 2**31 - 1)))
    if unit := unit_of(info):
        box.setSuffix(f" {unit}")
    return _spin(box, field)


def _spin(box: QSpinBox | QDoubleSpinBox, field: Field) -> Made:
    # The style sheet's padding does not reach the line inside.
    box.lineEdit().setTextMargins(6, 0, 0, 0)
    box.valueChanged.connect(lambda value: field.changed.emit())
    return box, box.value, box.setValue


def _switch(field: Field) -> Made:
    box = QCheckBox()
    box.toggled.connect(lambda on: field.changed.emit())
    return box, box.isChecked, box.setChecked


def _narrow_box() -> QComboBox:
    """Return a box that is as wide as its form lets it be, and not as its longest entry asks."""
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    return box


def _choice(values: tuple[Any, ...], field: Field) -> Made:
    box = _narrow_box()
    for value in values:
        box.addItem("", value)

    def words() -> None:
        for place, value in enumerate(values):
            box.setItemText(place, tr(CHOICES.get(str(value), str(value))))

    renew_with_language(box, words)
    box.currentIndexChanged.connect(lambda place: field.changed.emit())
    return box, box.currentData, lambda value: box.setCurrentIndex(max(box.findData(value), 0))


def _offer(offered: tuple[tuple[str, Text], ...], field: Field) -> Made:
    box = _narrow_box()
    for value, _ in offered:
        box.addItem("", value)

    def words() -> None:
        for place, (_, text) in enumerate(offered):
            box.setItemText(place, tr(text))

    renew_with_language(box, words)
    box.currentIndexChanged.connect(lambda place: field.changed.emit())
    return box, box.currentData, lambda value: box.setCurrentIndex(max(box.findData(value), 0))


def _text(kind: Any, info: FieldInfo, field: Field) -> Made:
    """Make a line of text; for a number that may be left out, an empty line means so."""
    line = QLineEdit()
    if unit := unit_of(info):
        line.setPlaceholderText(unit)
    line.textChanged.connect(lambda text: field.changed.emit())
    if extra_of(info, "file"):
        _offer_files(line)

    def read() -> Any:
        text = line.text().strip()
        if not text and field.optional:
            return None
        if kind in (int, float):
            try:
                return kind(text)
            except ValueError:
                return text  # the model says what is wrong with it
        return text

    return line, read, lambda value: line.setText("" if value is None else str(value))


def _offer_files(line: QLineEdit) -> None:
    """Put a button into a line that asks for a file."""

    def ask() -> None:
        name, _ = QFileDialog.getOpenFileName(line.window(), tr(msg("Choose a file")), line.text())
        if name:
            line.setText(name)

    action = line.addAction(icon("open"), QLineEdit.ActionPosition.TrailingPosition)
    action.triggered.connect(ask)
