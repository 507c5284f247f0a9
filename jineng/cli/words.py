"""The command that packs the English sentences for the pages."""

import argparse

from django.conf import settings

from jineng.cli.catalogue_file import packed, read_catalogue

EXAMPLE = "jineng words"
ENGLISH = settings.LOCALE_PATHS[0] / "en" / "LC_MESSAGES" / "django.po"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """This command takes none."""


def run(args: argparse.Namespace) -> int:
    """Write the `.mo` beside the `.po`."""
    catalogue = read_catalogue(ENGLISH.read_text("utf-8"))
    ENGLISH.with_suffix(".mo").write_bytes(packed(catalogue))
    print(f"英文词表：{len(catalogue) - 1} 句")
    return 0
