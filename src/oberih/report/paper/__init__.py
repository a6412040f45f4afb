"""The briefing on paper: PDF by typst, plain text as Markdown, charts by matplotlib."""
