# The monitor: Flask and gunicorn, without Airflow and without pandas.
# The name stands in a stage of its own, so that tools which propose new versions find it.
ARG PYTHON_IMAGE=public
FROM python:3.11.14-slim-bookworm AS public
FROM ${PYTHON_IMAGE}

COPY requirements/monitor.lock /tmp/monitor.lock
RUN python -m pip install --no-cache-dir --quiet --no-deps --require-hashes --requirement /tmp/monitor.lock \
 && python -m pip check

ENV PYTHONPATH=/opt/pipeline \
    PYTHONUNBUFFERED=1 \
    MONITOR_HOST=0.0.0.0 \
    MONITOR_PORT=5000 \
    MONITOR_SPECS=/opt/airflow/dags/configs

# The user of the Airflow image, so that a shared volume has one owner.
RUN useradd --uid 50000 --gid 0 --home-dir /opt/pipeline --no-create-home --shell /usr/sbin/nologin monitor
WORKDIR /opt/pipeline
COPY schemas schemas
COPY dagspec dagspec
COPY pipeline_tasks pipeline_tasks
COPY monitor monitor
COPY deploy/gunicorn.conf.py deploy/
RUN python -m compileall -q /opt/pipeline
COPY dags /opt/airflow/dags

USER 50000:0
EXPOSE 5000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "monitor:create_app()"]
