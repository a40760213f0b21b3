"""The meeting as it goes: stops shown one after the other, the keys of a remote, pictures of what comes."""
