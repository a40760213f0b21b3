"""A result that runs in time: which moment is shown, the bar that plays it."""
