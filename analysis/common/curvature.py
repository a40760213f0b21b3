"""How far the curvature of the Earth, less refraction, lowers what is looked at.

A point at distance d appears lower by ``(1 - k) d² / 2R``: with k = 0.13 and R = 6 371 000 m by 0.068 m at
1 km and 6.828 m at 10 km. It does not know what is looked at.
"""


def drop_coefficient(refraction: float, earth_radius: float) -> float:
    """Return ``(1 - k) / 2R``, 1/m: what the square of a distance is multiplied with.

    Parameters
    ----------
    refraction : float
        k: 0 for none, 0.13 after Gauss, 1 cancels the curvature.
    earth_radius : float
        R, metres.
    """
    return (1.0 - refraction) / (2.0 * earth_radius)
