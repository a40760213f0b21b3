"""What each payload looks like: one module a payload, registered from outside the scene."""
