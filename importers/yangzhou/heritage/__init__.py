"""The heritage of Yangzhou as parametric models, and the prototypes of its trees and boats.

Every model is built in a frame of its own (x right, y forward to where it faces, z up from its foot) and
placed once. Vertices are shared exactly where a surface is smooth, and doubled at every sharp edge, so that
a renderer that averages normals at a vertex draws what is meant.
It does not know the ground, the lake or the streets.
"""
