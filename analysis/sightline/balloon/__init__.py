"""The red balloon: whether a proposed building is seen from the lake, and up to which height it is not."""
