"""How fast, as a ratio to a peer or a limit measured in the same run. Run by ``./run bench``."""
