"""The page: a door onto jobs, report and terms, for a browser on the same machine. Nothing is imported here."""
