"""Settings of `needs`."""

from pathlib import Path

from pydantic import DirectoryPath, Field

from shared.settings import Settings as ServiceSettings


class Settings(ServiceSettings):
    """What `needs` needs to know beyond what every service does."""

    questionnaires: DirectoryPath = Field(
        Path(__file__).parent / "questionnaires",
        description="the folder of the questionnaires that clients are asked, one file a version",
    )
