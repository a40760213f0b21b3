"""A review as a page for people who are not at the desk: gathered, made small, written as one folder."""
