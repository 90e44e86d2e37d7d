"""Workbooks kept as Excel files: read, written part by part, and never broken."""
