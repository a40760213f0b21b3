"""The slow obvious twin of the full scheme: the whole grid at once, in double precision."""

import numpy as np

G = 9.81
STILL = 1e-6
THETA = 1.4
AS_DRY = 1e-3


def limited(before, after, sharpness):
    """Generalised minmod: the smallest of three differences, or none where they disagree."""
    size = np.minimum(sharpness * np.minimum(abs(before), abs(after)), 0.5 * abs(before + after))
    return np.where(before * after > 0.0, np.sign(before) * size, 0.0)


def towards_front(slope, before, after, h, rise, axis):
    """Before a lower dry cell the difference to the other side, unless it is more than a wave could bring."""
    front_after = (np.roll(h, -1, axis) == 0.0) & (rise < 0.0)
    front_before = (np.roll(h, 1, axis) == 0.0) & (np.roll(rise, 1, axis) > 0.0)
    alone = np.where(front_after, before, after)
    return np.where((front_before != front_after) & (alone**2 < 16.0 * G * h), alone, slope)


def stepping(before, after, h, axis):
    """Where the bed steps to a neighbour by more than the depth here or there."""
    h_before, h_after = np.roll(h, 1, axis), np.roll(h, -1, axis)
    return (abs(before) > np.minimum(h_before, h) + 1e-4) | (abs(after) > np.minimum(h, h_after) + 1e-4)


def at_shore(before, after, h, axis):
    """Where a neighbour's bed lies above the level, which does not fall by its depth on the other side."""
    h_before, h_after = np.roll(h, 1, axis), np.roll(h, -1, axis)
    return ((after > h_after) & (abs(before) < h)) | ((-before > h_before) & (abs(after) < h))


def kept_share(speed, rate, seconds):
    return 2.0 / (1.0 + np.sqrt(1.0 + 4.0 * seconds * rate * speed))


class Twin:
    """Water as arrays with a frame of three wall cells around it; x to the east, y to the south."""

    def __init__(self, ground, depth, roughness, cell, manning=True):
        self.cell, self.manning = cell, manning
        self.ground = np.pad(np.asarray(ground, float), 3, constant_values=np.nan)
        self.open = np.isfinite(self.ground)
        self.h = np.where(self.open, np.pad(np.asarray(depth, float), 3), 0.0)
        self.roughness = np.pad(np.asarray(roughness, float), 3, constant_values=1.0)
        self.qx, self.qy = np.zeros_like(self.h), np.zeros_like(self.h)

    def inner(self, values):
        return values[3:-3, 3:-3]

    def rate(self, depth):
        if self.manning:
            return G * self.roughness**2 / depth ** (4.0 / 3.0)
        return G / (self.roughness**2 * depth)

    def longest_step(self):
        flows = self.h > STILL
        deep = np.where(flows, self.h, 1.0)
        signal = (abs(self.qx) + abs(self.qy)) / deep + 2.0 * np.sqrt(G * self.h)
        return 0.9 * self.cell / np.where(flows, signal, 1e-9).max()

    def step(self, seconds):
        flows = self.h > STILL
        deep = np.where(flows, self.h, 1.0)
        h = np.where(flows, self.h, 0.0)
        u, v = np.where(flows, self.qx / deep, 0.0), np.where(flows, self.qy / deep, 0.0)
        level = np.where(self.open, np.nan_to_num(self.ground) + self.h, 0.0)
        half = 0.5 * seconds / self.cell

        slopes = {}
        for axis in (0, 1):
            both = self.open & np.roll(self.open, -1, axis)  # this cell and the next
            for name, values in (("e", level), ("h", h), ("u", u), ("v", v)):
                after = np.where(both, np.roll(values, -1, axis) - values, 0.0)
                before = np.roll(after, 1, axis)
                if name == "e":
                    bed_after = after - np.where(both, np.roll(h, -1, axis) - h, 0.0)
                    steps = stepping(np.roll(bed_after, 1, axis), bed_after, h, axis)
                    sharpness = np.where(steps, 1.0, THETA)
                slope = limited(before, after, sharpness if name in "eh" else THETA)
                if name == ("u" if axis == 1 else "v"):
                    slope = towards_front(slope, before, after, h, slopes["rise", axis], axis)
                if name == "e":
                    slope = np.where(at_shore(before, after, h, axis), 0.0, slope)
                slopes[name, axis] = np.where(h > 0.0, slope, 0.0)
                if name == "e":
                    slopes["rise", axis] = after
        hx, hy, ux, uy = slopes["h", 1], slopes["h", 0], slopes["u", 1], slopes["u", 0]
        vx, vy, ex, ey = slopes["v", 1], slopes["v", 0], slopes["e", 1], slopes["e", 0]
        growth = -half * (u * hx + h * ux + v * hy + h * vy)
        growth = np.maximum(growth, 0.5 * np.maximum(abs(hx), abs(hy)) - h)
        later_u = u - half * (u * ux + v * uy + G * ex)
        later_v = v - half * (u * vx + v * vy + G * ey)
        kept = kept_share(np.hypot(later_u, later_v), self.rate(deep), 0.5 * seconds)
        mid = (h + growth, growth, later_u * kept, later_v * kept)

        east = self.fluxes(1, mid, slopes)
        south = self.fluxes(0, mid, slopes)
        ratio = seconds / self.cell
        out = ratio * sum(
            np.maximum(flux[0], 0.0) + np.maximum(-np.roll(flux[0], 1, axis), 0.0)
            for flux, axis in ((east, 1), (south, 0))
        )
        share = np.where(out > h * (1 - 1e-6), h * (1 - 1e-6) / np.maximum(out, 1e-30), 1.0)
        east = [np.where(east[0] > 0.0, share, np.roll(share, -1, 1)) * part for part in east]
        south = [np.where(south[0] > 0.0, share, np.roll(share, -1, 0)) * part for part in south]

        def before(part, axis):
            return np.roll(part, 1, axis)

        self.h = self.h - ratio * (east[0] - before(east[0], 1) + south[0] - before(south[0], 0))
        qx = np.where(flows, self.qx, 0.0) - ratio * (
            east[1] - before(east[2], 1) + south[3] - before(south[3], 0)
        )
        qy = np.where(flows, self.qy, 0.0) - ratio * (
            south[1] - before(south[2], 0) + east[3] - before(east[3], 1)
        )
        flows = self.h > STILL
        deep = np.where(flows, self.h, 1.0)
        kept = kept_share(np.hypot(qx, qy) / deep, self.rate(deep), seconds) * flows
        self.qx, self.qy = qx * kept, qy * kept

    def fluxes(self, axis, mid, slopes):
        """Volume, momentum less either side's pressure, momentum along: between each cell and the next."""
        h, growth, u, v = mid
        normal, along = (u, v) if axis == 1 else (v, u)
        normal_slope, along_slope = ("u", "v") if axis == 1 else ("v", "u")

        def after(values):
            return np.roll(values, -1, axis)

        def sides(values, name):
            slope = slopes[name, axis]
            return values + 0.5 * slope, after(values - 0.5 * slope)

        h_a, h_b = sides(h, "h")
        u_a, u_b = sides(normal, normal_slope)
        v_a, v_b = sides(along, along_slope)
        slope = slopes["e", axis]
        rise = slopes["rise", axis] - 0.5 * (slope + after(slope)) + after(growth) - growth
        wall_a, wall_b = ~self.open, ~after(self.open)
        h_a, h_b = np.where(wall_a, h_b, h_a), np.where(wall_b, h_a, h_b)
        u_a, u_b = np.where(wall_a, -u_b, u_a), np.where(wall_b, -u_a, u_b)
        rise = np.where(wall_a | wall_b, 0.0, rise)
        d_a = np.maximum(np.minimum(h_a, h_b - rise), 0.0)
        d_b = np.maximum(np.minimum(h_b, h_a + rise), 0.0)

        c_a, c_b = np.sqrt(G * d_a), np.sqrt(G * d_b)
        u_m, c_m = 0.5 * (u_a + u_b) + c_a - c_b, 0.5 * (c_a + c_b) + 0.25 * (u_a - u_b)
        s_a, s_b = np.minimum(u_a - c_a, u_m - c_m), np.maximum(u_b + c_b, u_m + c_m)
        s_a, s_b = np.minimum(s_a, 0.0), np.maximum(s_b, 0.0)
        width = np.maximum(s_b - s_a, 1e-20)
        q_a, q_b = d_a * u_a, d_b * u_b
        p_a, p_b = 0.5 * G * d_a**2, 0.5 * G * d_b**2
        volume = (s_b * q_a - s_a * q_b + s_a * s_b * (d_b - d_a)) / width
        momentum = (s_b * (q_a * u_a + p_a) - s_a * (q_b * u_b + p_b) + s_a * s_b * (q_b - q_a)) / width
        dry_a, dry_b = d_a <= AS_DRY * d_b, d_b <= AS_DRY * d_a
        over, c = np.where(dry_b, u_a, -u_b), np.where(dry_b, c_a, c_b)
        c_fan = np.clip((over + 2.0 * c) / 3.0, 0.0, c)
        u_fan, h_fan = over + 2.0 * (c - c_fan), c_fan**2 / G
        volume = np.where(dry_b, h_fan * u_fan, np.where(dry_a, -h_fan * u_fan, volume))
        momentum = np.where(dry_a | dry_b, h_fan * u_fan**2 + 0.5 * G * h_fan**2, momentum)
        weight_a, weight_b = 0.5 * G * d_a * slope, 0.5 * G * d_b * after(slope)
        along = volume * np.where(volume > 0.0, v_a, v_b)
        return [volume, momentum - p_a + weight_a, momentum - p_b - weight_b, along]
