"""Reports read for their own sake: one or thousands, as data, as a page to look at, or merged into one record of a
raid."""

from oberih.jobs.reading.files import read_files
from oberih.jobs.reading.merge import Merged, merge
from oberih.jobs.reading.page import page
from oberih.record import Report

__all__ = ["Merged", "merge", "page", "read_files", "to_json"]


def to_json(report: Report) -> dict[str, object]:
    """A report's facts and summary, with what is known of the document, ready for JSON."""
    document = report.document
    return {
        "name": document.name,
        "sha256": document.sha256,
        "language": document.language,
        "published": document.published.isoformat() if document.published else None,
        "published_from": document.published_from,
        "tells_of_raid": report.tells_of_raid,
        "raid_date": report.raid_date.isoformat() if report.raid_date else None,
        "start_hour": report.start_hour,
        "end_hour": report.end_hour,
        "summary": report.summary,
        "facts": [fact.to_dict() for fact in report.facts],
        "notes": list(report.notes),
    }
