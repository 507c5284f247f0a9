"""Offices, the posts in them, and the officers who act."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Office(models.Model):
    """A bureau, an institution's office or an audit office."""

    name = models.CharField("单位名称", unique=True)
    area = models.CharField("所在地区代码", max_length=6)


class Post(models.Model):
    """A post (岗位): the verbs that whoever holds it may use."""

    code = models.CharField("岗位代码", unique=True)
    name = models.CharField("岗位名称")
    duty = models.CharField("一句话职责")
    verbs = ArrayField(models.CharField(), verbose_name="可办事项", default=list)


# How the people of a demonstration are marked: nobody else is entered as without a password.
MADE_UP = "演示:"


class Officer(AbstractBaseUser):
    """An account of one natural person in one post, for a list of areas.

    `natural_person` is the same word on every account of one human being: maker and checker are
    compared by it, so that two accounts do not make two people.
    """

    username = models.CharField("账号", unique=True)
    name = models.CharField("姓名")
    natural_person = models.CharField("自然人标识", max_length=64)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    areas = ArrayField(models.CharField(max_length=6), verbose_name="管辖地区", default=list)
    body_number = models.CharField("所代表的机构编号", blank=True)
    is_active = models.BooleanField("在岗", default=True)

    USERNAME_FIELD = "username"
    objects = BaseUserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="officer_is_tied_to_a_natural_person", condition=~Q(natural_person="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.post.name}）"

    def may(self, verb: str, area: str = "") -> bool:
        """Whether this officer holds the verb, and (where one is named) the area."""
        return self.is_active and verb in self.post.verbs and (not area or area in self.areas)
