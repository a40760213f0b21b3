"""Two sample proposals on cleared plots: one that the red balloon shows from the lake, one that stays unseen.

It does not judge them: that is the work of ``sightline.balloon``. Where they stand was chosen by asking it.
"""

import numpy as np

from importers.yangzhou import figures
from importers.yangzhou.ground import ground_height
from scene.geometry.proposals import footprint_proposal
from scene.messages import BilingualText
from scene.payloads import Buildings


def proposals() -> list[tuple[BilingualText, Buildings]]:
    """Return each proposal with its name, as a building of its own layer."""
    found = []
    for row in figures.table("proposals")["proposal"]:
        centre = figures.to_local([[row["lon"], row["lat"]]])[0]
        turn = -np.radians(row["bearing"])
        along = np.array([np.cos(turn), np.sin(turn)]) * row["width_m"] / 2
        across = np.array([-np.sin(turn), np.cos(turn)]) * row["depth_m"] / 2
        ring = centre + np.array([-along - across, along - across, along + across, -along + across])
        level = float(ground_height(centre[None])[0])
        name = BilingualText(row["name_zh"], row["name_en"])
        found.append((name, footprint_proposal(ring, level, row["height_m"], row["id"], name)))
    return found
