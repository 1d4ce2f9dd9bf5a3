"""Invented organisations, people and days to look at; nobody in here exists."""
