"""Patient Voice: staff keep their spreadsheets, patients get forms, managers get summaries."""
