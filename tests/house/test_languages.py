"""Is every sentence there in both languages? Chinese is the source; English comes beside it."""

from jineng.cli.catalogue_file import packed, read_catalogue
from jineng.cli.words import ENGLISH
from tests.house.marked import HAN, bare, marked

# Templates whose sentences are not marked yet. This list only becomes shorter.
NOT_YET = {
    "accounts/changes.html",
    "accounts/own.html",
    "audit/decision.html",
    "audit/desk.html",
    "audit/rule.html",
    "classes/one.html",
    "funds/funds.html",
    "funds/one.html",
    "intakes/one.html",
    "notices/calendar.html",
    "notices/new.html",
    "notices/objection.html",
    "notices/postings.html",
    "own/apply.html",
    "own/claim.html",
    "own/claims.html",
    "own/classes.html",
    "own/money.html",
    "own/one.html",
    "own/roster.html",
    "parts/cards.html",
    "parts/ladder.html",
    "payments/batch.html",
    "people/people.html",
    "public/object.html",
    "public/one.html",
    "public/thanks.html",
    "statements/one.html",
    "tasks/tasks.html",
}
CATALOGUE = read_catalogue(ENGLISH.read_text("utf-8"))


def test_every_marked_sentence_has_its_english():
    missing = sorted(key for key in marked() if not CATALOGUE.get(key))

    assert missing == []


def test_nothing_stands_in_the_catalogue_that_no_page_says():
    assert sorted(set(CATALOGUE) - marked() - {""}) == []


def test_no_english_sentence_is_chinese():
    # What the language is called, and forms of document numbers, stay as they are written.
    kept = {key for key, value in CATALOGUE.items() if HAN.search(value)}

    assert kept <= {"name of the language\x04中文"}


def test_the_catalogue_is_packed_as_it_is_written():
    assert ENGLISH.with_suffix(".mo").read_bytes() == packed(CATALOGUE)


def test_no_template_holds_chinese_outside_the_tags_but_those_not_reached_yet():
    assert bare() == NOT_YET
