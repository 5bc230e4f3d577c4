"""Forms in which reports write headings: SEC parts and items, notes, statements, Chinese chapters.

Text alone: where on a page a line stands, and what comes before it, is qa.pdf.headings' business.
"""

import re
from enum import Enum


class HeadingKind(Enum):
    """What a heading is; the whole part of the value is its level, 1 at the top."""

    PART = 1
    GLOSSY = 1.1
    CHAPTER = 1.2  # 第三节
    ITEM = 2
    EXHIBIT = 2.1
    CHINESE = 2.2  # 一、
    STATEMENT = 3
    NOTE = 3.1
    TOPIC = 3.2  # "Liquidity and Capital Resources"
    CHINESE_SUB = 3.3  # (一)
    CHINESE_NOTE = 4  # 1、

    @property
    def level(self) -> int:
        return int(self.value)


ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
CHINESE_DIGITS = "零一二三四五六七八九"
CN = "[一二三四五六七八九十百]{1,4}"
STOP = r"[\s.:：,)—–\-|•]*"

PART = re.compile(
    rf"(?P<label>PART\s+(?P<number>IV|V|I{{1,3}}|[1-5])){STOP}(?P<title>.{{0,80}})", re.I
)
ITEM = re.compile(
    rf"(?P<label>ITEM\s*(?P<number>\d{{1,2}}(?:\.\d\d)?)\s?(?P<letter>[A-C]?)\b){STOP}(?P<title>.*)",
    re.I,
)
NOTE = re.compile(
    rf"(?P<label>NOTE\s*(?P<number>\d{{1,2}})(?P<letter>[A-Z]?)\b){STOP}(?P<title>.*)", re.I
)
NUMBERED = re.compile(
    r"(?P<label>(?P<number>\d{1,2}))(?:\.|\s?[—–-])\s+(?P<title>[A-Z][^.;:$%]{2,80})"
)
EXHIBIT = re.compile(
    r"(?P<label>EXHIBIT\s+(?P<number>\d{1,3})(?P<letter>(?:\.\d+)?)\S{0,4})\s*(?P<title>.{0,100})",
    re.I,
)
CHAPTER = re.compile(
    rf"(?P<label>第\s*(?P<number>{CN}|\d{{1,2}})\s*[节章部]分?)[\s、:：]*(?P<title>\S.{{1,40}})"
)
CHINESE = re.compile(rf"(?P<label>(?P<number>{CN}))、\s*(?P<title>\S.{{1,40}})")
CHINESE_SUB = re.compile(rf"(?P<label>[(（](?P<number>{CN})[)）])、?\s*(?P<title>\S.{{1,40}})")
CHINESE_NOTE = re.compile(
    r"(?P<label>(?P<number>\d{1,2}))[、.．]\s*(?P<title>[\u4e00-\u9fff][^。；，]{1,28})"
)
STATEMENT = re.compile(
    r"(?:.{0,40}\b(?:INC|CORP|CORPORATION|COMPANY|CO|LTD|PLC|SUBSIDIARIES)\.?,? )?"
    r"(?:(?:CONSOLIDATED|COMBINED|CONDENSED) ){0,2}"
    r"(?:BALANCE SHEETS?|STATEMENTS? OF (?:CONSOLIDATED )?(?:NET )?(?:INCOME|OPERATIONS|EARNINGS"
    r"|CASH FLOWS?|FINANCIAL POSITION|COMPREHENSIVE (?:INCOME|LOSS|EARNINGS)(?: \(LOSS\))?"
    r"|(?:CHANGES IN )?(?:TOTAL )?(?:(?:SHARE|STOCK)(?:HOLDERS|OWNERS)[’']?S? ?[’']? )?"
    r"(?:EQUITY|INVESTMENT)))(?: AND .{4,40}| ?[(—–-].{0,60})?",
    re.I,
)
FIXED = re.compile(
    r"NOTES TO (?:THE )?(?:CONSOLIDATED |COMBINED )?FINANCIAL STATEMENTS"
    r"|REPORTS? OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRMS?"
    r"|MANAGEMENT[’']S REPORT ON .{5,60}|SIGNATURES?|EXHIBITS? INDEX|INDEX TO EXHIBITS",
    re.I,
)
TOPIC = re.compile(
    r"(?:EXECUTIVE )?(?:OVERVIEW|SUMMARY)|(?:CONSOLIDATED )?RESULTS OF OPERATIONS"
    r"|LIQUIDITY(?: AND CAPITAL RESOURCES)?"
    r"|(?:SUMMARY OF )?CRITICAL ACCOUNTING (?:POLICIES|ESTIMATES)(?: AND ESTIMATES)?"
    r"|CONTRACTUAL OBLIGATIONS(?: AND .{5,40})?|OFF-BALANCE SHEET ARRANGEMENTS"
    r"|RECENT ACCOUNTING (?:PRONOUNCEMENTS|DEVELOPMENTS)|SEGMENT (?:RESULTS|OPERATIONS)"
    r"|NON-GAAP (?:FINANCIAL )?MEASURES|CASH FLOWS|COMPETITION|HUMAN CAPITAL(?: MANAGEMENT)?",
    re.I,
)
CHINESE_NUMERALS = "零一二三四五六七八九十百"
CHINESE_STARTS = "第(（" + CHINESE_NUMERALS + "123456789"
ENGLISH = {
    "PA": ((HeadingKind.PART, PART),),
    "IT": ((HeadingKind.ITEM, ITEM),),
    "NO": ((HeadingKind.NOTE, NOTE),),
    "EX": ((HeadingKind.EXHIBIT, EXHIBIT),),
}
CHINESE_PATTERNS = (
    (HeadingKind.CHAPTER, CHAPTER),
    (HeadingKind.CHINESE, CHINESE),
    (HeadingKind.CHINESE_SUB, CHINESE_SUB),
    (HeadingKind.CHINESE_NOTE, CHINESE_NOTE),
)
BARE_LABEL = re.compile(
    r"(?:PART\s+[IVX]+|ITEM\s*\d{1,2}[A-C]?|NOTE\s*\d{1,2}|EXHIBIT\s+[\d.]+)[\s.:—–-]*", re.I
)
PREFIXED = re.compile(r"\b(?:CONSOLIDATED|COMBINED|CONDENSED)\b", re.I)
SUFFIX = re.compile(r"(?<!\s)\s*[(–—].*")  # "(continued)", "– December 28"
COVER = re.compile("SECURITIES AND EXCHANGE COMMISSION|Commission file number", re.I)
CONTENTS_END = re.compile(r"(?:[.…·\s]|^)(?:F-)?\d{1,3}(?:\s*[-–]\s*\d{1,3})?$")
SENTENCE_END = re.compile(r"[。；;，,]$")
CONNECTIVE = re.compile(r"\b(?:AND|OF|THE|TO|FOR|IN|ON|ABOUT|WITH|OR|BY)$|[,&—–-]$", re.I)
FIGURE = re.compile(r"\d[\d,.]*")
WORD = re.compile(r"[^\W\d_]{3,}")


def value_of(text: str) -> int:
    """Return the value of an Arabic, roman or Chinese numeral; "8.01" counts as 801."""
    if text.upper() in ROMAN:
        return ROMAN[text.upper()]
    if text[0] in CHINESE_NUMERALS:
        tens, ten, ones = text.rpartition("十")
        unit = CHINESE_DIGITS.index(ones[-1]) if ones and ones[-1] in CHINESE_DIGITS else 0
        return 10 * (CHINESE_DIGITS.index(tens[-1]) if tens else 1) + unit if ten else unit
    return int(text.replace(".", ""))


def ends_in_page_number(text: str) -> bool:
    """Tell whether a line ends as those of a table of contents do."""
    return text[-1:].isdecimal() and CONTENTS_END.search(text) is not None


def is_title(title: str, label: str) -> bool:
    """Tell a heading's title from the rest of a sentence ("Note 5 to the ...", "Item 8 of ...")."""
    if not title:
        return True
    if title[0].islower() or (title[0] == "(" and not label.isupper()):
        return False
    words = [word for word in WORD.findall(title) if len(word) > 3]
    return len(words) < 6 or sum(word[0].isupper() for word in words) >= 0.5 * len(words)


def is_glossy(text: str) -> bool:
    """Tell whether a line could be a large heading: few words, and hardly anything else."""
    words = WORD.findall(text)
    return 1 <= len(words) <= 14 and sum(map(len, words)) > 0.5 * len(text)
