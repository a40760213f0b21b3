"""What can be seen of a surface: viewsheds exact by a stated model, heights that would be seen, counts."""
