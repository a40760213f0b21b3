"""The volume account as a table and as charts in time. It does not know who moved the water."""

from typing import Final

from analysis.base import Chart, Column, Series, Table
from analysis.flood.account import Account
from analysis.flood.impacts.facts import RunFacts
from analysis.flood.impacts.tables import titled
from analysis.flood.record.balance import Balance
from scene.messages import BilingualText
from scene.payloads.arrays import F64
from scene.units import DISCHARGE, ELAPSED, WATER_VOLUME

_NAMES: Final = {
    "stored_before": BilingualText("开始时已有水量", "Stored at the start"),
    "rain": BilingualText("降雨", "Rain"),
    "inflow": BilingualText("边界与水源流入", "In over boundaries and sources"),
    "pumped_in": BilingualText("泵站与水闸引入", "In by pumps and sluices"),
    "outflow": BilingualText("边界流出", "Out over boundaries"),
    "infiltrated": BilingualText("入渗", "Into the soil"),
    "drained": BilingualText("雨水管网排走", "Into storm drains"),
    "pumped_out": BilingualText("泵站与水闸排出", "Out by pumps and sluices"),
    "stored": BilingualText("结束时水量", "Stored at the end"),
    "missing": BilingualText("未能解释的水量", "Unexplained"),
}
_COLOURS: Final = {
    "stored": (0x2E, 0x62, 0x92),
    "rain": (0x6E, 0x8F, 0xA8),
    "inflow": (0x3A, 0x20, 0x4E),
    "pumped_in": (0x8A, 0x6A, 0x9A),
    "outflow": (0xB5, 0x43, 0x2E),
    "infiltrated": (0xA0, 0x7A, 0x40),
    "drained": (0xE0, 0xA0, 0x30),
    "pumped_out": (0xCF, 0x78, 0x3A),
}
_OUT: Final = ("outflow", "infiltrated", "drained", "pumped_out")


def account_table(account: Account, facts: RunFacts) -> Table:
    """Return the account at the end of a run: what came, what went, what is there, what is missing."""
    columns = (
        Column("item", BilingualText("项目", "Item")),
        Column("volume", WATER_VOLUME.title, WATER_VOLUME),
        Column("share", BilingualText("占处理水量的比例", "Share of the volume handled")),
    )
    handled = account.stored_before + account.came
    rows = tuple(
        (name, float(getattr(account, key)), _share(float(getattr(account, key)), handled))
        for key, name in _NAMES.items()
    )
    return Table("flood_account", titled("水量平衡", "Volume account", facts), columns, rows)


def _share(volume: float, handled: float) -> str:
    if handled <= 0.0:
        return ""
    share = volume / handled
    return f"{share:.1%}" if abs(share) >= 1e-4 or share == 0.0 else f"{share:.1e}"


def account_chart(balance: Balance) -> Chart:
    """Return how much water has come, gone and stayed at each moment."""
    return Chart(
        "flood_account_in_time",
        BilingualText("水量平衡过程", "Volume account in time"),
        ELAPSED,
        WATER_VOLUME,
        tuple(
            _line(balance, key, balance.of(key)) for key in _COLOURS if key == "stored" or _is(balance, key)
        ),
    )


def exchange_chart(balance: Balance) -> Chart:
    """Return how fast water comes and goes: rain, boundaries, drains, soil and pumps."""
    return Chart(
        "flood_exchange",
        BilingualText("来水与排水过程", "Water coming and going"),
        ELAPSED,
        DISCHARGE,
        tuple(
            _line(balance, key, balance.rate(key))
            for key in _COLOURS
            if key != "stored" and _is(balance, key)
        ),
    )


def _is(balance: Balance, key: str) -> bool:
    return bool((balance.of(key) > 0.0).any())


def _line(balance: Balance, key: str, values: F64) -> Series:
    return Series(key, _NAMES[key], balance.times / 60.0, values, _COLOURS[key], dashed=key in _OUT)
