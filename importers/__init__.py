"""Files into nodes: one folder a family of formats, one module a format.

Importers return results and never touch the scene. They know neither analyses nor windows.
"""
