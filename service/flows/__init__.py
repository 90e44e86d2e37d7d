"""Read, decide, write: where the pure core meets the ledger and whatever workbooks it is handed."""
