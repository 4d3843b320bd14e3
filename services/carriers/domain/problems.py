"""What `carriers` refuses."""

from collections.abc import Mapping
from typing import ClassVar

from shared.problems import BrokenRule, Malformed, NotFound, Unauthenticated


class BadAddress(Malformed, ValueError):
    """This is no address that webhooks can be sent to: give an absolute https address without user or fragment."""

    code = "BAD_ADDRESS"
    zh = "无法向该地址发送通知：请填写完整的 https 地址，且不含用户名和片段。"


class AddressNotSecure(BadAddress):
    """Webhooks are only sent over https."""

    code = "ADDRESS_NOT_SECURE"
    zh = "通知只能通过 https 发送。"


class PrivateAddress(BadAddress):
    """Webhooks are not sent to private addresses."""

    code = "PRIVATE_ADDRESS"
    zh = "不向内网地址发送通知。"


class BadSecret(Malformed, ValueError):
    """A signing secret is `whsec_` and the base64 of 24 to 64 bytes."""

    code = "BAD_SECRET"
    zh = "签名密钥应为 whsec_ 加上 24 至 64 字节的 base64。"


class CarrierHasEndpoint(BrokenRule):
    """This carrier has an endpoint already: change that one."""

    code = "CARRIER_HAS_ENDPOINT"
    zh = "该保险公司已有接入点，请修改原有的接入点。"


class BeingDelivered(BrokenRule):
    """It is on its way at this moment; look again in a few seconds."""

    code = "BEING_DELIVERED"
    zh = "正在发送中，请几秒后再查看。"


class WebhookSignature(Unauthenticated):
    """The signature does not fit the body, or one of webhook-id, webhook-timestamp and webhook-signature is missing."""

    code = "WEBHOOK_SIGNATURE"
    zh = "签名与内容不符，或缺少 webhook-id、webhook-timestamp、webhook-signature。"
    headers: ClassVar[Mapping[str, str]] = {}


class WebhookTimestamp(Unauthenticated):
    """The webhook-timestamp is more than 5 minutes off: sign again at each attempt."""

    code = "WEBHOOK_TIMESTAMP"
    zh = "webhook-timestamp 与当前时间相差超过 5 分钟：每次发送都应重新签名。"
    headers: ClassVar[Mapping[str, str]] = {}


class WebhookIdReused(BrokenRule):
    """This webhook-id was used for another body: a new message needs a new id."""

    code = "WEBHOOK_ID_REUSED"
    zh = "该 webhook-id 已用于其他内容：新消息需要新的编号。"


class UnknownCase(NotFound):
    """You work on no such case."""

    code = "UNKNOWN_CASE"
    zh = "没有由您处理的此案件。"


class ReportIncomplete(Malformed, ValueError):
    """A report of this kind also says: {missing}."""

    code = "REPORT_INCOMPLETE"
    zh = "此类报告还应包括：{missing}。"


class UnknownReport(Malformed, ValueError):
    """This is nothing that can be reported on a case of this kind."""

    code = "UNKNOWN_REPORT"
    zh = "此类案件没有这种报告。"


class UnknownEvent(Malformed, ValueError):
    """Only these events can be asked for: {offered}."""

    code = "UNKNOWN_EVENT"
    zh = "只能订阅以下事件：{offered}。"


class AmountOutOfRange(Malformed, ValueError):
    """An amount lies between 0.00 and {most} yuan."""

    code = "AMOUNT_OUT_OF_RANGE"
    zh = "金额应在 0.00 至 {most} 元之间。"
