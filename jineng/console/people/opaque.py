"""By which name does an address speak of a person? Never by a number of theirs."""

from django.core.signing import BadSignature, Signer


def opaque(person_id: int) -> str:
    """Return the word that stands for a person's record in an address; it cannot be guessed."""
    return _signer().sign(str(person_id))


def person_of(word: str) -> int | None:
    """Return the record that a word of an address stands for; none for a word of another's."""
    try:
        return int(_signer().unsign(word))
    except (BadSignature, ValueError):
        return None


def _signer() -> Signer:
    """The key is read when it is needed: nothing of this module needs it to be loaded."""
    return Signer(salt="jineng.person", sep=".")
