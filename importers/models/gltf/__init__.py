"""glTF 2.0: container, buffers, accessors, compressions, materials, scene."""
