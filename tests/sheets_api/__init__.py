"""A loopback Google: the parts of the Sheets and Drive APIs that gspread and our port use, over real HTTP."""
