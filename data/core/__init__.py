"""Words every floor of the house uses: no screen, no table."""
