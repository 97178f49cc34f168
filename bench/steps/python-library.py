"""Reads the metrics of a project with the Python library and forgets them; prints what it measured, as the other steps do."""

import json
import resource
import sys
import time

from argo_acc_library import ArgoAccountingService
from argo_acc_library.httprequests import HttpRequests

host, token, project = sys.argv[1:4]

requests = 0
make_request = HttpRequests.make_request


def counted(self, *args, **kwargs):
    global requests
    requests += 1
    return make_request(self, *args, **kwargs)


HttpRequests.make_request = counted

metrics = 0
acc = ArgoAccountingService(host, token)
began = time.perf_counter()
for metric in acc.projects[project].metrics:
    metrics += 1
seconds = time.perf_counter() - began
peak_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
print(json.dumps({"seconds": seconds, "peak_mb": peak_mb, "metrics": metrics, "requests": requests}))
