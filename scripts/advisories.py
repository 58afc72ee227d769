"""The security advisories that concern a lock file: `advisories.py FOLDER [LOCKFILE]`.

FOLDER is a clone of https://github.com/rustsec/advisory-db. Exit status 1 if one concerns a version in the lock file. What
is only informational (a crate that is no longer maintained) is printed and counts for nothing.
"""

import pathlib
import re
import sys
import tomllib
from collections import defaultdict


def version(text):
    """A version as something that compares; one before a release is less than the release."""
    core, _, before = text.split("+")[0].partition("-")
    numbers = [int(part) for part in core.split(".")]
    return tuple(numbers + [0] * (3 - len(numbers))), before == "", before


def satisfies(found, requirement):
    for part in requirement.split(","):
        sign, wanted = re.fullmatch(r"\s*(>=|<=|>|<|\^|~|=)?\s*([0-9].*?)\s*", part).groups()
        wanted = version(wanted)
        if sign == ">=":
            holds = found >= wanted
        elif sign == "<=":
            holds = found <= wanted
        elif sign == ">":
            holds = found > wanted
        elif sign == "<":
            holds = found < wanted
        elif sign == "=":
            holds = found == wanted
        elif sign == "~":
            holds = found >= wanted and found[0][:2] == wanted[0][:2]
        else:
            first = next((at for at, number in enumerate(wanted[0]) if number), 2)
            holds = found >= wanted and found[0][: first + 1] == wanted[0][: first + 1]
        if not holds:
            return False
    return True


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    lock = tomllib.loads(pathlib.Path(sys.argv[2] if len(sys.argv) == 3 else "Cargo.lock").read_text(encoding="utf-8"))
    locked = defaultdict(list)
    for package in lock["package"]:
        locked[package["name"]].append(package["version"])
    if not (folder / "crates").is_dir():
        sys.exit(f"{folder} has no folder `crates`: is it a clone of the advisory database?")
    looked_at = concerned = 0
    for path in sorted(folder.glob("crates/*/RUSTSEC-*.md")):
        if path.parent.name not in locked:
            continue
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(re.search(r"```toml\n(.*?)```", text, re.DOTALL).group(1))
        advisory, versions = data["advisory"], data.get("versions", {})
        if advisory.get("withdrawn"):
            continue
        title = re.search(r"^# (.*)", text, re.MULTILINE)
        for name in locked[path.parent.name]:
            looked_at += 1
            safe = versions.get("patched", []) + versions.get("unaffected", [])
            if any(satisfies(version(name), requirement) for requirement in safe):
                continue
            informational = advisory.get("informational")
            concerned += informational is None
            kind = informational or "VULNERABLE"
            print(f"{kind}: {path.parent.name} {name}, {advisory['id']}: {title.group(1) if title else ''}")
    print(f"{len(locked)} packages, {looked_at} advisories looked at, {concerned} concern a version that is used")
    sys.exit(1 if concerned else 0)


if __name__ == "__main__":
    main()
