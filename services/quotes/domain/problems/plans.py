"""A suggestion that cannot be acted on so."""

from shared.problems import BrokenRule


class SuggestionSettled(BrokenRule):
    """This suggestion is {status} already."""

    code = "SUGGESTION_SETTLED"
    zh = "该建议当前状态为 {status}，不能再次处理。"
