"""The panels around the view. Each shows one thing of the workbench and changes it by commands only."""
