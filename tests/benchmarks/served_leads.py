"""`leads` as a deployment serves it, in one process, on the port that is given: `deploy.cli serve leads`."""

import sys

from deploy.service_process import run_service

if __name__ == "__main__":
    run_service("leads", workers=1, port=int(sys.argv[1]), host="127.0.0.1")
