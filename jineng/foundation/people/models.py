"""Which natural person is this, however the number was written?"""

from django.db import models


class Person(models.Model):
    """One natural person: a keyed digest to meet by, the number itself only as cipher text.

    Names stand on the papers (enrolments, certificates), not here: people are met by number.
    """

    number_digest = models.BinaryField("身份证号摘要", unique=True)
    number_cipher = models.BinaryField("身份证号密文")
