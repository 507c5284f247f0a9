"""Is this really a workbook, and can it be opened without drowning?

A workbook is a zip of XML. Its size on disk says nothing: 4 KiB can claim 17 billion cells, or
unpack to gigabytes. So the list of entries is looked at first, then each sheet is streamed for its
furthest cell, and only then is the file given to a reader.
"""

import io
import re
import zipfile
from xml.parsers import expat

from jineng.foundation.documents.reading.errors import WrongPaper

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRIES = 1000
MOST_ROWS, MOST_COLUMNS = 100_000, 256
_CHUNK = 1 << 18
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")
_KINDS = (
    (b"\xd0\xcf\x11\xe0", "是旧版 .xls 或加了密码的文件，请另存为不加密的 .xlsx"),
    (b"%PDF", "是 PDF，请上传 Excel 工作簿（.xlsx）"),
    (b"<", "是网页或 XML 文字，请用 Excel 打开后另存为 .xlsx"),
)


class _Enough(Exception):
    """Stops a parse that has seen enough to refuse."""


def check(data: bytes, name: str) -> None:
    """Refuse what is not a workbook, or one that is too big in any direction."""
    if not data:
        raise WrongPaper(f"{name} 是空文件，请重新导出后上传")
    if len(data) > MOST_BYTES:
        raise WrongPaper(
            f"{name} 有 {len(data) // 1048576} MB，超过 20 MB，请删去图片或分成几个文件"
        )
    for start, says in _KINDS:
        if data.startswith(start):
            raise WrongPaper(f"{name} {says}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive, name)
            for entry in archive.namelist():
                if entry.startswith("xl/worksheets/") and entry.endswith(".xml"):
                    _check_extent(archive, entry, name)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as broken:
        raise WrongPaper(
            f"{name} 不是完整的 Excel 工作簿（.xlsx），请重新导出或另存后上传"
        ) from broken


def _check_entries(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise WrongPaper(f"{name} 不是 Excel 工作簿（.xlsx），请核对是否选错了文件")
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise WrongPaper(f"{name} 展开后过大，不像一份表格，请重新导出后上传")
    if any(entry.flag_bits & 1 for entry in entries):
        raise WrongPaper(f"{name} 加了密码，请取消密码后上传")
    if any(each.startswith("/") or ".." in each.split("/") for each in names):
        raise WrongPaper(f"{name} 的内部结构不正常，请用 Excel 另存后上传")


def _check_extent(archive: zipfile.ZipFile, entry: str, name: str) -> None:
    """Stream one sheet for its furthest cell and its real size."""
    furthest = {"row": 0, "column": 0}

    def met(tag: str, attributes: dict[str, str]) -> None:
        place = _PLACE.match(attributes.get("r", "")) if tag.rpartition(":")[2] == "c" else None
        if place:
            furthest["row"] = max(furthest["row"], int(place.group(2)))
            furthest["column"] = max(furthest["column"], _column(place.group(1)))
            if furthest["row"] > MOST_ROWS or furthest["column"] > MOST_COLUMNS:
                raise _Enough

    def refuse_doctype(*_: object) -> None:
        raise _Enough

    parser = expat.ParserCreate()
    parser.StartElementHandler = met
    parser.StartDoctypeDeclHandler = refuse_doctype
    try:
        _stream(archive, entry, parser)
    except _Enough:
        raise WrongPaper(
            f"{name} 的表格伸到第 {furthest['row']} 行第 {furthest['column']} 列，超出"
            f" {MOST_ROWS} 行 {MOST_COLUMNS} 列：请删去空白处的多余格式后另存再上传"
        ) from None
    except expat.ExpatError as broken:
        raise WrongPaper(f"{name} 的工作表内容损坏，请用 Excel 另存后上传") from broken


def _stream(archive: zipfile.ZipFile, entry: str, parser: expat.XMLParserType) -> None:
    read = 0
    with archive.open(entry) as sheet:
        while chunk := sheet.read(_CHUNK):
            read += len(chunk)
            if read > MOST_UNPACKED:
                raise ValueError("larger than its header says")
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
