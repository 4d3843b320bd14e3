"""What can be wrong with a package of products that a carrier sends: one class a reason."""

from shared.problems import BrokenRule, Malformed


class NotAnArchive(Malformed):
    """This is no ZIP archive that can be read."""

    code = "NOT_AN_ARCHIVE"
    zh = "不是可读取的 ZIP 压缩包。"


class TooManyFiles(Malformed):
    """The archive holds more than {limit} files."""

    code = "TOO_MANY_FILES"
    zh = "压缩包内文件超过 {limit} 个。"


class UnpackedTooLarge(Malformed):
    """Unpacked, this is larger than {limit} bytes."""

    code = "UNPACKED_TOO_LARGE"
    zh = "解压后超过 {limit} 字节。"


class PackedTooTightly(Malformed):
    """This is packed more than {limit} times smaller than it is, as no table is."""

    code = "PACKED_TOO_TIGHTLY"
    zh = "压缩比超过 {limit} 倍，不是正常的表格文件。"


class PathEscapes(Malformed):
    """The name of this file leads out of the archive, or holds characters that no name here may."""

    code = "PATH_ESCAPES"
    zh = "文件路径越出压缩包，或含有不允许的字符。"


class LinkInArchive(Malformed):
    """This is a link, not a file."""

    code = "LINK_IN_ARCHIVE"
    zh = "这是链接而不是文件。"


class FileEncrypted(Malformed):
    """This file is encrypted."""

    code = "FILE_ENCRYPTED"
    zh = "文件已加密。"


class FileCorrupt(Malformed):
    """This file cannot be unpacked: it is damaged, or packed in a way that is not read here."""

    code = "FILE_CORRUPT"
    zh = "文件已损坏或压缩方式不受支持，无法解压。"


class FileTwice(Malformed):
    """This file is there twice, or once as CSV and once as XLSX."""

    code = "FILE_TWICE"
    zh = "文件重复，或同时存在 CSV 与 XLSX。"


class FileUnknown(Malformed):
    """A product has no such file; it has product.yaml, and rates.<term> or cash_values.<term> as .csv or .xlsx
    for its own terms.
    """

    code = "FILE_UNKNOWN"
    zh = "产品没有这种文件；应为 product.yaml，以及其保障期间对应的 rates.<term>、cash_values.<term>（.csv 或 .xlsx）。"


class FileMissing(Malformed):
    """This file is missing: the product is sold for the term {coverage_term}."""

    code = "FILE_MISSING"
    zh = "缺少该文件：产品设有保障期间 {coverage_term}。"


class NoProduct(Malformed):
    """There is no product.yaml in the archive."""

    code = "NO_PRODUCT"
    zh = "压缩包内没有 product.yaml。"


class TooManyProducts(Malformed):
    """One archive holds at most {limit} products."""

    code = "TOO_MANY_PRODUCTS"
    zh = "一个压缩包最多包含 {limit} 个产品。"


class NotUtf8(Malformed):
    """This is not UTF-8; it looks like {looks_like}. Save it as UTF-8."""

    code = "NOT_UTF8"
    zh = "文件不是 UTF-8 编码（疑似 {looks_like}），请另存为 UTF-8。"


class WorkbookUnreadable(Malformed):
    """This workbook cannot be read, or is too large."""

    code = "WORKBOOK_UNREADABLE"
    zh = "该工作簿无法读取或过大。"


class TooManyWorkbooks(Malformed):
    """One archive holds at most {limit} workbooks: send tables as CSV."""

    code = "TOO_MANY_WORKBOOKS"
    zh = "一个压缩包最多包含 {limit} 个工作簿，请改用 CSV。"


class YamlUnreadable(Malformed):
    """This is no YAML from here on."""

    code = "YAML_UNREADABLE"
    zh = "从此处起不是有效的 YAML。"


class YamlTooLarge(Malformed):
    """This is larger or nested deeper than the facts of a product are."""

    code = "YAML_TOO_LARGE"
    zh = "内容过大或嵌套过深。"


class YamlAlias(Malformed):
    """Anchors and aliases (& and *) are not accepted: write it out."""

    code = "YAML_ALIAS"
    zh = "不接受锚点和别名（& 与 *），请写出完整内容。"


class YamlTag(Malformed):
    """Tags (!) are not accepted."""

    code = "YAML_TAG"
    zh = "不接受标签（!）。"


class YamlKeyTwice(Malformed):
    """This key stands there twice."""

    code = "YAML_KEY_TWICE"
    zh = "键重复。"


class YamlCharacter(Malformed):
    """This holds a character that no text here may."""

    code = "YAML_CHARACTER"
    zh = "含有不允许的字符。"


class NotOneMapping(Malformed):
    """The file holds one mapping of the facts of a product, and nothing else."""

    code = "NOT_ONE_MAPPING"
    zh = "文件应只包含一个产品要素的映射。"


class ProductTwice(Malformed):
    """{product}, version {version}, is in the archive twice."""

    code = "PRODUCT_TWICE"
    zh = "产品 {product} 第 {version} 版在压缩包内重复。"


class VersionDiffers(BrokenRule):
    """{product}, version {version}, is in the catalogue with other facts or figures: a change is a new version."""

    code = "VERSION_DIFFERS"
    zh = "产品 {product} 第 {version} 版已上架且内容不同；变更须发布新版本。"


class VersionNotLater(BrokenRule):
    """Version {version} of {product} must be sold from a later day than version {earlier}, which is sold from
    {sale_from}.
    """

    code = "VERSION_NOT_LATER"
    zh = "产品 {product} 第 {version} 版的开售日须晚于第 {earlier} 版（{sale_from} 起售）。"


class PackageRefused(Malformed):
    """Nothing was loaded: what is wrong is listed in "faults"."""

    code = "PACKAGE_REFUSED"
    zh = "未上架任何产品，问题见 faults。"
