"""Parameters as widgets: one form for any pydantic model."""
