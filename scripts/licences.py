"""The licences, sources and duplicates of everything depended on, against `deny.toml`: `licences.py`.

For where cargo-deny is not installed. Reads `cargo metadata`; exit status 1 if a licence is not allowed, or a package comes
from elsewhere than the registry.
"""

import json
import pathlib
import re
import subprocess
import sys
import tomllib
from collections import defaultdict


def allowed(expression, licences):
    """Whether a licence expression can be met: one side of each OR, all of each AND. Brackets are read, too."""
    tokens = re.findall(r"\(|\)|[^\s()/]+|/", expression)

    def alternatives():
        holds = conjunction()
        while tokens and tokens[0] in ("OR", "/"):
            tokens.pop(0)
            holds = conjunction() or holds
        return holds

    def conjunction():
        holds = single()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            holds = single() and holds
        return holds

    def single():
        token = tokens.pop(0)
        if token == "(":
            holds = alternatives()
            tokens.pop(0)
            return holds
        if tokens and tokens[0] == "WITH":
            tokens.pop(0)
            token = f"{token} WITH {tokens.pop(0)}"
        return token in licences

    return alternatives()


def main():
    deny = tomllib.loads(pathlib.Path("deny.toml").read_text(encoding="utf-8"))
    licences = set(deny["licenses"]["allow"])
    # What only certain others may bring is told by `cargo deny`.
    banned = {name for name in deny["bans"]["deny"] if isinstance(name, str)}
    command = ["cargo", "metadata", "--format-version", "1", "--all-features", "--locked"]
    metadata = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    wrong, versions = [], defaultdict(set)
    for package in metadata["packages"]:
        name = f"{package['name']} {package['version']}"
        versions[package["name"]].add(package["version"])
        if not allowed(package["license"] or "none", licences):
            wrong.append(f"{name}: the licence {package['license']} is not allowed")
        if package["name"] in banned:
            wrong.append(f"{name} is banned")
        source = package["source"]
        if source is not None and source != "registry+https://github.com/rust-lang/crates.io-index":
            wrong.append(f"{name} comes from {source}")
    for name, found in sorted(versions.items()):
        if len(found) > 1:
            print(f"several versions: {name} {', '.join(sorted(found))}")
    print("\n".join(wrong) or f"{len(metadata['packages'])} packages, all as deny.toml allows")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
