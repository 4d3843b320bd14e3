"""The stories that the demonstration tells, one after another, on one run: each stands by itself once the cycle is told."""

from dataclasses import dataclass

from deploy.demo import agency, cycle, family, firm
from deploy.demo.steps import Step


@dataclass(frozen=True, slots=True)
class Story:
    """Somebody's way, step by step."""

    title: str
    steps: tuple[Step, ...]


STORIES = (
    Story("张先生: one client, from the first contact to the review a year later", cycle.STEPS),
    Story("林女士: a family with two earners, a child and a parent", family.STEPS),
    Story("启明精密制造: a firm with forty employees", firm.STEPS),
    Story(
        "The agency: content, a referral, an agent who leaves, and what each channel brought", agency.STEPS
    ),
)
