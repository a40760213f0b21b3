"""The full shallow water equations, for breaches, dam breaks and steep fronts: finite volumes."""
