"""A schedule in the shapes that people and programs read: JSON of outage apps, iCalendar, CSV, CAP, pictures, page."""

from oberih.report.schedule.cap import cap
from oberih.report.schedule.ical import calendar
from oberih.report.schedule.json_shapes import dtek, yasno
from oberih.report.schedule.page import page
from oberih.report.schedule.picture import queue_picture, region_picture
from oberih.report.schedule.text import csv, text

__all__ = ["calendar", "cap", "csv", "dtek", "page", "queue_picture", "region_picture", "text", "yasno"]
