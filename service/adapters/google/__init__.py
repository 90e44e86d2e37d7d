"""Google Sheets: the way in and out, through gspread and google-auth."""
