"""The array types of PostgreSQL itself, told to the driver, which otherwise asks the server for each on every connection.

Its question is so large that planning it takes tens of milliseconds and leaves two megabytes behind in the process that
serves the connection, for as long as that lives.
"""

from typing import Any

from asyncpg.protocol import BUILTIN_TYPE_NAME_MAP

ARRAYS = {
    "bool": 1000,
    "bytea": 1001,
    "int2": 1005,
    "int4": 1007,
    "int8": 1016,
    "float8": 1022,
    "varchar": 1015,
    "date": 1182,
    "timestamptz": 1185,
    "numeric": 1231,
    "json": 199,
    "jsonb": 3807,
    "uuid": 2951,
}
"""The number of the array type of each type: `pg_type.oid`, the same in every PostgreSQL."""

# What the driver's own question would have answered.
_RECORDS = [
    {
        "oid": array,
        "ns": "pg_catalog",
        "name": f"_{element}",
        "kind": b"b",
        "basetype": None,
        "elemtype": BUILTIN_TYPE_NAME_MAP[element],
        "elemtype_name": element,
        "elemdelim": ",",
        "range_subtype": None,
        "attrtypoids": None,
        "attrnames": None,
    }
    for element, array in ARRAYS.items()
]


async def learn_arrays(connection: Any) -> None:
    """Tell the driver of this connection; after codecs were set, for each that is set makes it forget."""
    connection._protocol.get_settings().register_data_types(_RECORDS)  # noqa: SLF001  # has no public way
