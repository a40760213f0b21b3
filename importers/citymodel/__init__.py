"""City models: CityGML, CityJSON, CityJSONSeq and IFC, by way of one in-between, :mod:`objects`."""
