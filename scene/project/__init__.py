"""The project file: one GeoPackage, transactional, readable by every GIS."""
