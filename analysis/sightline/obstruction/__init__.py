"""What stands between an eye and what it looks at: every object in order, and what each has to lose."""
