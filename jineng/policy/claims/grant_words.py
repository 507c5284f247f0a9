"""In which words is a grant written that a person had before?"""

from jineng.policy.language.glossary import FactWord, Kind

PERSON = FactWord("人员", "person", Kind.TEXT)
OCCUPATION = FactWord("职业", "occupation", Kind.TEXT)
LEVEL = FactWord("等级", "level", Kind.TEXT)
ON = FactWord("日期", "on", Kind.DAY)
FEN = FactWord("金额", "fen", Kind.MONEY)
