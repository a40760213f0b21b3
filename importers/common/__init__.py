"""What several importers share: coordinate systems, encodings, detection, field mapping."""
