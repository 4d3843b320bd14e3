"""What is wrong with sales material, or with what somebody wants to do with it. No message repeats what it says."""

from shared.problems import BrokenRule, Malformed


class TitleNamesPerson(BrokenRule):
    """The title of a case names a person in {count} places; see findings."""

    code = "TITLE_NAMES_PERSON"
    zh = "案例标题中有 {count} 处可识别到个人，详见 findings。"


class CaseNamesPerson(BrokenRule):
    """The case still names a person in {count} places; findings say which kinds and where."""

    code = "CASE_NAMES_PERSON"
    zh = "案例仍有 {count} 处可识别到个人，findings 列出类别与位置。"


class CaseConsentMissing(BrokenRule):
    """A claims case needs the consent of whom it is about: give consent_id."""

    code = "CASE_CONSENT_MISSING"
    zh = "理赔案例须取得当事人同意：请填写 consent_id。"


class CaseConsentNotInForce(BrokenRule):
    """This is no consent in force to telling the case of a client whom you serve."""

    code = "CASE_CONSENT_NOT_IN_FORCE"
    zh = "这不是您所服务客户的、仍然生效的案例发布同意。"


class CaseEvidenceMissing(BrokenRule):
    """A claims case needs a reference to its evidence: give evidence_reference."""

    code = "CASE_EVIDENCE_MISSING"
    zh = "理赔案例须注明证明材料出处：请填写 evidence_reference。"


class CaseSummaryMissing(BrokenRule):
    """A claims case needs a summary: who of which kind was paid how much under which cover."""

    code = "CASE_SUMMARY_MISSING"
    zh = "理赔案例须有摘要：XX客户因XX保障获赔XX。"


class CaseFileTooLong(BrokenRule):
    """The text of a case may have at most {limit} bytes, so that all of it is checked."""

    code = "CASE_FILE_TOO_LONG"
    zh = "案例文本不得超过 {limit} 字节，以便全文检查。"


class CaseFileUnread(BrokenRule):
    """No program can read this file for names: approve it with file_read once you have read it yourself."""

    code = "CASE_FILE_UNREAD"
    zh = "程序无法检查此文件是否含有个人信息：请亲自审阅后以 file_read 确认。"


class VersionNotOpen(BrokenRule):
    """Only a draft, or a version that was rejected, may be changed or submitted."""

    code = "VERSION_NOT_OPEN"
    zh = "只有草稿或被退回的版本可以修改或提交。"


class VersionNotSubmitted(BrokenRule):
    """Only a version that was submitted may be approved or rejected."""

    code = "VERSION_NOT_SUBMITTED"
    zh = "只有已提交的版本可以批准或退回。"


class VersionEnded(BrokenRule):
    """This version has ended already."""

    code = "VERSION_ENDED"
    zh = "该版本已终止。"


class OwnMaterial(BrokenRule):
    """Nobody decides about what he uploaded himself."""

    code = "OWN_MATERIAL"
    zh = "不得审批本人上传的资料。"


class NotYourMaterial(BrokenRule):
    """Only its author, a manager or operations may do this with the material."""

    code = "NOT_YOUR_MATERIAL"
    zh = "只有作者、主管或运营人员可以执行此操作。"


class MaterialFixed(BrokenRule):
    """What was submitted or approved keeps its title and its marks: make a new material."""

    code = "MATERIAL_FIXED"
    zh = "已提交或已批准的资料不得更改标题与标签，请新建资料。"


class MaterialNotInUse(BrokenRule):
    """No version of this material is approved and unexpired: it may not be used."""

    code = "MATERIAL_NOT_IN_USE"
    zh = "该资料没有已批准且未过期的版本，不得使用。"


class ExpiryOutOfRange(BrokenRule):
    """Material expires after today, and {days} days from now at the latest."""

    code = "EXPIRY_OUT_OF_RANGE"
    zh = "有效期须晚于今天，且不超过 {days} 天。"


class SegmentMissing(Malformed, ValueError):
    """A handbook is for one segment: say which."""

    code = "SEGMENT_MISSING"
    zh = "保障需求手册须注明客群。"
