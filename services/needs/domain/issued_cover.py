"""What policies issued add to a household's cover, on any day.

Invariant: whether a policy counts on a day follows from its dates alone, never from the order in which they became known.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.needs.domain.household import Amount, Cover, Facts
from services.needs.domain.recorded_household import Person, RecordedHousehold
from shared.contracts import Line


class IssuedPolicy(Facts):
    """A policy that was issued: it counts as cover from `held_from` to `last_day`, unless it is suspended or ended before.

    `member_id` is None where nobody said whom it insures: it is the principal's then.
    """

    policy_id: UUID
    member_id: UUID | None
    line: Line
    sum_insured: Amount
    held_from: date
    last_day: date
    suspended_on: date | None = None
    ended_on: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether the policy is cover on the day; the day on which it is suspended or ends is none of cover."""
        stops = [stop for stop in (self.suspended_on, self.ended_on) if stop is not None]
        return self.held_from <= day <= self.last_day and all(day < stop for stop in stops)

    def insures(self, person: Person, household: RecordedHousehold) -> bool:
        """Whether this is the person insured."""
        if self.member_id is None:
            return person.key == household.principal().key
        return person.key == str(self.member_id)


def covered(household: RecordedHousehold, policies: Sequence[IssuedPolicy], *, on: date) -> RecordedHousehold:
    """The household with what covers it on the day: the cover it stated that has not ended, and policies that count."""
    counting = sorted(
        (policy for policy in policies if policy.counts_on(on)), key=lambda policy: policy.policy_id
    )
    members = tuple(
        person.model_copy(
            update={
                "covers": (
                    *(cover for cover in person.covers if cover.counts_on(on)),
                    *(
                        Cover(line=policy.line, sum_insured=policy.sum_insured)
                        for policy in counting
                        if policy.insures(person, household)
                    ),
                )
            }
        )
        for person in household.members
    )
    return household.model_copy(update={"members": members})
