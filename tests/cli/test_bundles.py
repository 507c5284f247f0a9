"""Can somebody who trusts nobody check every receipt from the bundle alone, and is a byte found?"""

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from jineng.cli.export_receipts import READ_ME, VERIFIER
from jineng.cli.verifier_file import verifier
from jineng.policy.one.bundle import check_bundle
from jineng.policy.one.bundle_files import MANIFEST, RECEIPTS, SEAL, bundle_files
from tests.cli.seasons import jineng

pytestmark = pytest.mark.xdist_group("seasons")
PACK = "packs/demo-qingchuan/2024-jijiuban-2"
Bundle = dict[str, bytes]


@pytest.fixture(scope="session")
def bundle_path(small_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a small season, written by the command."""
    path = tmp_path_factory.mktemp("bundle") / "receipts.zip"
    done = jineng("export", "receipts", "--home", small_out, "-o", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def bundle(bundle_path: Path) -> Bundle:
    """The files of the bundle, by name."""
    with zipfile.ZipFile(bundle_path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(bundle: Bundle, path: Path) -> Path:
    """Write files into a zip again, as a forger would."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in bundle.items():
            archive.writestr(name, content)
    return path


def problems(bundle: Bundle, tmp_path: Path) -> list[str]:
    """What is wrong with a bundle."""
    return check_bundle(bundle_files(written(bundle, tmp_path / "b.zip"))).problems


def sealed(bundle: Bundle) -> Bundle:
    """Put every digest right again, as a forger would who has all day."""
    manifest = json.loads(bundle[MANIFEST])
    for name in manifest["files"]:
        manifest["files"][name] = sha256(bundle[name]).hexdigest()
    bundle[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    bundle[SEAL] = f"{sha256(bundle[MANIFEST]).hexdigest()}  {MANIFEST}\n".encode()
    return bundle


def bare(program: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a program on a Python that has nothing installed and looks nowhere."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(program), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"LANG": "C.UTF-8"},
    )


def test_a_bare_python_decides_every_receipt_again_from_the_bundle_alone(
    bundle: Bundle, bundle_path: Path, tmp_path: Path
):
    (tmp_path / VERIFIER).write_bytes(bundle[VERIFIER])
    count = bundle[RECEIPTS].count(b"\n")

    done = bare(tmp_path / VERIFIER, bundle_path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"重算凭据 {count} 件" in done.stdout
    assert "0 处不符" in done.stdout
    assert count > 50


def test_an_unpacked_bundle_is_checked_as_well(bundle_path: Path, tmp_path: Path):
    with zipfile.ZipFile(bundle_path) as archive:
        archive.extractall(tmp_path / "open")

    assert bare(tmp_path / "open" / VERIFIER, tmp_path / "open").returncode == 0


def test_the_verifier_is_made_of_our_files_and_is_always_the_same(bundle: Bundle, tmp_path: Path):
    done = jineng("export", "verifier", "-o", tmp_path / VERIFIER)

    assert (tmp_path / VERIFIER).read_bytes() == verifier() == bundle[VERIFIER]
    assert sha256(bundle[VERIFIER]).hexdigest() in done.stdout
    with zipfile.ZipFile(io.BytesIO(bundle[VERIFIER])) as archive:
        top = {name.split("/")[0] for name in archive.namelist()}
    assert top == {"__main__.py", "jineng", "yaml", "chinese_calendar.py"}


def test_the_same_receipts_make_the_same_bundle(bundle_path: Path, small_out: Path, tmp_path: Path):
    jineng("export", "receipts", "--home", small_out, "-o", tmp_path / "again.zip")

    assert (tmp_path / "again.zip").read_bytes() == bundle_path.read_bytes()


def test_one_changed_byte_of_any_file_is_found_and_the_file_is_named(
    bundle: Bundle, tmp_path: Path
):
    chance = random.Random("a byte")
    for name in bundle:
        content = bytearray(bundle[name])
        at = chance.randrange(len(content))
        content[at] ^= 1 << chance.randrange(8)

        found = problems(bundle | {name: bytes(content)}, tmp_path)

        assert any(name in each for each in found), (name, at, found)


@pytest.mark.parametrize("name", [RECEIPTS, f"{PACK}/training-subsidy.yaml", MANIFEST, VERIFIER])
def test_the_verifier_names_the_file_and_ends_with_one(bundle: Bundle, tmp_path: Path, name: str):
    (tmp_path / VERIFIER).write_bytes(bundle[VERIFIER])
    half = len(bundle[name]) // 2
    changed = bundle[name][:half] + b"#" + bundle[name][half + 1 :]

    done = bare(tmp_path / VERIFIER, written(bundle | {name: changed}, tmp_path / "b.zip"))

    assert done.returncode == 1, done.stdout + done.stderr
    assert name in done.stdout


@pytest.mark.parametrize("where", range(8))
def test_a_byte_changed_on_the_way_never_passes_in_silence(
    bundle_path: Path, tmp_path: Path, where: int
):
    raw = bytearray(bundle_path.read_bytes())
    with zipfile.ZipFile(bundle_path) as archive:
        large = [each for each in archive.infolist() if each.compress_size > 200]
    entry = large[where % len(large)]
    begins = entry.header_offset + 30 + len(entry.filename.encode())
    raw[begins + random.Random(where).randrange(100, entry.compress_size - 100)] ^= 0x20
    (tmp_path / "b.zip").write_bytes(raw)

    found = check_bundle(bundle_files(tmp_path / "b.zip")).problems

    assert any(entry.filename in each for each in found)


def _without(name: str) -> Callable[[Bundle], None]:
    def forged(bundle: Bundle) -> None:
        del bundle[name]

    return forged


def _with_another(bundle: Bundle) -> None:
    bundle["packs/extra.yaml"] = b"{}\n"


def _receipt(bundle: Bundle, change: Callable[[dict], None]) -> str:
    """Change the first granted receipt; return which it is."""
    lines = bundle[RECEIPTS].splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if json.loads(line)["fen"])
    record = json.loads(lines[at])
    change(record)
    lines[at] = f"{json.dumps(record, ensure_ascii=False)}\n".encode()
    bundle[RECEIPTS] = b"".join(lines)
    return str(record["which"])


def _more_money(record: dict) -> None:
    record["fen"] += 100
    record["receipt"]["answer"]["fen"] += 100


def _another_fact(record: dict) -> None:
    record["receipt"]["facts"]["training_standard_fen"] += 100


def _another_clause(record: dict) -> None:
    record["receipt"]["answer"]["because"][0]["clause"] = "一1"


def _record_only(record: dict) -> None:
    record["fen"] += 100


FORGERIES = {
    "more money": _more_money,
    "another fact": _another_fact,
    "another clause": _another_clause,
    "the record alone": _record_only,
}


@pytest.mark.parametrize("change", FORGERIES.values(), ids=FORGERIES)
def test_a_receipt_forged_with_every_digest_put_right_is_found_by_deciding_again(
    bundle: Bundle, tmp_path: Path, change: Callable[[dict], None]
):
    which = _receipt(bundle, change)

    found = problems(sealed(bundle), tmp_path)

    assert any(each.startswith(which) for each in found), found


def test_rules_changed_with_every_digest_put_right_are_found_by_the_receipts_fingerprints(
    bundle: Bundle, tmp_path: Path
):
    name = f"{PACK}/training-subsidy.yaml"
    bundle[name] = bundle[name] + "# 后来加的一行\n".encode()

    found = problems(sealed(bundle), tmp_path)

    assert any("指纹和清单上的不同" in each for each in found)
    assert any("已不是办理时的内容" in each for each in found)


@pytest.mark.parametrize(
    ("forged", "says"),
    [
        (_without(READ_ME), f"{READ_ME}：清单上有，包里没有"),
        (_without(RECEIPTS), f"{RECEIPTS}：清单上有，包里没有"),
        (_without(f"{PACK}/derived.yaml"), "derived.yaml"),
        (_without(f"{PACK}/pack.yaml"), "没有封面"),
        (_without(MANIFEST), MANIFEST),
        (_without(SEAL), SEAL),
        (_with_another, "packs/extra.yaml：包里有，清单上没有"),
    ],
)
def test_a_file_too_few_or_too_many_is_named(
    bundle: Bundle, tmp_path: Path, forged: Callable[[Bundle], None], says: str
):
    forged(bundle)

    assert any(says in each for each in problems(bundle, tmp_path))


def test_a_receipt_left_out_or_told_twice_is_found_by_the_sums(bundle: Bundle, tmp_path: Path):
    lines = bundle[RECEIPTS].splitlines(keepends=True)

    fewer = problems(sealed(bundle | {RECEIPTS: b"".join(lines[1:])}), tmp_path)
    twice = problems(sealed(bundle | {RECEIPTS: b"".join([*lines, lines[0]])}), tmp_path)

    assert any("清单上 receipts 是" in each for each in fewer)
    assert any("前面已经有了" in each for each in twice)


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"not a zip at all"])
def test_what_is_no_bundle_is_one_sentence(bundle: Bundle, tmp_path: Path, content: bytes):
    (tmp_path / VERIFIER).write_bytes(bundle[VERIFIER])
    (tmp_path / "b.zip").write_bytes(content)

    done = bare(tmp_path / VERIFIER, tmp_path / "b.zip")

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_names_that_would_leave_the_folder_are_refused(bundle: Bundle, tmp_path: Path):
    (tmp_path / VERIFIER).write_bytes(bundle[VERIFIER])
    path = written(bundle | {"packs/../../outside.yaml": b"{}"}, tmp_path / "b.zip")

    done = bare(tmp_path / VERIFIER, path)

    assert done.returncode == 2
    assert "不是凭据包会有的" in done.stderr


def test_an_export_never_overwrites(bundle_path: Path, small_out: Path):
    before = bundle_path.read_bytes()

    done = jineng("export", "receipts", "--home", small_out, "-o", bundle_path)

    assert done.returncode == 1
    assert "已经有了" in done.stderr
    assert bundle_path.read_bytes() == before


def test_no_name_and_no_identity_number_leaves_with_the_receipts(bundle: Bundle):
    told = b"".join(content for name, content in bundle.items() if not name.endswith(".pyz"))

    assert not [each for each in told.split(b'"') if len(each) == 18 and each[:17].isdigit()]
