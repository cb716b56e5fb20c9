"""Search over recipes by what they taste like."""
