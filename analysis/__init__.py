"""Questions put to the city: one folder an analysis, declared once, run in the window or without it.

Analyses return results and never touch the scene. They know neither importers nor windows.
"""
