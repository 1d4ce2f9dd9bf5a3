"""How the house looks: pieces that own the ids and ask nobody."""
