"""The select for Spark, run on a small Spark Connect server, answers as the printed Python does."""

from collections.abc import Iterator

import pytest
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession

from tests.policy.cases_in_hand import ASSESSMENT, FACTS, TRAINING
from tests.policy.claims_at_random import claims_for
from tests.policy.engines import differing, in_python, in_spark
from tests.policy.random_packs import random_plan
from tests.policy.rich_pack import CASES, rich_plans

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    """A session with a server of its own, in this process."""
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").create()
    yield session
    session.stop()
    server.stop()


def test_spark_gives_the_same_answers(session, tmp_path):
    rich = rich_plans(tmp_path / "packs")
    asked = [(TRAINING, [FACTS]), (ASSESSMENT, [FACTS])]
    asked += [(plan, CASES if name.startswith("amounts") else ()) for name, plan in rich.items()]
    asked += [(random_plan(seed), ()) for seed in range(6)]
    found = {}
    for plan, near in asked:
        claims = claims_for(plan, 1_000, near=near)
        if differences := differing(in_python(plan, claims), in_spark(session, plan, claims)):
            found[plan.question] = differences
    assert found == {}
