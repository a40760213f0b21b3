"""Layers into files: what the importers read, written again. One module a format; writers beside readers."""
