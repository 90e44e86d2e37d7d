"""The pure part: what sheets mean and what should be written, with no files, no network and no clock."""
