"""What a user can ask for: the same for the command line, the page and Python."""

from oberih.jobs.assess import assess
from oberih.jobs.base import Options, Run
from oberih.jobs.run import run

__all__ = ["Options", "Run", "assess", "run"]
