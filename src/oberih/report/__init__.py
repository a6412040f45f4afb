"""Findings of a finished run, and the briefing in Ukrainian and English that is made from them.

Findings are data (keys and values); a language is the last step. The room reads stored tables alone.
"""

from oberih.report.base import Findings
from oberih.report.console import console_summary
from oberih.report.findings import findings
from oberih.report.page import write_briefing

__all__ = ["Findings", "console_summary", "findings", "write_briefing"]
