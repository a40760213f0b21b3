"""Pictures and colours of CityGML: which theme is shown, and which surface wears what.

It reads no picture.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from importers.citymodel.gml_geometry import GmlGeometry, attribute, children, local
from importers.citymodel.objects import Collector
from scene.payloads.arrays import F64


@dataclass(frozen=True, slots=True)
class _Mapped:
    """A picture on a ring."""

    theme: str
    image: str
    polygon: str
    ring: str
    uv: F64


@dataclass(frozen=True, slots=True)
class _Painted:
    """A colour on a surface."""

    theme: str
    colour: tuple[int, int, int]
    target: str


@dataclass(slots=True)
class GmlAppearance:
    """Collects appearances while a file is read; at the end one theme is laid on the polygons.

    Parameters
    ----------
    generated : int
        Textures that are projected by a matrix, which are not shown.
    """

    generated: int = 0
    _mapped: list[_Mapped] = field(default_factory=list)
    _painted: list[_Painted] = field(default_factory=list)

    def read(self, appearance: Any) -> None:
        """Take one ``Appearance``."""
        said = next((child.text for name, child in children(appearance) if name == "theme"), None)
        theme = (said or "").strip()
        for element in appearance.iter():
            name = local(element)
            if name == "ParameterizedTexture":
                self._texture(element, theme)
            elif name == "X3DMaterial":
                self._material(element, theme)

    def _texture(self, texture: Any, theme: str) -> None:
        image = next((child.text for name, child in children(texture) if name == "imageURI"), None)
        if not image or not image.strip():
            return
        for element in texture.iter():
            name = local(element)
            if name == "TexCoordList":
                polygon = _target(element.getparent(), texture)
                self._coordinates(element, theme, image.strip(), polygon)
            elif name == "TexCoordGen":
                self.generated += 1

    def _coordinates(self, element: Any, theme: str, image: str, polygon: str) -> None:
        """Take the rings of a list: version 2 names the ring in an attribute, version 3 beside."""
        texts = [child for name, child in children(element) if name == "textureCoordinates"]
        beside = [(child.text or "").strip() for name, child in children(element) if name == "ring"]
        for place, text in enumerate(texts):
            ring = attribute(text, "ring") or (beside[place] if place < len(beside) else "")
            try:
                uv = np.array((text.text or "").split(), dtype=np.float64)
            except ValueError:
                continue
            if len(uv) >= 6 and np.isfinite(uv).all():
                pairs = uv[: len(uv) // 2 * 2].reshape(-1, 2)
                self._mapped.append(_Mapped(theme, image, polygon, ring.rpartition("#")[2], pairs))

    def _material(self, material: Any, theme: str) -> None:
        said = {name: (child.text or "").strip() for name, child in children(material)}
        try:
            red, green, blue = (float(share) for share in said.get("diffuseColor", "").split())
        except ValueError:
            return
        colour = tuple(round(255 * min(max(share, 0.0), 1.0)) for share in (red, green, blue))
        for element in material.iter():
            if local(element) == "target":
                target = (element.text or "").strip().rpartition("#")[2]
                self._painted.append(_Painted(theme, colour, target))  # type: ignore[arg-type]

    def lay_on(self, collector: Collector, geometry: GmlGeometry) -> str:
        """Give polygons their pictures and colours; return the theme that is shown.

        Of several themes the one with most pictures is shown, ``rgbTexture`` before others, as it is what
        most writers call photographs.
        """
        for painted in self._painted:
            for polygon in range(*geometry.named.get(painted.target, (0, 0))):
                collector.paint(polygon, painted.colour)
        count = Counter(mapped.theme for mapped in self._mapped)
        if not count:
            return ""
        theme = max(count, key=lambda name: (name == "rgbTexture", count[name]))
        for mapped in self._mapped:
            ring = geometry.rings.get(mapped.ring)
            first, stop = geometry.named.get(mapped.polygon, (0, 0))
            if mapped.theme != theme or ring is None or first == stop:
                continue
            collector.map_ring(ring, mapped.uv)
            polygon = collector.polygon_of_ring(ring)
            if polygon >= 0:
                collector.picture(polygon, mapped.image)
        return theme


def _target(element: Any, stop: Any) -> str:
    """Return the surface that a list of coordinates is for: ``target uri`` or ``TextureAssociation/uri``."""
    while element is not None and element is not stop:
        href = attribute(element, "uri")
        beside = [
            (child.text or "").strip() for name, child in children(element) if name in ("uri", "target")
        ]
        if href or beside:
            return (href or beside[0]).rpartition("#")[2]
        element = element.getparent()
    return ""
