"""What was shown, computed, said and decided, as entries of which each vouches for the one before."""
