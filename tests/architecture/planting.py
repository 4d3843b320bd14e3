"""Puts one row of ours into every table of a service, and makes a request to any route that is about it.

The rows are made from the columns alone, so that a table nobody thought of is planted too: every id in them is OURS,
and the checks of the tables are taken off first, since nobody knows here which combinations mean something. Only that
he wants to be erased is not planted: nobody would see him.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from shared.caller import Role
from shared.routing import ServiceRoute
from tests.services.running import AGENCY, RunningService

OURS = UUID("0190a000-0000-7000-8000-0000000000aa")
"""The id of every row that is planted, of the client whom it is about, and of everything it refers to."""
MARK = "planted"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)

TABLES = """
    SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, NULL) AS type, a.attidentity <> '' AS made
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
      AND c.relname <> 'client_erasure'
      AND EXISTS (SELECT FROM pg_attribute o WHERE o.attrelid = c.oid AND o.attname = 'agency_id')
    ORDER BY c.relname, a.attnum
"""
CHECKS = """
    SELECT conrelid::regclass::text AS "table", conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f')
"""


async def plant(service: RunningService) -> list[str]:
    """Plant one row in every table that belongs to agencies; gives the tables."""
    allowed: dict[str, str] = {}
    for check in await service.rows(CHECKS):
        for column, first in re.findall(r"\(*(\w+)\)*::text = ANY \(*ARRAY\['(\w+)'", check["definition"]):
            allowed[f"{check['table']}.{column}"] = first
        await service.rows(f'ALTER TABLE {check["table"]} DROP CONSTRAINT "{check["name"]}"')
    columns: dict[str, list[dict[str, Any]]] = {}
    for column in await service.rows(TABLES):
        if not column["made"]:
            columns.setdefault(column["table"], []).append(column)
    for table, parts in columns.items():
        names = ", ".join(f'"{part["name"]}"' for part in parts)
        places = ", ".join(f"${number}" for number in range(1, len(parts) + 1))
        values = [_value(service, part, allowed) for part in parts]
        await service.rows(f'INSERT INTO "{table}" ({names}) VALUES ({places})', *values)
    return list(columns)


def _value(service: RunningService, column: dict[str, Any], allowed: dict[str, str]) -> Any:
    if column["name"] == "agency_id":
        return AGENCY
    by_type: dict[str, Any] = {
        "uuid": OURS,
        "integer": 1,
        "bigint": 1,
        "smallint": 1,
        "boolean": True,
        "numeric": Decimal(1),
        "date": date(2026, 1, 1),
        "timestamp with time zone": BEGINNING,
        "jsonb": {},
        "bytea": service.kit.cipher.seal(MARK),
        "character varying": allowed.get(f"{column['table']}.{column['name']}", MARK),
        "text": MARK,
        "uuid[]": [OURS],
        "character varying[]": [MARK],
        "text[]": [MARK],
    }
    return by_type[column["type"]]


@dataclass(frozen=True)
class Route:
    """One route of a service."""

    method: str
    path: str
    allowed: frozenset[Role] | None

    @property
    def is_about_one(self) -> bool:
        """Whether its path names a resource."""
        return "{" in self.path


def routes_of(app: FastAPI) -> Iterator[Route]:
    """Every route that is guarded; the API document is the only other one."""
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, ServiceRoute):
            for method in sorted(context.methods or ()):
                yield Route(method, context.path or "", context.original_route.allowed)
        else:
            assert context.path == app.openapi_url


@dataclass(frozen=True)
class Requests:
    """Makes a request for a route out of the API document: what it must have, and OURS for every id."""

    document: dict[str, Any]

    def parts(self, route: Route) -> tuple[str, dict[str, Any]]:
        """The path, and what else a request to `route` takes."""
        operation = self.document["paths"].get(route.path, {}).get(route.method.lower(), {})
        schemas = {
            (parameter["in"], parameter["name"]): parameter for parameter in operation.get("parameters", ())
        }
        path = re.sub(
            r"\{(\w+)(:\w+)?\}",
            lambda found: str(self.example(schemas.get(("path", found[1]), {}).get("schema", {}), found[1])),
            route.path,
        )
        query = {
            name: self.example(parameter["schema"], name)
            for (place, name), parameter in schemas.items()
            if place == "query" and parameter.get("required")
        }
        options: dict[str, Any] = {"params": query, "headers": {"if-match": '"1"'}}
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            options["json"] = self.example(content["application/json"]["schema"], "")
        return path, options

    def example(self, schema: dict[str, Any], name: str) -> Any:
        """The least that fits `schema`."""
        if "$ref" in schema:
            return self.example(
                self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], name
            )
        for key in ("const", "default"):
            if schema.get(key) is not None:
                return schema[key]
        if "enum" in schema:
            return schema["enum"][0]
        for key in ("anyOf", "oneOf", "allOf"):
            if key in schema:
                return self.example(next(part for part in schema[key] if part.get("type") != "null"), name)
        if schema.get("format") == "uuid" or name.endswith("_id"):
            return str(OURS)
        if schema.get("examples"):
            return schema["examples"][0]
        return self._by_type(schema, name)

    def _by_type(self, schema: dict[str, Any], name: str) -> Any:
        kind = schema.get("type")
        if kind == "object":
            properties = schema.get("properties", {})
            return {part: self.example(properties[part], part) for part in schema.get("required", ())}
        if kind == "array":
            return [self.example(schema.get("items", {}), name)] * max(1, schema.get("minItems", 1))
        if kind in ("integer", "number"):
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        if kind == "boolean":
            return True
        formats = {"date": "2026-01-02", "date-time": "2026-01-02T00:00:00Z"}
        return formats.get(schema.get("format", ""), MARK.ljust(schema.get("minLength", 0), "x"))
