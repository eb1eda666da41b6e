import json

import httpx
import pytest

from embedded.airflow_api import TRIGGER_TRIES, AirflowApi

RUN = {"state": "queued", "start_date": None, "end_date": None}


def build_api(*answers: int) -> tuple[AirflowApi, list[str]]:
    """An Airflow that answers requests for a run so, one by one, and the run ids it was asked for."""
    asked: list[str] = []
    left = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            asked.append(json.loads(request.content)["dag_run_id"])
            return httpx.Response(next(left), json={"dag_run_id": asked[-1], **RUN})
        run_id = request.url.path.rsplit("/", 1)[-1]
        return httpx.Response(200, json={"is_paused": False, "dag_run_id": run_id, **RUN})

    api = AirflowApi("http://localhost", "admin", "password")
    api.client = httpx.Client(base_url="http://localhost", transport=httpx.MockTransport(answer))
    return api, asked


@pytest.mark.parametrize("answers", [[200], [500, 200], [500, 500, 200], [500, 409]])
def test_a_run_is_asked_for_until_it_is_there(answers):
    api, asked = build_api(*answers)
    assert api.trigger("ads").run_id == asked[0]
    assert len(asked) == len(answers)
    assert len(set(asked)) == 1


def test_an_airflow_that_goes_on_failing_is_told():
    api, _ = build_api(*[500] * TRIGGER_TRIES)
    with pytest.raises(httpx.HTTPStatusError, match="500"):
        api.trigger("ads")


def test_a_refusal_is_not_asked_again():
    api, asked = build_api(403)
    with pytest.raises(httpx.HTTPStatusError, match="403"):
        api.trigger("ads")
    assert len(asked) == 1
