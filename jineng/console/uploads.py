"""Which file did the person choose, and is it one we can take?"""

from django.http import HttpRequest

from jineng.values.refusal import Refusal

LARGEST = 25 * 1024 * 1024


class NoFile(Refusal):
    """No file was chosen."""


class TooLarge(Refusal):
    """The file is larger than any paper of this work."""


def uploaded(request: HttpRequest) -> tuple[str, bytes]:
    """Return the name and the bytes of the chosen file, or refuse."""
    chosen = request.FILES.get("file")
    if chosen is None:
        raise NoFile("没有选择文件，请先选择文件再提交")
    name = chosen.name or "未命名"
    if chosen.size is not None and chosen.size > LARGEST:
        raise TooLarge(f"{name} 超过 25 MB，请核对是否选错了文件，或拆开后分次上传")
    return name, chosen.read()
