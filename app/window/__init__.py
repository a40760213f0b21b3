"""The main window, its dialogs, and what lies over the view."""
