"""Exact solutions of the shallow water equations against which schemes are judged.

Sources: Ritter 1892, Dressler 1952, Stoker 1957, Thacker 1981, and the compilation of Delestre et al. 2013
(SWASHES), whose parameters are used. Frictionless but for Dressler's.
"""

import math

import numpy as np
from scipy.optimize import brentq

G = 9.81


def ritter(x, time, deep):
    """Depth and velocity of a dam at 0 that broke at 0, over dry ground."""
    wave = math.sqrt(G * deep)
    ray = np.clip(x / time, -wave, 2.0 * wave)
    depth = (2.0 * wave - ray) ** 2 / (9.0 * G)
    return depth, np.where(depth > 0.0, 2.0 / 3.0 * (ray + wave), 0.0)


def stoker_middle(deep, shallow):
    """Depth and velocity between fan and shock, and speed of the shock, of a dam over wet ground."""
    wave = math.sqrt(G * deep)

    def mismatch(middle):
        square = middle**2
        return (square - G * shallow) ** 2 * (square + G * shallow) - 8.0 * G * shallow * square * (
            wave - middle
        ) ** 2

    middle = brentq(mismatch, math.sqrt(G * shallow) * (1.0 + 1e-9), wave)
    depth, velocity = middle**2 / G, 2.0 * (wave - middle)
    return depth, velocity, depth * velocity / (depth - shallow)


def stoker(x, time, deep, shallow):
    """Depth and velocity of a dam at 0 that broke at 0, over wet ground."""
    middle, velocity, shock = stoker_middle(deep, shallow)
    ray = x / time
    fan_depth, fan_velocity = ritter(x, time, deep)
    foot = velocity - math.sqrt(G * middle)
    depth = np.where(ray < foot, fan_depth, np.where(ray < shock, middle, shallow))
    return depth, np.where(ray < foot, fan_velocity, np.where(ray < shock, velocity, 0.0))


def dressler(x, time, deep, chezy):
    """Depth and velocity of a dam at 0 over dry ground with Chezy's friction, and where the tip begins.

    The first order of a series in friction; beyond the place where its velocity is greatest, the tip, it does
    not hold.
    """
    wave = math.sqrt(G * deep)
    ray = np.clip(x / (time * wave), -1.0, 2.0 - 1e-9)
    rest = 2.0 - ray
    first = 6.0 / (5.0 * rest) - 2.0 / 3.0 + 4.0 * math.sqrt(3.0) / 135.0 * rest**1.5
    second = 12.0 / rest - 8.0 / 3.0 + 8.0 * math.sqrt(3.0) / 189.0 * rest**1.5 - 108.0 / (7.0 * rest**2)
    drag = G * G / chezy**2 * time
    depth = (2.0 / 3.0 * wave - ray * wave / 3.0 + drag * first) ** 2 / G
    velocity = 2.0 / 3.0 * wave * (1.0 + ray) + drag * second
    depth, velocity = np.where(ray <= -1.0, deep, depth), np.where(ray <= -1.0, 0.0, velocity)
    return depth, velocity, float(x[np.argmax(velocity)])


#: Thacker's bowl: radius of the shore at rest, depth in its middle, distance of the swinging lake's middle.
BOWL_RADIUS, BOWL_DEPTH, BOWL_SWING = 1.0, 0.1, 0.5
BOWL_RATE = math.sqrt(2.0 * G * BOWL_DEPTH) / BOWL_RADIUS


def bowl_bed(x, y):
    """Bed of the bowl, of which the shore at rest is at 0."""
    return -BOWL_DEPTH * (1.0 - (x**2 + y**2) / BOWL_RADIUS**2)


def bowl_depth(x, y, time):
    """Depth of the planar lake that swings round in the bowl."""
    a, b = math.cos(BOWL_RATE * time), math.sin(BOWL_RATE * time)
    level = BOWL_SWING * BOWL_DEPTH / BOWL_RADIUS**2 * (2.0 * x * a + 2.0 * y * b - BOWL_SWING)
    return np.maximum(level - bowl_bed(x, y), 0.0)


def bowl_velocity(time):
    """Velocity to the right and upwards, the same everywhere in the lake."""
    rate = BOWL_SWING * BOWL_RATE
    return -rate * math.sin(BOWL_RATE * time), rate * math.cos(BOWL_RATE * time)


def bump(x):
    """Bed of a channel of 25 m with a bump of 0.2 m at 10 m."""
    return np.maximum(0.0, 0.2 - 0.05 * (x - 10.0) ** 2)


def _depths(energy, bed, discharge):
    """Roots of h³ + (z - E) h² + q² / 2g = 0: depth of the slow and of the fast flow with an energy."""
    roots = np.roots([1.0, bed - energy, 0.0, discharge**2 / (2.0 * G)])
    real = sorted(root.real for root in roots if abs(root.imag) < 1e-6 and root.real > 0.0)
    return real[-1], real[0]


def fast_over_bump(x, discharge, depth_upstream):
    """Depth of a flow that is supercritical all over the bump."""
    energy = depth_upstream + discharge**2 / (2.0 * G * depth_upstream**2)
    return np.array([_depths(energy, bed, discharge)[1] for bed in bump(x)])


def jump_behind_bump(x, discharge, depth_downstream):
    """Depth of a flow that turns supercritical on the bump and jumps back behind its top; and where."""
    critical = (discharge**2 / G) ** (1.0 / 3.0)
    above = 1.5 * critical + 0.2
    below = depth_downstream + discharge**2 / (2.0 * G * depth_downstream**2)

    def force(depth):
        return discharge**2 / depth + 0.5 * G * depth**2

    def mismatch(place):
        bed = float(bump(np.array(place)))
        return force(_depths(above, bed, discharge)[1]) - force(_depths(below, bed, discharge)[0])

    highest = min(below - 1.5 * critical, 0.2) - 1e-9  # a bed that the slow flow behind the jump can pass
    jump = brentq(mismatch, 10.0 + math.sqrt((0.2 - highest) / 0.05), 11.99)
    depth = []
    for place, bed in zip(x, bump(x), strict=True):
        slow, fast = _depths(below if place > jump else above, min(bed, 0.2 - 1e-12), discharge)
        depth.append(fast if 10.0 < place <= jump else slow)
    return np.array(depth), jump
