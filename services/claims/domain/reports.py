"""What a carrier's report makes of a claim, however often and in whichever order its callbacks come."""

from services.claims.domain.lifecycle import State

DECISIONS = {"pay": State.DECIDED_PAY, "partial": State.DECIDED_PARTIAL, "refuse": State.DECIDED_REFUSE}

_RANK = {
    State.REPORTED: 0,
    State.COLLECTING: 1,
    State.SUPPLEMENT_REQUESTED: 2,
    State.SUBMITTED: 2,
    State.INVESTIGATING: 3,
    State.DECIDED_PAY: 4,
    State.DECIDED_PARTIAL: 4,
    State.DECIDED_REFUSE: 4,
    State.AGREED: 5,
    State.PAID: 6,
    State.CLOSED: 7,
    State.WITHDRAWN: 7,
}


def is_news(state: State, reported: State) -> bool:
    """Whether `reported` tells a claim that is `state` anything: what lies behind it is a repetition or comes late.

    A disputed claim hears of decisions and payments only.
    """
    if state is State.DISPUTED:
        return _RANK[reported] >= _RANK[State.DECIDED_PAY]
    return _RANK[reported] > _RANK[state] or (
        reported is State.SUPPLEMENT_REQUESTED and state is State.SUBMITTED
    )
