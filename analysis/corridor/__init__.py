"""``corridor.view``: what rises into view corridors."""
