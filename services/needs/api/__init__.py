"""The routes of `needs`."""

from services.needs.api import (
    assessments,
    calculators,
    comparison,
    consensus,
    deep_needs,
    documents,
    enterprise_documents,
    enterprises,
    family_calculators,
    horizons,
    households,
    interviews,
    questionnaires,
    self_assessment,
)

ROUTERS = (
    calculators.router,
    households.router,
    assessments.router,
    documents.router,
    enterprises.router,
    enterprise_documents.router,
    questionnaires.router,
    interviews.router,
    deep_needs.router,
    horizons.router,
    self_assessment.router,
    family_calculators.router,
    consensus.router,
    comparison.router,
)
