"""The stories beside the cycle: a family, a firm, the agency's own work; told once, a year on, as after the cycle."""

from pathlib import Path

from deploy.demo.cycle import prepare
from deploy.demo.stories import STORIES
from deploy.demo.walk import Walk
from deploy.embedded import embedded_run


async def test_every_story_beside_the_cycle_shows_the_figures_that_it_must(tmp_path: Path) -> None:
    cycle, *others = STORIES
    async with embedded_run(tmp_path) as base_url:
        opening = Walk(base_url)
        await prepare(opening)
        await opening.post("public", "/sandbox/clock", {"advance": "P400D"})
        await opening.close()
        for story in others:
            walk = Walk(base_url)
            for step in story.steps:
                await step.do(walk)
            assert all(page for page in await walk.shown_again()), story.title
            await walk.close()
    assert prepare in [step.do for step in cycle.steps], "the cycle comes first: it connects the carrier"
