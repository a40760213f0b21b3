"""Building footprints and outlines from vector files: one module a format, one pipeline of arrays."""
