"""What lines does a text file hold, whatever encoding it came in?"""

import csv
import io

from jineng.foundation.documents.reading.errors import WrongPaper

MOST_BYTES = 200 * 1024 * 1024
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_lines(data: bytes, name: str) -> list[list[str]]:
    """Return the fields of every line of a csv file; `lines[0]` is line 1.

    UTF-8 (with or without a mark), GB18030 and marked UTF-16 are read; anything else is refused.
    """
    text = data.decode(encoding_of(data, name))
    if "\x00" in text:
        raise not_text(name)
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as broken:
        raise WrongPaper(f"{name} 的格式损坏（{broken}），请重新导出为 CSV 后上传") from broken


def encoding_of(data: bytes, name: str, *, most: int = MOST_BYTES) -> str:
    """Return the encoding of a text file of at most so many bytes, or refuse what is none."""
    if not data.strip():
        raise WrongPaper(f"{name} 是空文件，请重新导出后上传")
    if len(data) > most:
        size, limit = len(data) // 1048576, most // 1048576
        raise WrongPaper(f"{name} 有 {size} MB，超过 {limit} MB，请分成几个文件")
    if data.startswith(b"PK\x03\x04"):
        raise WrongPaper(f"{name} 其实是 Excel 工作簿，请另存为 CSV 后上传")
    return _encoding(data, name)


def not_text(name: str) -> WrongPaper:
    """Return what is said of a file that holds an empty byte."""
    return WrongPaper(f"{name} 不是文字文件（含有空字节），请重新导出为 CSV 后上传")


def _encoding(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                data.decode(encoding)
            except UnicodeDecodeError as broken:
                raise _unreadable(data, name, broken) from broken
            return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            data.decode("gb18030")
        except UnicodeDecodeError as broken:
            raise _unreadable(data, name, broken) from broken
        return "gb18030"
    return "utf-8"


def _unreadable(data: bytes, name: str, broken: UnicodeDecodeError) -> WrongPaper:
    line = data[: broken.start].count(b"\n") + 1
    return WrongPaper(
        f"{name} 第 {line} 行有读不出的字，编码混杂：请统一存为 UTF-8 或 GB18030 后上传"
    )
