"""The Analysis panel: any registered analysis chosen, set, run, seen, asked, kept and exported."""
