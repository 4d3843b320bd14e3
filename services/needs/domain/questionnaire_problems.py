"""What is wrong with an answer, or with what is asked about a questionnaire."""

from dataclasses import dataclass

from shared.problems import BrokenRule, Malformed, Problem


class UnknownQuestion(Malformed):
    """This version of the questionnaire has no such question."""

    code = "UNKNOWN_QUESTION"
    zh = "该版本的问卷没有此问题。"


class NoAnswerToThis(Malformed):
    """This is no answer to the question."""

    code = "NO_ANSWER_TO_THIS"
    zh = "此回答不符合问题的要求。"


class AnswerNeeded(Malformed):
    """This question needs an answer."""

    code = "ANSWER_NEEDED"
    zh = "此问题须回答。"


class QuestionNotAsked(Malformed):
    """After the other answers this question is not asked: take the answer out."""

    code = "QUESTION_NOT_ASKED"
    zh = "根据其他回答，此问题无须回答，请删除该回答。"


class VersionNotInForce(BrokenRule):
    """Version {version} of this questionnaire is not in force today, so nobody begins it or moves to it."""

    code = "QUESTIONNAIRE_NOT_IN_FORCE"
    zh = "该问卷的第 {version} 版今日未生效，不能开始填写或转入。"


class HouseholdTooLarge(Malformed):
    """A household has at most {most} members."""

    code = "HOUSEHOLD_TOO_LARGE"
    zh = "家庭成员最多 {most} 人。"


class AnswersDescribeNothing(BrokenRule):
    """These answers describe no facts that can be recorded: this version of the questionnaire asks for something else."""

    code = "ANSWERS_DESCRIBE_NOTHING"
    zh = "这些回答无法形成可登记的情况：该版本的问卷内容与所需情况不符。"


@dataclass(frozen=True, slots=True)
class Fault:
    """One question whose answer is refused, and why."""

    question: str
    problem: Problem


class AnswersRefused(Exception):
    """Some answers are refused; says which and why, for all of them at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(fault.question for fault in faults))
        self.faults = faults
