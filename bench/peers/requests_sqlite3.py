"""The script people write: requests, and sqlite3 with INSERT OR REPLACE."""

import json
import sqlite3

from peer import TARGET, measure, pages

FIELDS = (
    "id",
    "time_period_start",
    "time_period_end",
    "value",
    "project",
    "provider",
    "installation_id",
    "project_id",
    "resource",
    "group_id",
    "user_id",
)


def mirror():
    database = sqlite3.connect(TARGET)
    columns = ", ".join(FIELDS)
    database.execute(f"CREATE TABLE IF NOT EXISTS metrics ({columns}, metric_definition, PRIMARY KEY (id))")
    insert = f"INSERT OR REPLACE INTO metrics VALUES ({', '.join('?' * (len(FIELDS) + 1))})"
    for rows in pages():
        with database:
            database.executemany(
                insert, ([row.get(field) for field in FIELDS] + [json.dumps(row["metric_definition"])] for row in rows)
            )
    return database.execute("SELECT count(*) FROM metrics").fetchone()[0]


measure(mirror)
