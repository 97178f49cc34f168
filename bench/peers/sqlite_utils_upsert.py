"""sqlite-utils: upsert_all by id."""

import sqlite_utils
from peer import TARGET, measure, pages


def mirror():
    metrics = sqlite_utils.Database(TARGET)["metrics"]
    metrics.upsert_all((row for rows in pages() for row in rows), pk="id", alter=True)
    return metrics.count


measure(mirror)
