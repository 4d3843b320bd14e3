"""Questions about sales material."""

from sqlalchemy import Date, String, Uuid, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from services.leads.tables import Consent, Material, MaterialVersion
from shared.pagination import Listing

MATERIAL = select(Material).where(col(Material.id) == bindparam("material_id"))
VERSION = select(MaterialVersion).where(
    col(MaterialVersion.material_id) == bindparam("material_id"),
    col(MaterialVersion.number) == bindparam("number"),
)
VERSION_BY_ID = select(MaterialVersion).where(col(MaterialVersion.id) == bindparam("version_id"))
FILES_IN_THE_LIBRARY = select(col(MaterialVersion.id), col(MaterialVersion.file_id)).where(
    col(MaterialVersion.file_id) == func.any(bindparam("file_ids", type_=ARRAY(Uuid)))
)
CASES_ON_CONSENT = select(MaterialVersion).where(
    col(MaterialVersion.consent_id) == bindparam("consent_id"),
    col(MaterialVersion.status).in_(("draft", "submitted", "rejected", "approved")),
)
CASE_CONSENT = select(Consent).where(col(Consent.id) == bindparam("consent_id"))

MATERIALS = Listing(
    select(Material),
    order=(col(Material.created_at), col(Material.id)),
    filters=(
        ("kind", col(Material.kind)),
        ("line", col(Material.line)),
        ("segment", col(Material.segment)),
        ("language", col(Material.language)),
        ("status", col(Material.status)),
        ("title_like", col(Material.title).ilike(bindparam("title_like", type_=String), escape="\\")),
        ("expires_by", col(Material.expires_on) <= bindparam("expires_by", type_=Date)),
        (
            "seen_by",
            or_(
                col(Material.status) == "approved", col(Material.author) == bindparam("seen_by", type_=String)
            ),
        ),
    ),
    descending=True,
)
VERSIONS = Listing(
    select(MaterialVersion),
    order=(col(MaterialVersion.uploaded_at), col(MaterialVersion.id)),
    filters=(
        ("material_id", col(MaterialVersion.material_id)),
        ("status", col(MaterialVersion.status)),
        ("uploaded_by", col(MaterialVersion.uploaded_by)),
        (
            "seen_by",
            or_(
                col(MaterialVersion.approved_at).is_not(None),
                col(MaterialVersion.uploaded_by) == bindparam("seen_by", type_=String),
            ),
        ),
    ),
    descending=True,
)
