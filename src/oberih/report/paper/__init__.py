"""The briefing on paper: PDF by typst, plain text as Markdown, charts by matplotlib."""

from oberih.report.paper.markdown import markdown
from oberih.report.paper.pdf import pdf

__all__ = ["markdown", "pdf"]
