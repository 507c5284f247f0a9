"""Is a package verified without this system, and is every byte that was changed in it named?"""

import io
import json
import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from jineng.cli.offline.check import MANIFEST, RECEIPTS, SIGNATURE, amiss, main, read
from jineng.foundation.audit.signing import key_in
from jineng.values.identity import problem
from tests.cli.seasons import jineng, rows

pytestmark = pytest.mark.xdist_group("seasons")


@pytest.fixture(scope="session")
def package(small_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the first batch of the small season."""
    out = tmp_path_factory.mktemp("package") / "batch.zip"
    batch = rows(small_out / "payments.csv")[0]["批次编号"]
    done = jineng("export", "audit", "--home", small_out, "--batch", batch, "-o", out)
    assert done.returncode == 0, done.stderr
    return out


def test_the_package_is_verified_by_any_python_alone(
    package: Path, small_out: Path, tmp_path: Path
):
    with zipfile.ZipFile(package) as archive:
        archive.extract("verify.pyz", tmp_path)

    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.pyz", package, "--heads", small_out / "heads"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 处不符" in done.stdout


def test_one_changed_byte_is_named_whichever_member_it_is_in(package: Path, tmp_path: Path):
    members, _ = read(package)
    for name, content in members.items():
        # Of an objection nobody made there is an empty file.
        spoilt = bytearray(content or b" ")
        spoilt[len(spoilt) // 2] ^= 1
        found = read(_zipped(tmp_path / "spoilt.zip", members | {name: bytes(spoilt)}))[1]
        assert found, name
        assert name in found[0], found


def test_a_member_that_is_missing_or_added_is_named(package: Path, tmp_path: Path):
    members, _ = read(package)
    less = {name: each for name, each in members.items() if name != "receipts.zip"}

    assert read(_zipped(tmp_path / "a.zip", less))[1] == ["缺 receipts.zip"]
    assert read(_zipped(tmp_path / "b.zip", members | {"mine": b"x"}))[1] == [
        "mine 不在清单里，是加进去的"
    ]


def test_a_changed_byte_of_the_zip_itself_is_an_error_that_is_told(package: Path, tmp_path: Path):
    content = bytearray(package.read_bytes())
    content[len(content) // 2] ^= 1
    spoilt = tmp_path / "spoilt.zip"
    spoilt.write_bytes(bytes(content))

    assert main([str(spoilt)]) == 1


@pytest.mark.parametrize(
    ("member", "before", "after", "says"),
    [
        ("records/payments_bankline.jsonl", '"fen": ', '"fen": 1', "payments_bankline 第"),
        ("records/claims_decision.jsonl", '"rule": "', '"rule": "x', "claims_decision 第"),
        ("records/notices_calendarday.jsonl", "true", "false", "公示 "),
        ("records/notices_line.jsonl", '"shown_name": "', '"shown_name": "x', "的内容与张贴时不同"),
        ("trail/changes.jsonl", '"operation": "insert"', '"operation": "update"', "不在封存的块里"),
        ("trail/blocks.jsonl", '"count": ', '"count": 1', "第 1 块不接前一块"),
        ("trail/links.jsonl", '"row": "', '"row": "1', "资金链第 1 环不接前一环"),
    ],
)
def test_who_may_sign_and_doctors_a_package_is_found_by_what_is_in_it(
    package: Path, small_out: Path, member: str, before: str, after: str, says: str
):
    members, _ = read(package)
    text = members[member].decode()
    assert before in text
    doctored = members | {member: text.replace(before, after, 1).encode()}
    key = key_in(small_out, small_out / "heads")
    told = json.loads(doctored[MANIFEST])
    told["members"][member] = sha256(doctored[member]).hexdigest()
    doctored[MANIFEST] = json.dumps(told).encode()
    signed = json.loads(doctored[SIGNATURE]) | {"signature": key.sign(doctored[MANIFEST]).hex()}
    doctored[SIGNATURE] = json.dumps(signed).encode()

    assert any(says in each for each in amiss(doctored, None))


def test_a_receipt_in_the_bundle_that_is_not_the_decisions_own_is_found(package: Path):
    members, _ = read(package)
    with zipfile.ZipFile(io.BytesIO(members[RECEIPTS])) as bundle:
        inside = {name: bundle.read(name) for name in bundle.namelist()}
    lines = inside["receipts.jsonl"].decode().splitlines()
    first = json.loads(lines[0])
    first["receipt"]["answer"]["fen"] += 100
    inside["receipts.jsonl"] = "\n".join([json.dumps(first), *lines[1:]]).encode()
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in inside.items():
            archive.writestr(name, content)

    found = list(amiss(members | {RECEIPTS: whole.getvalue()}, None))

    which = first["which"].removeprefix("claims.Decision:")
    assert f"核定 {which} 的凭据与凭据包里的不同" in found
    assert any(each.startswith("重算补贴不符") for each in found)


def test_nothing_in_a_package_is_a_whole_identity_number(package: Path):
    for name, content in read(package)[0].items():
        text = content.decode("utf-8", "ignore")
        found = re.findall(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])", text)
        assert [each for each in found if problem(each.upper()) is None] == [], name


def test_who_may_not_see_the_accounts_takes_the_file_as_its_digest_only(
    package: Path, small_out: Path, tmp_path: Path
):
    batch = json.loads(read(package)[0][MANIFEST])["batch"]
    whole = tmp_path / "whole.zip"
    done = jineng(
        *("export", "audit", "--home", small_out, "--batch", batch, "-o", whole),
        *("--by", "finance_maker"),
    )

    assert done.returncode == 0, done.stderr
    assert "files/payment.csv" not in read(package)[0]
    assert "files/payment.csv" in read(whole)[0]
    assert main([str(whole)]) == 0


def test_a_batch_that_is_not_there_is_one_sentence(small_out: Path, tmp_path: Path):
    asked = jineng("export", "audit", "--home", small_out, "--batch", "没有", "-o", tmp_path / "x")

    assert asked.returncode == 1
    assert len(asked.stderr.splitlines()) == 1


def _zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path
