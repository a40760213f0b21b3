"""The verified view: a picture from a surveyed camera, with what of each proposal it shows."""
