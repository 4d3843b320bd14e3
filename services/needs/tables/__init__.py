"""The rows of `needs`."""

from services.needs.tables.deep_needs import DeepNeed
from services.needs.tables.enterprises import Enterprise, EnterpriseAssessment, EnterpriseVersion
from services.needs.tables.horizons import GoalList
from services.needs.tables.households import (
    Assessment,
    ClientFile,
    Consensus,
    GapComparison,
    Household,
    HouseholdVersion,
    PolicyCover,
)
from services.needs.tables.questionnaires import QuestionnaireDraft, QuestionnaireSubmission

__all__ = [
    "Assessment",
    "ClientFile",
    "Consensus",
    "DeepNeed",
    "Enterprise",
    "EnterpriseAssessment",
    "EnterpriseVersion",
    "GapComparison",
    "GoalList",
    "Household",
    "HouseholdVersion",
    "PolicyCover",
    "QuestionnaireDraft",
    "QuestionnaireSubmission",
]
