"""What the house rules look at: the files of the project, and the modules read as trees."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "jineng"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MODULES = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
ACTIONS = [path for path in MODULES if "\n@act(" in path.read_text("utf-8")]
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("packs/*.md")])


def shown(path: Path) -> str:
    """Return a path as a person says it."""
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    """Return a module read as a tree."""
    return ast.parse(path.read_text("utf-8"))


def functions(node: ast.AST) -> Iterator[ast.FunctionDef]:
    """Yield every function within."""
    return (each for each in ast.walk(node) if isinstance(each, ast.FunctionDef))


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Yield every call within."""
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))


def acts(path: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield (verb, function) for every official act of a module."""
    for function in functions(tree(path)):
        for mark in function.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "act":
                yield ast.literal_eval(mark.args[0]), function


def tracked() -> list[Path]:
    """Return the text files of the project; outside a checkout, those that lie there."""
    listed = subprocess.run(
        ["git", "-c", "core.quotepath=off", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    paths = [ROOT / name for name in names if name] or [*MODULES, *DOCUMENTS]
    return [path for path in paths if path.is_file() and not _is_binary(path)]


def _is_binary(path: Path) -> bool:
    return b"\0" in path.read_bytes()[:4096] or path.suffix in (".xlsx", ".csv")
