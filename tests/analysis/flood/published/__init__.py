"""Published flood benchmarks, as domains, forcing and gauges. They do not know by which scheme they run."""
