"""Settings of `quotes`."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, model_validator

from shared.settings import Settings as ServiceSettings

AgentMode = Literal["tied_agent", "agency", "broker"]
OrEmpty = BeforeValidator(lambda given: given or None)
"""A setting that is left empty is not given."""


class Settings(ServiceSettings):
    """For whom the institution acts, which decides whose products may stand side by side (Insurance Law 117, 118, 125)."""

    agent_mode: AgentMode = Field(
        "agency",
        description="tied_agent represents one insurer, agency several, broker the policyholder",
    )
    tied_carrier_id: Annotated[UUID | None, OrEmpty] = Field(
        None, description="the one insurer that is represented (COVERLOOP_AGENT_MODE=tied_agent)"
    )

    @model_validator(mode="after")
    def _represents_whom_it_says(self) -> Self:
        if self.agent_mode == "tied_agent" and self.tied_carrier_id is None:
            raise ValueError("COVERLOOP_TIED_CARRIER_ID is needed with COVERLOOP_AGENT_MODE=tied_agent")
        if self.agent_mode != "tied_agent" and self.tied_carrier_id is not None:
            raise ValueError("COVERLOOP_TIED_CARRIER_ID is for COVERLOOP_AGENT_MODE=tied_agent only")
        return self
