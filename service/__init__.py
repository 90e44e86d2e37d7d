"""Patient Voice: staff keep their spreadsheets, patients get forms, managers get summaries."""

__version__ = "0.1.0"
