"""Pictures from files, laid on the ground: one module a format, one way into the frame."""
