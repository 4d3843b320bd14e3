"""What the pretend insurer has received and what it answers, as rows: each letter once, each answer until it is taken."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sandbox.carrier.scenarios import Report, Scenarios, ScenariosIn
from sandbox.store import Store

SCENARIOS = "scenarios"
NAMESPACE = UUID("01900000-0000-7000-8000-00000000a5e5")

RECEIVE = """
    INSERT INTO letter (webhook_id, event, case_id, data, correlation_id, received_at, plan_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (webhook_id) DO UPDATE SET times = letter.times + 1 RETURNING times
"""
TO_PLAN = """
    SELECT * FROM letter this WHERE planned_at IS NULL AND plan_at <= $1
      AND NOT EXISTS (SELECT 1 FROM letter earlier WHERE earlier.case_id = this.case_id
                      AND earlier.planned_at IS NULL AND earlier.position < this.position)
    ORDER BY position LIMIT 16
"""
PLANNED = (
    "UPDATE letter SET planned_at = $2, note = $3 WHERE webhook_id = $1 AND planned_at IS NULL RETURNING 1"
)
ADD_ANSWERS = """
    INSERT INTO answer (id, webhook_id, case_id, report, send_at)
    SELECT planned.id, $2, $3, planned.report, $4 FROM unnest($1::uuid[], $5::jsonb[])
    WITH ORDINALITY AS planned (id, report, place) ORDER BY place
    ON CONFLICT DO NOTHING
"""
PUT_OFF = "UPDATE letter SET attempts = attempts + 1, plan_at = $2, note = $3 WHERE webhook_id = $1"
TOLD = "SELECT report ->> 'report' AS report FROM answer WHERE case_id = $1"
EVENTS_OF_CASE = "SELECT event FROM letter WHERE case_id = $1"
APPLICATIONS_OF_CLIENT = """
    SELECT case_id, data FROM letter
    WHERE event = 'application-submitted' AND data ->> 'client_id' = $1 ORDER BY position DESC LIMIT 50
"""
TO_SEND = """
    SELECT * FROM (
        SELECT DISTINCT ON (answer.case_id) answer.*, letter.correlation_id, letter.event, letter.data
        FROM answer JOIN letter USING (webhook_id)
        WHERE taken_at IS NULL ORDER BY answer.case_id, answer.position
    ) AS next WHERE send_at <= $1 ORDER BY send_at LIMIT 16
"""
SEAL = "UPDATE answer SET body = $2 WHERE id = $1 AND body IS NULL"
BODY = "SELECT body FROM answer WHERE id = $1"
TAKEN = "UPDATE answer SET taken_at = $2, attempts = attempts + 1, last_answer = $3 WHERE id = $1"
TRY_AGAIN = "UPDATE answer SET send_at = $2, attempts = attempts + 1, last_answer = $3 WHERE id = $1"
COUNT_DOWN = """
    UPDATE kept SET value = jsonb_set(value, ARRAY[$1::text], to_jsonb((value ->> $1::text)::integer - 1))
    WHERE name = 'scenarios' AND (value ->> $1::text)::integer > 0 RETURNING 1
"""
CHANGE_SCENARIOS = "UPDATE kept SET value = value || $1::jsonb WHERE name = 'scenarios' RETURNING value"
LATEST_LETTERS = "SELECT * FROM letter ORDER BY position DESC LIMIT $1"
ANSWERS_TO = "SELECT * FROM answer WHERE webhook_id = ANY($1::text[]) ORDER BY position"


class Letters:
    """The rows of the pretend insurer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def receive(self, webhook_id: str, said: dict[str, Any], **facts: Any) -> int:
        """Keep a letter; gives how often it has come. What it leads to is planned once."""
        data = said["data"]
        rows = await self._store.fetch(
            RECEIVE,
            webhook_id,
            said["type"],
            _case_of(data),
            data,
            facts["correlation_id"],
            facts["received_at"],
            facts["plan_at"],
        )
        return int(rows[0]["times"])

    async def to_plan(self, now: datetime) -> list[dict[str, Any]]:
        """Letters to be acted on, in order within a case."""
        return await self._store.fetch(TO_PLAN, now)

    async def plan(self, letter: dict[str, Any], reports: list[Report], now: datetime, note: str) -> None:
        """Decide on a letter: its answers are there exactly when it is planned."""
        webhook_id = letter["webhook_id"]
        ids = [uuid5(NAMESPACE, f"{webhook_id} {number}") for number in range(len(reports))]
        async with self._store.database.transaction() as transaction:
            if await transaction.fetch(PLANNED, [webhook_id, now, note]) and reports:
                await transaction.fetch(ADD_ANSWERS, [ids, webhook_id, letter["case_id"], now, reports])

    async def put_off(self, letter: dict[str, Any], until: datetime, why: str) -> None:
        """Act on the letter later."""
        await self._store.fetch(PUT_OFF, letter["webhook_id"], until, why)

    async def told(self, case_id: UUID) -> set[str]:
        """The kinds of report that were decided on for a case."""
        return {row["report"] for row in await self._store.fetch(TOLD, case_id)}

    async def events_of(self, case_id: UUID) -> set[str]:
        """The kinds of letter that came about a case."""
        return {row["event"] for row in await self._store.fetch(EVENTS_OF_CASE, case_id)}

    async def applications_of(self, client_id: str) -> list[dict[str, Any]]:
        """The letters' data about a client's applications, the last first."""
        rows = await self._store.fetch(APPLICATIONS_OF_CLIENT, client_id)
        return [row["data"] for row in rows]

    async def to_send(self, now: datetime) -> list[dict[str, Any]]:
        """The next answer of each case, where its time has come."""
        return await self._store.fetch(TO_SEND, now)

    async def seal(self, answer_id: UUID, body: str) -> str:
        """Fix what an answer says, before it is sent for the first time; gives what it says."""
        await self._store.fetch(SEAL, answer_id, body)
        return str((await self._store.fetch(BODY, answer_id))[0]["body"])

    async def taken(self, answer_id: UUID, now: datetime, by: str) -> None:
        """The answer was taken."""
        await self._store.fetch(TAKEN, answer_id, now, by)

    async def try_again(self, answer_id: UUID, at: datetime, why: str) -> None:
        """The answer was not taken: send it again."""
        await self._store.fetch(TRY_AGAIN, answer_id, at, why)

    async def scenarios(self) -> Scenarios:
        """What the insurer does from now on."""
        return Scenarios.model_validate(
            await self._store.keep_first(SCENARIOS, Scenarios().model_dump(mode="json"))
        )

    async def change_scenarios(self, change: ScenariosIn) -> Scenarios:
        """Change what is said, and keep the rest."""
        await self.scenarios()
        rows = await self._store.fetch(CHANGE_SCENARIOS, change.model_dump(mode="json", exclude_none=True))
        return Scenarios.model_validate(rows[0]["value"])

    async def count_down(self, mishap: str) -> bool:
        """Whether one more of these mishaps is to happen; it is then counted."""
        return bool(await self._store.fetch(COUNT_DOWN, mishap))

    async def latest(self, at_most: int) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """The last letters, each with its answers."""
        letters = await self._store.fetch(LATEST_LETTERS, at_most)
        answers = await self._store.fetch(ANSWERS_TO, [letter["webhook_id"] for letter in letters])
        return [
            (letter, [answer for answer in answers if answer["webhook_id"] == letter["webhook_id"]])
            for letter in letters
        ]


def _case_of(data: dict[str, Any]) -> UUID | None:
    named = data.get("application_id") or data.get("claim_id")
    try:
        return UUID(str(named)) if named else None
    except ValueError:
        return None
