"""Who there is in the sandbox without being named: one agency with a team, an agent, a manager, operations, a carrier."""

from typing import Final
from uuid import UUID

AGENCY_ID: Final = UUID("01900000-0000-7000-8000-00000000a9e0")
TEAM_ID: Final = UUID("01900000-0000-7000-8000-000000007ea0")
AGENT_ID: Final = UUID("01900000-0000-7000-8000-00000000a9e1")
MANAGER_ID: Final = UUID("01900000-0000-7000-8000-00000000ba5e")
OPS_ID: Final = UUID("01900000-0000-7000-8000-000000000095")
CARRIER_ID: Final = UUID("01900000-0000-7000-8000-00000000ca70")
CARRIER_NAME: Final = "示例人寿保险公司"
