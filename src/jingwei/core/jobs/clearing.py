"""Files that jobs offered are removed when their time is over."""

from datetime import date

from jingwei.core.files import drop_file
from jingwei.core.models import Job


def drop_old_files(on: date) -> int:
    """Remove the files whose last day is over; gives how many. Called in a scope, once a night."""
    due = list(Job.objects.filter(file_until__lt=on).exclude(file=None).select_related("file"))
    for job in due:
        assert job.file is not None
        drop_file(job.file)
        job.file = None
        job.save(update_fields=["file"])
    return len(due)
