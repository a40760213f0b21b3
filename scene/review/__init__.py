"""The words of a meeting as frozen values, and how they are kept in the scene."""
