"""Why a product cannot be published, or not priced or sold as asked: one module a topic, one class a reason."""

from services.quotes.domain.problems.catalogue import (
    ProductNotAllowed,
    ProductOfAnotherCarrier,
)
from services.quotes.domain.problems.illustrations import (
    GuaranteeNotAllowed,
    NoInternalRate,
)
from services.quotes.domain.problems.limits import (
    AutomaticAddOn,
    CoreDiseasesMissing,
    DeathBenefitTooHigh,
    DeathMultipleTooLow,
    GeneticTestAsked,
    HealthServicesTooCostly,
    MildBenefitTooHigh,
    MildDiseasesMissing,
    RateAboveCap,
    SurvivalBenefitNotAllowed,
    WaitingPeriodTooLong,
)
from services.quotes.domain.problems.proposals import (
    ProposalOutdated,
    ProposalState,
    SuitabilityStatementRequired,
    TierNotOffered,
    WrittenConfirmationRequired,
)
from services.quotes.domain.problems.quoting import (
    AgeOutOfRange,
    CoverageTermNotOffered,
    NoProductForLine,
    NoRate,
    NotOnSale,
    OccupationNotAccepted,
    PaymentTermNotOffered,
    PremiumTooLarge,
    SumNotInSteps,
    SumOutOfRange,
)
from services.quotes.domain.problems.rate_tables import (
    UnreadableRates,
)

__all__ = [
    "AgeOutOfRange",
    "AutomaticAddOn",
    "CoreDiseasesMissing",
    "CoverageTermNotOffered",
    "DeathBenefitTooHigh",
    "DeathMultipleTooLow",
    "GeneticTestAsked",
    "GuaranteeNotAllowed",
    "HealthServicesTooCostly",
    "MildBenefitTooHigh",
    "MildDiseasesMissing",
    "NoInternalRate",
    "NoProductForLine",
    "NoRate",
    "NotOnSale",
    "OccupationNotAccepted",
    "PaymentTermNotOffered",
    "PremiumTooLarge",
    "ProductNotAllowed",
    "ProductOfAnotherCarrier",
    "ProposalOutdated",
    "ProposalState",
    "RateAboveCap",
    "SuitabilityStatementRequired",
    "SumNotInSteps",
    "SumOutOfRange",
    "SurvivalBenefitNotAllowed",
    "TierNotOffered",
    "UnreadableRates",
    "WaitingPeriodTooLong",
    "WrittenConfirmationRequired",
]
