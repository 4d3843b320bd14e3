"""A proposal that cannot be acted on so: one class a reason."""

from shared.problems import BrokenRule


class ProposalState(BrokenRule):
    """This proposal is {status}."""

    code = "PROPOSAL_STATE"
    zh = "该计划书当前状态为 {status}，不能执行此操作。"


class TierNotOffered(BrokenRule):
    """This proposal offers no tier called {tier}."""

    code = "TIER_NOT_OFFERED"
    zh = "该计划书没有可选方案“{tier}”。"


class ProposalOutdated(BrokenRule):
    """Products or premiums have changed since this proposal was priced: have it priced again."""

    code = "PROPOSAL_OUTDATED"
    zh = "计划书报价后产品或保费已变化，请重新报价。"


class SuitabilityStatementRequired(BrokenRule):
    """The policyholder must sign the statement about this tier first: "triggers" and "care_steps" say why."""

    code = "SUITABILITY_STATEMENT_REQUIRED"
    zh = "须先由投保人签署该方案的适当性声明，原因见 triggers 与 care_steps。"


class WrittenConfirmationRequired(BrokenRule):
    """Stopping is recommended for what "stop_for" lists; it goes on only with the client's written confirmation."""

    code = "WRITTEN_CONFIRMATION_REQUIRED"
    zh = "建议终止投保，原因见 stop_for；客户坚持的，须在声明中书面确认后方可继续。"


class NothingToSign(BrokenRule):
    """Nothing speaks against this tier, so there is no statement to sign."""

    code = "NOTHING_TO_SIGN"
    zh = "该方案没有需要声明的事项，无须签署。"


class StatementReadsOtherwise(BrokenRule):
    """The statement reads otherwise now than what was signed: read it again."""

    code = "STATEMENT_READS_OTHERWISE"
    zh = "声明内容已与所签署的不同，请重新阅读。"
