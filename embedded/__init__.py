"""The whole system on one machine with one command: `python -m embedded` (or `make run`).

Reading order:

- `settings`: folders, ports and the environment that every part is started with
- `credentials`: logins and keys, generated at the first start
- `processes`: children that end together
- `mail`: a local SMTP server that keeps what it receives
- `airflow_api`: what is asked of Airflow over its REST API
- `progress`: the eleven tasks as they turn green
- `outcome`: what a run left behind, in a few lines
- `stack`: starts the parts and ends them
"""
