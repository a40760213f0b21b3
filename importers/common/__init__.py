"""What several importers share: broken files, declared sizes, encodings, fields, the ground, provenance."""
