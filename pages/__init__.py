"""Where things are: addresses and layouts; ask, never tell."""
