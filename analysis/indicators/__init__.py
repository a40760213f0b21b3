"""Figures of a plot as a scheme makes it: floor area, plot ratio, density, green, heights, with limits."""
