"""The pages: they know the ledger and never a workbook."""
