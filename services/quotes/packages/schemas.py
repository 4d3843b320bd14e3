"""What is sent with a package, and what is told of it."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.contracts import Line
from shared.sent import Input


class PackageIn(Input):
    """Whose products are in the archive; a dry run checks everything and loads nothing."""

    carrier_id: UUID
    dry_run: bool = False


class FaultOut(BaseModel):
    """One fault: in which file, on which line, in which column of a table or at which fact, and what is wrong there."""

    file: Annotated[str, Field(examples=["term-life/rates.years_20.csv"])]
    line: Annotated[int | None, Field(examples=[14])]
    column: Annotated[str | None, Field(examples=["male_pay20"])]
    code: Annotated[str, Field(examples=["RATE_FALLS"])]
    message: str


class PackagedOut(BaseModel):
    """One product of a package; in a dry run it has no id where it is not in the catalogue."""

    product_id: UUID | None
    code: str
    product_version: int
    line: Line
    outcome: Literal["published", "unchanged"]


class PackageReportOut(BaseModel):
    """What became of a package, or in a dry run what would: `faults` are none unless it is refused."""

    digest: Annotated[str, Field(description="of the content of its files, however they were packed")]
    dry_run: bool
    outcome: Literal["published", "unchanged", "refused"]
    products: list[PackagedOut]
    faults: list[FaultOut]
    faults_left_out: int


class PackageOut(BaseModel):
    """A package that was loaded."""

    id: UUID
    carrier_id: UUID
    digest: str
    loaded_by: str
    products: list[PackagedOut]
    loaded_at: datetime


def multipart_body() -> dict[str, Any]:
    """How the API document describes the upload: the archive, and the fields of `PackageIn` beside it."""
    properties = {
        "carrier_id": {"type": "string", "format": "uuid"},
        "dry_run": {"type": "boolean", "default": False},
        "file": {
            "type": "string",
            "format": "binary",
            "description": "ZIP of one folder a product: product.yaml, rates.<term> and cash_values.<term> as CSV or XLSX",
        },
    }
    schema = {"type": "object", "required": ["carrier_id", "file"], "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}
