"""dlt: a resource merged by id, into DuckDB (with its default files or Parquet) or SQLite."""

import os
import sys

TARGET, KIND = sys.argv[4:6]
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"

import dlt  # noqa: E402
from peer import measure, pages  # noqa: E402

DATA = os.path.join(TARGET, "data")
FILE = os.path.join(DATA, "metrics.db")
os.makedirs(DATA, exist_ok=True)


@dlt.resource(name="metrics", primary_key="id", write_disposition="merge")
def metrics():
    yield from pages()


def mirror():
    destination = (
        dlt.destinations.sqlalchemy(f"sqlite:///{FILE}") if KIND == "sqlite" else dlt.destinations.duckdb(FILE)
    )
    pipeline = dlt.pipeline(
        "metrics", pipelines_dir=os.path.join(TARGET, "pipelines"), destination=destination, dataset_name="acc"
    )
    pipeline.run(metrics(), **({"loader_file_format": "parquet"} if KIND == "parquet" else {}))
    counts = pipeline.last_trace.last_normalize_info.row_counts
    return counts["metrics"]


measure(mirror, DATA)
