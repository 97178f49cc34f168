"""What the peers share: how the metrics of a project are asked for, and how a run tells what it measured."""

import json
import os
import resource
import sys
import time

import requests

ENDPOINT, TOKEN, PROJECT, TARGET = sys.argv[1:5]


def pages():
    """The metrics of the project, a list of at most 100 each, one page after the other over one connection."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {TOKEN}"
    page = 1
    while True:
        answer = session.get(f"{ENDPOINT}/projects/{PROJECT}/metrics", params={"page": page, "size": 100}, timeout=60)
        answer.raise_for_status()
        body = answer.json()
        yield body["content"]
        if page >= body["total_pages"]:
            return
        page += 1


def size_of(path):
    """The bytes of a file, or of all files in a folder."""
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(root, name)) for root, _, names in os.walk(path) for name in names)


def measure(work, target=TARGET):
    """Runs `work`, which returns how many rows it has stored, and prints what that took."""
    began = time.perf_counter()
    rows = work()
    seconds = time.perf_counter() - began
    peak_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb, "metrics": rows, "bytes": size_of(target)}))
