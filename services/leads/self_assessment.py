"""The page on which people assess themselves 客户测评: its texts, its template, its script and its style.

Invariant: nothing on it comes from anywhere else, no script stands in the page itself, and no consent is ticked before
somebody ticks it (Sales Measures 23).
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from fastapi.responses import HTMLResponse, Response

from services.leads.consent_texts import current_text
from services.leads.domain.campaigns import check_open
from services.leads.domain.channel_problems import CampaignClosed
from services.leads.tables import Campaign
from shared.calendar import local_date
from shared.contracts.leads import DebtKind, HouseholdRole, Purpose
from shared.documents import Documents
from shared.language import Texts
from shared.settings import Settings
from shared.unit_of_work import UnitOfWork

_HERE: Final = Path(__file__).parent
_WORDS: Final = _HERE / "self_assessment_texts.toml"
TEXTS: Final = Texts.load(_WORDS)
PAGES: Final = Documents(_HERE / "templates")
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
ROLES: Final = tuple(HouseholdRole)
DEBTS: Final = (DebtKind.MORTGAGE, DebtKind.CAR_LOAN, DebtKind.OTHER_DEBT)
COVERS: Final = ("term_life", "critical_illness", "medical_million", "accident")
EMPLOYER_COVERS: Final = ("group_accident", "group_medical")
ASKED_FOR: Final = (Purpose.CONTACT, Purpose.FINANCIAL_DATA, Purpose.MARKETING)
IN_SCRIPT: Final = "script."
SCRIPT_TEXTS: Final = {
    key.removeprefix(IN_SCRIPT): translations
    for key, translations in tomllib.loads(_WORDS.read_text("utf-8")).items()
    if key.startswith(IN_SCRIPT)
}
"""Given to the script as they are: it fills in their values itself."""


def page_address(settings: Settings, public_key: str) -> str:
    """Where the page of a campaign is."""
    return f"{settings.public_url.rstrip('/')}/leads/campaigns/{public_key}/self-assessment/page"


def page(uow: UnitOfWork, campaign: Campaign) -> HTMLResponse:
    """The page of a campaign in the reader's language; of one that takes nobody in, that it does not (410)."""
    language, institution = uow.language, uow.kit.settings.institution_name
    texts = [current_text(purpose, local_date(uow.now)) for purpose in ASKED_FOR]
    answer = PAGES.render(
        "self_assessment.html",
        uow,
        say=lambda key, **values: TEXTS.say(key, language, **values),
        title=campaign.title,
        path=f"/leads/campaigns/{campaign.public_key}/self-assessment",
        takes_in=_takes_in(uow, campaign),
        roles=ROLES,
        debts=DEBTS,
        covers=COVERS,
        employer_covers=EMPLOYER_COVERS,
        consent_text_version=texts[0].version,
        consents=[
            (text.purpose.value, text.text[language].format(institution=institution)) for text in texts
        ],
        script_texts={key: translations[language] for key, translations in SCRIPT_TEXTS.items()},
        today=local_date(uow.now),
    )
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Referrer-Policy"] = "no-referrer"
    if not _takes_in(uow, campaign):
        answer.status_code = 410
    return answer


def _takes_in(uow: UnitOfWork, campaign: Campaign) -> bool:
    try:
        check_open(campaign.status, campaign.starts_on, campaign.ends_on, today=local_date(uow.now))
    except CampaignClosed:
        return False
    return True


def script() -> Response:
    """The script of the page."""
    return _file("self_assessment.js", "text/javascript")


def style() -> Response:
    """The style of the page."""
    return _file("self_assessment.css", "text/css")


@cache
def _read(name: str) -> str:
    return (_HERE / "templates" / name).read_text("utf-8")


def _file(name: str, media_type: str) -> Response:
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return Response(_read(name), media_type=media_type, headers=headers)
