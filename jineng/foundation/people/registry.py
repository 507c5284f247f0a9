"""Meet people by their number: one natural person, one record, however it was written."""

from collections.abc import Collection, Mapping

from jineng.foundation.people.models import Person
from jineng.foundation.people.sealing import keyed_digest, seal, unseal


def meet(numbers: Collection[str]) -> Mapping[str, int]:
    """Return the person id for each normalised 18-character number, making new records."""
    digests = {keyed_digest(number): number for number in sorted(set(numbers))}
    known = _known(digests)
    fresh = [digest for digest in digests if digest not in known]
    # Another office may meet the same person at this moment: the unique digest settles it.
    Person.objects.bulk_create(
        [
            Person(number_digest=digest, number_cipher=seal(digests[digest].encode()))
            for digest in fresh
        ],
        ignore_conflicts=True,
    )
    if fresh:
        known |= _known(fresh)
    return {digests[digest]: person for digest, person in known.items()}


def known(numbers: Collection[str]) -> Mapping[str, int]:
    """Return the person id for each number that has a record; make none."""
    digests = {keyed_digest(number): number for number in numbers}
    return {digests[digest]: person for digest, person in _known(digests).items()}


def numbers_of(person_ids: Collection[int]) -> Mapping[int, str]:
    """Return the plain number for each person id. For files that must carry it, never for pages."""
    people = Person.objects.filter(pk__in=person_ids).values_list("pk", "number_cipher")
    return {pk: unseal(cipher).decode() for pk, cipher in people}


def _known(digests: Collection[bytes]) -> dict[bytes, int]:
    found = Person.objects.filter(number_digest__in=list(digests))
    return {bytes(digest): pk for pk, digest in found.values_list("pk", "number_digest")}
