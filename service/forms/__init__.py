"""What patients see: one file a form, each a `Form` or what makes one from the sheet."""
