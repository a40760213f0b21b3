"""Opinions of a review, by the light half of their importers. Nothing heavy is imported."""

from typing import Final

from importers.base import ImporterSpec
from scene.messages import BilingualText

SPECS: Final[tuple[ImporterSpec, ...]] = (
    ImporterSpec(
        "opinions.bcf",
        BilingualText("会审意见(BCF)", "Opinions from BCF"),
        "opinions",
        ("*.bcf", "*.bcfzip"),
        "importers.opinions.bcf:BcfImporter",
    ),
    ImporterSpec(
        "opinions.csv",
        BilingualText("会审意见(CSV)", "Opinions from CSV"),
        "opinions",
        ("*.csv",),
        "importers.opinions.table:OpinionTableImporter",
    ),
)
