"""What is sent in: the base of every request body."""

from pydantic import BaseModel, ConfigDict


class Input(BaseModel):
    """Unknown members are refused, and what was sent is never repeated in an error."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
