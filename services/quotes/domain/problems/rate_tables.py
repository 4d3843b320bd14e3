"""A rate table that cannot be read: one class a reason."""

from shared.problems import Malformed


class UnreadableRates(Malformed):
    """The rate table {table} cannot be read at line {line}: {reason}."""

    code = "UNREADABLE_RATES"
    zh = "费率表 {table} 第 {line} 行无法读取：{reason}。"
