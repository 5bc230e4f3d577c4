"""Whether what was done would survive a power cut, from the calls that were made in order.

A disk may write in any order what was not waited for, so before something rests on a file, and
before work is said to be done, the file's content and its name have to be synced.
"""

from collections.abc import Sequence

VOLATILE = ("-shm", ".lock")  # shared memory of SQLite, and locks: nothing rests on their content


def problems(before: Sequence[str], after: Sequence[str], calls: Sequence[str]) -> list[str]:
    """Return a sentence for each rule that the calls break; none when all is safe.

    before, after: paths there are; calls: tab-separated, see shim.c.
    """
    said = []
    unsynced: set[str] = set()  # files with content that was not waited for
    unnamed: set[str] = set()  # folders with names that were not waited for
    known = set(before)
    for call in calls:
        what, path, other = call.split("\t")
        if path.endswith(VOLATILE):
            continue
        if what == "write":
            unsynced.add(path)
            if path not in known:
                known.add(path)
                unnamed.add(_folder(path))
        elif what == "sync":
            unsynced.discard(path)
            unnamed.discard(path)
        elif what == "rename":
            if path in unsynced:
                said.append(f"{_shown(path)} gets its name before its content is on the disk")
                unsynced.discard(path)
                unsynced.add(other)
            known.add(other)
            unnamed.add(_folder(other))
        elif what == "unlink":
            unsynced.discard(path)
            log = sorted(name for name in unsynced if name.endswith("-wal"))
            if path in before and path.endswith(".pdf") and log:
                said.append(f"{_shown(path)} is deleted before the commit that says so is on disk")
    kept = set(after)
    said += [f"{_shown(path)} is not synced at the end" for path in sorted(unsynced & kept)]
    said += [
        f"names in {_shown(path)} are not synced at the end" for path in sorted(unnamed & kept)
    ]
    return said


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _shown(path: str) -> str:
    """Return the path without the random names of documents."""
    return "/".join("<id>" if len(part) == 32 else part for part in path.split("/"))
