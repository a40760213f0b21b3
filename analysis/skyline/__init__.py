"""The skyline and how proposals change it: area, shares, protected silhouettes, and an exact panorama."""
