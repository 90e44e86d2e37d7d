"""The outside world: one file or folder for each outside system."""
