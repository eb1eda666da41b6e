"""Makes a task last long enough to be struck: each file takes its place after a while, as on a busy disk.

Python imports a module of this name by itself; tests/stack/big-data.yaml puts it before the workers.
"""

import os
import time

# The records of a run are left alone: each task writes several of them.
FOLDERS = ("/opt/airflow/working_data/", "/opt/airflow/model/")
SECONDS = 0.5
replace = os.replace


def replace_slowly(source, target, **places):
    """Does what os.replace does, later."""
    if os.fspath(target).startswith(FOLDERS):
        time.sleep(SECONDS)
    replace(source, target, **places)


os.replace = replace_slowly
