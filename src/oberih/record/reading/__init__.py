"""The reader of reports: a document into facts, each with its words, its speaker and the rule that found it."""
