"""Fresh databases of a service in milliseconds: each is copied from a template that was migrated once a session."""

import secrets
from collections.abc import Sequence

import asyncpg

from shared.migrate import migrate
from tests.conftest import Server

OWNER = "tests"


class Databases:
    """The templates of a session, and the copies that its tests use."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._templates: dict[tuple[str, tuple[str, ...]], str] = {}
        self._made: list[str] = []

    async def fresh(self, service: str, *, and_tables: Sequence[str] = ()) -> str:
        """The address of a new database with the newest schema of `service`, owned by a plain role.

        `and_tables` are statements that make more tables beside it.
        """
        key = (service, tuple(and_tables))
        if key not in self._templates:
            self._templates[key] = await self._make_template(service, and_tables)
        template = self._templates[key]
        name = f"{service}_{secrets.token_hex(6)}"
        connection = await asyncpg.connect(self._server.url("postgres"))
        try:
            owner = await connection.fetchval(
                "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1", _name(template)
            )
            await connection.execute(
                f'CREATE DATABASE {name} TEMPLATE {_name(template)} STRATEGY FILE_COPY OWNER "{owner}"'
            )
        finally:
            await connection.close()
        self._made.append(name)
        return template.removesuffix(_name(template)) + name

    async def drop(self, *, templates: bool = False) -> None:
        """Forget the copies, and the templates too at the end of the session."""
        names = [*self._made, *(_name(address) for address in self._templates.values() if templates)]
        self._made.clear()
        if not names:
            return
        connection = await asyncpg.connect(self._server.url("postgres"))
        try:
            for name in names:
                await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        finally:
            await connection.close()

    async def _make_template(self, service: str, and_tables: Sequence[str]) -> str:
        address = await self._server.ensure_database(f"{service}_template_{secrets.token_hex(4)}", OWNER)
        await migrate(service, address)
        connection = await asyncpg.connect(address)
        try:
            for statement in and_tables:
                await connection.execute(statement)
        finally:
            await connection.close()
        return address


def _name(address: str) -> str:
    return address.rpartition("/")[2]
