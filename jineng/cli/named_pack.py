"""Which pack does somebody mean who names it, by its id or by its folder?"""

from pathlib import Path

from django.conf import settings

from jineng.policy.language.glossary import FILE, load_glossary
from jineng.policy.packs.pack import ABOUT, Pack, load
from jineng.policy.packs.shelf import Shelf, stock


def named_pack(name: str) -> tuple[Shelf, Pack]:
    """Return the pack, draft or in force, with the shelf it stands on.

    `name` is the id of a pack of this project or a folder with a pack.yaml. A folder that lies
    anywhere takes the place of the project's pack of the same id, or stands beside the others; if
    there is a facts.yaml above it, its own packs are the shelf. Refuses by name.
    """
    folder = Path(name).resolve()
    if not (folder / ABOUT).is_file():
        shelf = stock(settings.PACKS, drafts=True)
        return shelf, shelf.pack(name)
    root = next((each for each in folder.parents if (each / FILE).is_file()), None)
    if root is not None:
        shelf = stock(root, drafts=True)
        return shelf, next(pack for pack in shelf.packs if pack.folder == folder)
    pack = load(folder, root=folder.parent, glossary=load_glossary(settings.PACKS))
    shelf = stock(settings.PACKS, drafts=True)
    others = tuple(each for each in shelf.packs if each.id != pack.id)
    return Shelf(shelf.glossary, (*others, pack)), pack
