"""What the tests of the sandbox may ask for: a place for a small world to keep everything."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import NewDatabase
from tests.sandbox.world import Home, MakeHome
from tests.services.databases import Databases
from tests.services.fixtures import databases
from tests.services.running import random_key

__all__ = ["databases", "make_home"]


@pytest.fixture
async def make_home(databases: Databases, new_database: NewDatabase) -> AsyncIterator[MakeHome]:
    """A factory of homes; `carriers=False` where that service does not run."""

    async def make(*, carriers: bool = True) -> Home:
        keys = {name: random_key() for name in ("encryption_key", "digest_key", "share_link_key")}
        return Home(
            sandbox=await new_database("sandbox"),
            carriers=await databases.fresh("carriers") if carriers else None,
            log=await new_database("log"),
            keys=keys,
        )

    yield make
    await databases.drop()
