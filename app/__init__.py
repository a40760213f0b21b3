"""The program around the city: session, jobs, window, viewport, command line, report."""
