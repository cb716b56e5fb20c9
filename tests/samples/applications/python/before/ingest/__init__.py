"""Brings the day's recipes into the index."""
