"""The local inertial scheme: the shallow water equations without the advection of momentum."""
