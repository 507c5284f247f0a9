"""How is a person's name shown to the public?"""


def masked_name(name: str) -> str:
    """Return a name with its middle hidden: 王小兰 → 王○兰, 王兰 → 王○, 欧阳小兰 → 欧○○兰."""
    if len(name) <= 1:
        return "○"
    if len(name) == 2:
        return f"{name[0]}○"
    return name[0] + "○" * (len(name) - 2) + name[-1]
