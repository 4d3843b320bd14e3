"""What is wrong with a file of leads, or with one cell of it. No message repeats what a cell holds."""

from shared.problems import BrokenRule, Malformed, Problem


class FileUnreadable(Malformed):
    """The file cannot be read: it is damaged, protected by a password, or neither CSV nor XLSX."""

    code = "FILE_UNREADABLE"
    zh = "文件无法读取：可能已损坏、设有密码，或不是 CSV、XLSX 文件。"


class FileTooWide(Malformed):
    """Unpacked, the workbook is larger than the {limit} bytes allowed."""

    code = "FILE_TOO_WIDE"
    zh = "工作簿解压后超过允许的 {limit} 字节。"


class NoRows(Malformed):
    """The file has no row below its header."""

    code = "NO_ROWS"
    zh = "文件表头以下没有数据行。"


class TooManyRows(Malformed):
    """The file has more than the {limit} rows allowed: divide it."""

    code = "TOO_MANY_ROWS"
    zh = "文件超过允许的 {limit} 行，请拆分。"


class ColumnMissing(Malformed):
    """The header has no column {column}."""

    code = "COLUMN_MISSING"
    zh = "表头缺少列 {column}。"


class ColumnTwice(Malformed):
    """The header has the column {column} twice."""

    code = "COLUMN_TWICE"
    zh = "表头中列 {column} 重复。"


class ImportInterrupted(Problem):
    """The import was broken off by a failure here; what was imported stays, and the same file may be sent again."""

    code = "IMPORT_INTERRUPTED"
    zh = "导入因系统故障中断；已导入的内容保留，可重新提交同一文件。"


class ImportEnded(BrokenRule):
    """This import has ended already."""

    code = "IMPORT_ENDED"
    zh = "该导入已结束。"


class CellEmpty(Malformed):
    """This cell must not be empty."""

    code = "CELL_EMPTY"
    zh = "此单元格不能为空。"


class NameUnacceptable(Malformed):
    """A name has 1 to 60 characters, without < and >."""

    code = "NAME_UNACCEPTABLE"
    zh = "姓名应为 1 至 60 个字符，不含 < 和 >。"


class DateUnreadable(Malformed):
    """This is no date: write 1990-05-31."""

    code = "DATE_UNREADABLE"
    zh = "日期无法识别，请写作 1990-05-31。"


class SexUnreadable(Malformed):
    """Write male or female."""

    code = "SEX_UNREADABLE"
    zh = "请填写 男 或 女。"


class SegmentUnreadable(Malformed):
    """Write person or firm."""

    code = "SEGMENT_UNREADABLE"
    zh = "请填写 个人 或 企业。"


class CodeUnacceptable(Malformed):
    """A code has 1 to 40 lower-case letters, digits, - and _."""

    code = "CODE_UNACCEPTABLE"
    zh = "代码应为 1 至 40 个小写字母、数字、- 或 _。"


class IdUnreadable(Malformed):
    """This is no identifier of an agent or team."""

    code = "ID_UNREADABLE"
    zh = "不是有效的代理人或团队标识。"


class ServedByOthers(BrokenRule):
    """You may only import clients whom you or your own team serve."""

    code = "SERVED_BY_OTHERS"
    zh = "只能导入由您本人或您的团队服务的客户。"


class SexMismatch(BrokenRule):
    """The sex contradicts the identity number."""

    code = "SEX_MISMATCH"
    zh = "性别与身份证号码不符。"


class BirthDateMismatch(BrokenRule):
    """The date of birth contradicts the identity number."""

    code = "BIRTHDATE_MISMATCH"
    zh = "出生日期与身份证号码不符。"


class TwoPeople(BrokenRule):
    """The phone belongs to one client and the identity number to another."""

    code = "TWO_PEOPLE"
    zh = "电话号码与身份证号码分属两位客户。"
