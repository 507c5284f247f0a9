"""Is there what a cluster is spoken to with? It is loaded only by who asks for a cluster."""

from importlib.util import find_spec
from types import ModuleType

from jineng.values.refusal import Refusal

NEEDED = ("pyspark", "grpc", "pandas")


class NoCluster(Refusal):
    """What a cluster is spoken to with is not installed."""


def loaded() -> ModuleType:
    """Return jineng.policy.many.cluster. Raises NoCluster where its packages are not installed."""
    if not all(find_spec(each) for each in NEEDED):
        raise NoCluster("没有装集群用的组件，请先运行 pip install 'jineng[cluster]'")
    # It takes two seconds to load, and every other command does without it.
    from jineng.policy.many import cluster  # noqa: PLC0415

    return cluster
