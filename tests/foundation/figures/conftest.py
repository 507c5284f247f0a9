"""The chain, of which every figure is counted."""

from tests.guards.conftest import chain_template
from tests.stages.conftest import chain

__all__ = ["chain", "chain_template"]
