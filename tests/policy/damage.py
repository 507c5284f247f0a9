"""How may a pack be damaged? Each way changes the files of one folder at random, and says how."""

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

KEY = re.compile(r"(?m)(?<![\w“])[^\s:{}\[\],#'\"-][^\s:{}\[\],#'\"]*(?=: )")
VALUE = re.compile(r"(?<=: )[^\s{}\[\],#][^{}\[\],#\n]*")
NUMBER = re.compile(r"\d+")
LOOKALIKES = {
    "0": "０", "1": "１", "3": "三", "5": "５", "8": "８", "%": "％", ":": "：", ",": "，",
    "-": "－", "a": "а", "e": "е", "o": "о", "c": "с", "(": "（", "元": "圆",
    "年": "\uf98e", "不": "\uf967",
}  # fmt: skip
UNSEEN = ["\u200b", "\u00a0", "\u202e", "\ufeff", "\u00ad", "\u3000", "\x00", "\x85", "\u2028"]
OTHER_TYPES = [
    "[]",
    "{}",
    "null",
    "true",
    "是",
    "3.5",
    "-1",
    "2024-02-30",
    "[1, 2]",
    "'80'",
    "!!set {甲}",
]

Chance = random.Random
Way = Callable[[Path, Chance], str]


def damage(folder: Path, chance: Chance) -> str:
    """Damage one file of the folder in one way; return what was done, to be read by a person."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = chance.choice(files)
    way = chance.choice(WAYS)
    return f"{path.relative_to(folder)}：{way.__name__} {way(path, chance)}"


def a_byte_is_flipped(path: Path, chance: Chance) -> str:
    raw = bytearray(path.read_bytes())
    at = chance.randrange(len(raw))
    raw[at] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(raw))
    return f"@{at}"


def bytes_are_cut(path: Path, chance: Chance) -> str:
    raw = path.read_bytes()
    at, length = chance.randrange(len(raw)), chance.choice([1, 2, 3, 9, 60, 10**6])
    path.write_bytes(raw[:at] + raw[at + length :])
    return f"@{at} {length}"


def bytes_are_put_in(path: Path, chance: Chance) -> str:
    raw = path.read_bytes()
    at, put = (
        chance.randrange(len(raw) + 1),
        chance.choice([b"\xff", b"9", b"- ", b"{", b"\t", b"&a "]),
    )
    path.write_bytes(raw[:at] + put + raw[at:])
    return f"@{at} {put!r}"


def a_line_is_left_out(path: Path, chance: Chance) -> str:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    return _written(path, lines, gone := chance.randrange(len(lines)), []) + f" 第{gone + 1}行"


def a_line_stands_twice(path: Path, chance: Chance) -> str:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    at = chance.randrange(len(lines))
    return _written(path, lines, at, [lines[at], lines[at]])


def two_lines_change_places(path: Path, chance: Chance) -> str:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    path.write_text("".join(lines), "utf-8")
    return f"{one + 1} ↔ {other + 1}"


def a_line_is_indented(path: Path, chance: Chance) -> str:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    at = chance.randrange(len(lines))
    moved = chance.choice([" " + lines[at], "  " + lines[at], lines[at].removeprefix("  ")])
    return _written(path, lines, at, [moved])


def two_keys_change_places(path: Path, chance: Chance) -> str:
    return _swapped(path, KEY, chance)


def two_values_change_places(path: Path, chance: Chance) -> str:
    return _swapped(path, VALUE, chance)


def a_number_changes(path: Path, chance: Chance) -> str:
    return _replaced(
        path, NUMBER, lambda was: str(max(int(was) + chance.choice([-1, 1, 10]), 0)), chance
    )


def a_value_is_of_another_type(path: Path, chance: Chance) -> str:
    return _replaced(path, VALUE, lambda was: chance.choice(OTHER_TYPES), chance)


def a_value_is_taken_from_elsewhere(path: Path, chance: Chance) -> str:
    values = VALUE.findall(path.read_text("utf-8")) or ["甲"]
    return _replaced(path, VALUE, lambda was: chance.choice(values), chance)


def a_character_looks_like_it_was(path: Path, chance: Chance) -> str:
    look = re.compile("|".join(re.escape(each) for each in LOOKALIKES))
    return _replaced(path, look, LOOKALIKES.__getitem__, chance)


def an_unseen_character_is_put_in(path: Path, chance: Chance) -> str:
    text = path.read_text("utf-8")
    at, put = chance.randrange(len(text) + 1), chance.choice(UNSEEN)
    path.write_text(text[:at] + put + text[at:], "utf-8")
    return f"@{at} {put!r}"


def it_is_saved_otherwise(path: Path, chance: Chance) -> str:
    encoding = chance.choice(["gb18030", "utf-16", "utf-8-sig"])
    path.write_bytes(path.read_text("utf-8").encode(encoding))
    return encoding


def its_lines_end_otherwise(path: Path, chance: Chance) -> str:
    end = chance.choice([b"\r\n", b"\r", b"\n\n"])
    path.write_bytes(path.read_bytes().replace(b"\n", end))
    return repr(end)


def it_is_gone(path: Path, chance: Chance) -> str:
    path.unlink()
    return ""


def it_is_there_twice(path: Path, chance: Chance) -> str:
    other = path.with_name(
        chance.choice([f"copy-{path.name}", f"{path.name}.bak", f"副本{path.name}"])
    )
    shutil.copy(path, other)
    return other.name


def it_has_another_name(path: Path, chance: Chance) -> str:
    other = path.with_name(chance.choice(["other.yaml", path.name.upper(), f" {path.name}"]))
    path.rename(other)
    return other.name


WAYS: tuple[Way, ...] = (
    a_byte_is_flipped, bytes_are_cut, bytes_are_put_in, a_line_is_left_out, a_line_stands_twice,
    two_lines_change_places, a_line_is_indented, two_keys_change_places, two_values_change_places,
    a_number_changes, a_number_changes, a_value_is_of_another_type, a_value_is_of_another_type,
    a_value_is_taken_from_elsewhere, a_value_is_taken_from_elsewhere, a_character_looks_like_it_was,
    an_unseen_character_is_put_in, it_is_saved_otherwise, its_lines_end_otherwise, it_is_gone,
    it_is_there_twice, it_has_another_name,
)  # fmt: skip


def _written(path: Path, lines: list[str], at: int, instead: list[str]) -> str:
    path.write_text("".join([*lines[:at], *instead, *lines[at + 1 :]]), "utf-8")
    return f"第{at + 1}行"


def _swapped(path: Path, what: re.Pattern[str], chance: Chance) -> str:
    text = path.read_text("utf-8")
    found = list(what.finditer(text))
    if len(found) < 2:
        return "none"
    one, other = sorted(chance.sample(found, 2), key=lambda each: each.start())
    path.write_text(
        text[: one.start()] + other.group() + text[one.end() : other.start()] + one.group()
        + text[other.end() :],
        "utf-8",
    )  # fmt: skip
    return f"{one.group()} ↔ {other.group()}"


def _replaced(path: Path, what: re.Pattern[str], by: Callable[[str], str], chance: Chance) -> str:
    text = path.read_text("utf-8")
    found = list(what.finditer(text))
    if not found:
        return "none"
    one = chance.choice(found)
    new = by(one.group())
    path.write_text(text[: one.start()] + new + text[one.end() :], "utf-8")
    return f"{one.group()} → {new}"
